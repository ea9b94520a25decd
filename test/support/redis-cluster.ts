import type { ServerCertificate } from './certificates';
import { eventually } from './eventually';
import { freePort } from './free-port';
import { RedisServer, type Command } from './redis-server';

const SLOTS = 16_384;
const PASSWORD = 'cluster-password';

/** A master that a test may kill, and the replica that takes over. */
export interface Shard {
  readonly master: RedisServer;
  readonly replica: RedisServer;
}

/**
 * A Redis Cluster of a test's own: three masters, each with a replica, behind a password. A node counts as dead after
 * a second.
 */
export class RedisCluster {
  private constructor(readonly shards: readonly [Shard, Shard, Shard]) {}

  /** @param certificate makes all nodes speak TLS and nothing else, among themselves too */
  static async start(certificate?: ServerCertificate): Promise<RedisCluster> {
    const nodes = await Promise.all(Array.from({ length: 6 }, () => startNode(certificate)));
    const [a, b, c, d, e, f] = nodes as [Node, Node, Node, Node, Node, Node];
    const masters = [a, b, c];
    await Promise.all(
      masters.map(({ server }, at) => {
        const [from, to] = [at, at + 1].map((part) => Math.round((SLOTS * part) / 3)) as [number, number];
        return server.command('CLUSTER', 'ADDSLOTSRANGE', String(from), String(to - 1));
      }),
    );
    for (const { server, bus } of [b, c, d, e, f])
      await a.server.command('CLUSTER', 'MEET', '127.0.0.1', String(server.port), String(bus));
    const cluster = new RedisCluster([
      { master: a.server, replica: d.server },
      { master: b.server, replica: e.server },
      { master: c.server, replica: f.server },
    ]);
    for (const { master, replica } of cluster.shards)
      await until(async () => (await replica.command('CLUSTER', 'REPLICATE', await idOf(master))) === 'OK');
    await cluster.settled();
    return cluster;
  }

  /** The setting of an application: one node, which must tell it of the others. */
  get nodes(): string {
    return this.shards[0].master.url;
  }

  /** Resolves when every slot is served and every replica follows its master. */
  async settled(): Promise<void> {
    for (const { master, replica } of this.shards) {
      await until(async () => String(await master.command('CLUSTER', 'INFO')).includes('cluster_state:ok'));
      await until(async () =>
        String(await replica.command('INFO', 'replication')).includes('link_status:up'),
      );
    }
  }

  /** Makes a replica its shard's master. Resolves when it is. */
  async promote(replica: RedisServer): Promise<void> {
    await replica.command('CLUSTER', 'FAILOVER');
    await this.takenOver(replica);
  }

  /** Resolves when a replica has become its shard's master. */
  async takenOver(replica: RedisServer): Promise<void> {
    await until(async () => String(await replica.command('ROLE')).startsWith('master'));
  }

  /**
   * Moves slots of one master with the keys in them, as `redis-cli --cluster reshard` does.
   * @returns how many keys moved
   */
  async reshard(from: RedisServer, to: RedisServer): Promise<number> {
    const [source, target] = [await idOf(from), await idOf(to)];
    const others = this.shards.map(({ master }) => master).filter((each) => each !== from && each !== to);
    // With a connection for each command the test of it took 42 s beside its load, and takes 10 s so.
    return to.session((tell) =>
      from.session(async (ask) => {
        let moved = 0;
        for (const slot of await filledSlots(ask)) {
          await tell('CLUSTER', 'SETSLOT', slot, 'IMPORTING', source);
          await ask('CLUSTER', 'SETSLOT', slot, 'MIGRATING', target);
          moved += await moveKeys(slot, { ask, to });
          for (const told of [tell, ask]) await told('CLUSTER', 'SETSLOT', slot, 'NODE', target);
          for (const other of others) await other.command('CLUSTER', 'SETSLOT', slot, 'NODE', target);
        }
        return moved;
      }),
    );
  }

  async close(): Promise<void> {
    await Promise.all(this.shards.flatMap(({ master, replica }) => [master.close(), replica.close()]));
  }
}

interface Node {
  readonly server: RedisServer;
  readonly bus: number;
}

async function startNode(certificate?: ServerCertificate): Promise<Node> {
  const bus = await freePort();
  const settings = {
    'cluster-enabled': 'yes',
    // The default is the port plus 10,000, which may be above 65,535.
    'cluster-port': String(bus),
    'cluster-node-timeout': '1000',
    'cluster-require-full-coverage': 'no',
    requirepass: PASSWORD,
    masterauth: PASSWORD,
    ...(certificate && { 'tls-cluster': 'yes', 'tls-replication': 'yes' }),
  };
  return { server: await RedisServer.start(settings, certificate), bus };
}

const idOf = async (server: RedisServer): Promise<string> => String(await server.command('CLUSTER', 'MYID'));

/** Slots of a master that hold keys. */
async function filledSlots(ask: Command): Promise<ReadonlySet<string>> {
  const keys = (await ask('KEYS', '*')) as string[];
  return new Set(await Promise.all(keys.map(async (key) => String(await ask('CLUSTER', 'KEYSLOT', key)))));
}

interface Move {
  /** The master that has the keys. */
  readonly ask: Command;
  readonly to: RedisServer;
}

async function moveKeys(slot: string, { ask, to }: Move): Promise<number> {
  let moved = 0;
  for (;;) {
    const keys = (await ask('CLUSTER', 'GETKEYSINSLOT', slot, '100')) as string[];
    if (keys.length === 0) return moved;
    const target = ['127.0.0.1', String(to.port), '', '0', '5000', 'AUTH', PASSWORD];
    await ask('MIGRATE', ...target, 'KEYS', ...keys);
    moved += keys.length;
  }
}

/** A node that does not answer is not in the state. */
const until = (holds: () => Promise<boolean>): Promise<void> =>
  eventually('The cluster comes to that state.', () => holds().catch(() => false), 60_000);
