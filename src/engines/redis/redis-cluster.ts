import { createCluster } from '@redis/client';
import { withDeadline } from '../../core/index';
import type { ClusterRedis } from '../../config/settings';
import {
  bytes,
  commandsOfOneKey,
  common,
  socketOf,
  type KeyCommands,
  type RedisCommands,
} from './redis-clients';
import { QUICK_MS } from './patience';
import { isAboutOneCommand, NodeAwayError } from './redis-errors';

/** Shorter than the link waits for a probe, so that one hung node does not make the others look hung. */
const NODE_DEADLINE_MS = QUICK_MS - 10;
const NODE_DEADLINE = {
  ms: NODE_DEADLINE_MS,
  late: () => new Error(`A node did not answer within ${NODE_DEADLINE_MS} ms.`),
};

/** Until a new client knows the cluster and is connected to every master. */
const DISCOVERY = { ms: 2_000, late: () => new Error('The cluster was not discovered within 2 s.') };

/**
 * Commands of a client that was replaced have been answered or given up by then. Until then it is not replaced again either:
 * nodes that are slow would have to take new connections with each probe.
 */
const REPLACED_LIVES_MS = 1_000;

const DEFAULT_PORT = 6379;

interface Address {
  readonly host: string;
  readonly port: number;
}

type ClusterClient = ReturnType<typeof clientOf>;

interface Connected {
  readonly client: ClusterClient;
  readonly commands: KeyCommands;
}

/**
 * A Redis Cluster. Every command names one key, so none ever spans two slots; those of one moment share a packet per node
 * anyway.
 *
 * The client learns of moved slots from the nodes that answer. Of a master that died it would learn from none, and would ask
 * it for ever, so `ping`, which the link repeats while a master is away, replaces the client by one that has asked the cluster
 * anew. A node that is away costs the keys of its slots: `NodeAwayError` tells the link that the others may go on.
 */
export function clusterCommands(cluster: ClusterRedis, onError: (error: unknown) => void): RedisCommands {
  const clients = new ClusterClients(cluster, onError);

  const run = async <T>(command: (commands: KeyCommands) => Promise<T>): Promise<T> => {
    if (!clients.connected) throw new NodeAwayError(new Error('The cluster was not reached yet.'));
    try {
      return await command(clients.connected.commands);
    } catch (error) {
      throw isAboutOneCommand(error) ? error : new NodeAwayError(error);
    }
  };

  return {
    connect: () => clients.replace(),
    destroy: () => {
      clients.destroy();
    },
    connected: async () => {
      if (!clients.connected) await clients.replace();
    },
    ping: async () => {
      const { connected } = clients;
      const answers = await Promise.allSettled(connected ? mastersOf(connected.client) : []);
      if (answers.every(({ status }) => status === 'fulfilled')) return 'whole';
      // Not waited for: the link goes on with the nodes that answer. What fails is tried again by the next ping.
      if (!clients.isNew) clients.replace().catch(onError);
      if (answers.some(({ status }) => status === 'fulfilled')) return 'part';
      throw new NodeAwayError(new Error('No master of the cluster answers.'));
    },
    getMany: (keys) => run((commands) => commands.getMany(keys)),
    set: (key, value, ttlMs) => run((commands) => commands.set(key, value, ttlMs)),
    unlink: (key) => run((commands) => commands.unlink(key)),
    evaluate: (script, key, args) => run((commands) => commands.evaluate(script, key, args)),
    addToSet: (key, members, ends) => run((commands) => commands.addToSet(key, members, ends)),
    countSet: (key, now) => run((commands) => commands.countSet(key, now)),
    membersOf: (key, atMost) => run((commands) => commands.membersOf(key, atMost)),
    removeFromSet: (key, members) => run((commands) => commands.removeFromSet(key, members)),
    addToHash: (key, deltas) => run((commands) => commands.addToHash(key, deltas)),
    hash: (key) => run((commands) => commands.hash(key)),
  };
}

/** The client in use, one after the other. */
class ClusterClients {
  private current: Connected | undefined;
  private replacing: Promise<void> | undefined;
  private before: ClusterClient | undefined;
  private isClosed = false;

  constructor(
    private readonly cluster: ClusterRedis,
    private readonly onError: (error: unknown) => void,
  ) {}

  get connected(): Connected | undefined {
    return this.current;
  }

  /** Whether another client was in use until a moment ago. */
  get isNew(): boolean {
    return this.before !== undefined;
  }

  /** Puts a client into use that has asked the cluster anew. @throws when it cannot, and the one before goes on */
  replace(): Promise<void> {
    this.replacing ??= this.connectNext().finally(() => {
      this.replacing = undefined;
    });
    return this.replacing;
  }

  destroy(): void {
    this.isClosed = true;
    this.current?.client.destroy();
    this.endBefore();
  }

  private async connectNext(): Promise<void> {
    const client = clientOf(this.cluster, this.current?.client.masters ?? []);
    let reason: unknown;
    const hear = (error: unknown): void => {
      reason = error;
    };
    client.on('error', this.onError).on('error', hear).on('node-error', hear);
    try {
      await withDeadline(client.connect(), DISCOVERY);
    } catch (error) {
      client.destroy();
      // What a node said, such as that the password is wrong, tells more than that none was of use.
      throw reason ?? error;
    }
    if (this.current) this.retire(this.current.client);
    this.current = { client, commands: keyCommands(client) };
    if (this.isClosed) client.destroy();
  }

  private retire(client: ClusterClient): void {
    this.before = client;
    setTimeout(() => {
      this.endBefore();
    }, REPLACED_LIVES_MS).unref();
  }

  private endBefore(): void {
    this.before?.destroy();
    this.before = undefined;
  }
}

/**
 * The user, password and TLS of the first node that the settings name hold for all nodes, discovered ones too.
 *
 * @param known nodes beside the configured ones, which may all be away by now
 */
function clientOf({ urls, authority }: ClusterRedis, known: readonly Address[]) {
  const [first = ''] = urls;
  const { username, password } = new URL(first);
  return createCluster({
    ...common,
    rootNodes: [...urls.map(addressOf), ...known].map(({ host, port }) => ({ socket: { host, port } })),
    defaults: {
      ...common,
      ...(username && { username: decodeURIComponent(username) }),
      ...(password && { password: decodeURIComponent(password) }),
      socket: socketOf(first, authority),
    },
  });
}

/** Of the URL the client gets no more: what it does not like in one it quotes, with the password. */
function addressOf(url: string): Address {
  const { hostname, port } = new URL(url);
  return { host: hostname.replace(/^\[|\]$/g, ''), port: Number(port || DEFAULT_PORT) };
}

function keyCommands(client: ClusterClient): KeyCommands {
  const binary = client.withTypeMapping(bytes);
  return {
    ...commandsOfOneKey(client, binary),
    getMany: (keys) => Promise.all(keys.map((key) => binary.get(key))),
  };
}

/** Rejects for each that is away, or that knows of slots which nobody serves. */
function mastersOf(client: ClusterClient): Promise<void>[] {
  return client.masters.map(async (master) => {
    const info = async (): Promise<string> => (await client.nodeClient(master)).clusterInfo();
    const text = await withDeadline(info(), NODE_DEADLINE);
    if (!text.includes('cluster_state:ok')) throw new Error('The cluster does not serve all slots.');
  });
}
