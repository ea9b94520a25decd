import { createCluster } from '@redis/client';
import { withDeadline } from '../../core';
import type { ClusterRedis } from '../../config/settings';
import { bytes, common, socketOf } from './client-options';
import type { Clients } from './redis-commands';

/** Until a new client knows the cluster and is connected to every master. */
const DISCOVERY = { ms: 2_000, late: () => new Error('The cluster was not discovered within 2 s.') };

/**
 * Commands of a client that was replaced have been answered or given up by then; ms. Until then its successor is not replaced:
 * nodes that are slow would have to take new connections with each probe.
 */
const REPLACED_LIVES_MS = 1_000;

const DEFAULT_PORT = 6379;

interface Address {
  readonly host: string;
  readonly port: number;
}

export type ClusterClient = ReturnType<typeof clientOf>;

export interface ConnectedCluster {
  readonly client: ClusterClient;
  readonly commands: Clients;
}

/** The client in use, one after the other. */
export class ClusterClients {
  private current: ConnectedCluster | undefined;
  private replacing: Promise<void> | undefined;
  private before: ClusterClient | undefined;
  private isClosed = false;

  constructor(
    private readonly cluster: ClusterRedis,
    private readonly onError: (error: unknown) => void,
  ) {}

  get connected(): ConnectedCluster | undefined {
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
    client.on('error', this.onError);
    await discover(client);
    if (this.current) this.retire(this.current.client);
    this.current = { client, commands: commandsOf(client) };
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

/** @throws what a node said, such as that the password is wrong: it tells more than that none was of use */
async function discover(client: ClusterClient): Promise<void> {
  let reason: unknown;
  const hear = (error: unknown): void => {
    reason = error;
  };
  client.on('error', hear).on('node-error', hear);
  try {
    await withDeadline(client.connect(), DISCOVERY);
  } catch (error) {
    client.destroy();
    throw reason ?? error;
  } finally {
    client.off('error', hear).off('node-error', hear);
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

function commandsOf(client: ClusterClient): Clients {
  const binary = client.withTypeMapping(bytes);
  return {
    text: client,
    binary,
    getMany: (keys) => Promise.all(keys.map((key) => binary.get(key))),
    touchMany: async (keys) => {
      const found = await Promise.all(keys.map((key) => client.touch(key)));
      return found.reduce((sum, one) => sum + one, 0);
    },
  };
}
