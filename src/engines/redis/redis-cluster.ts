import { withDeadline } from '../../core';
import type { ClusterRedis } from '../../config/settings';
import { type ClusterClient, ClusterClients } from './cluster-clients';
import { QUICK_MS } from './patience';
import { type Clients, keyCommands, type RedisCommands, usedMemoryIn } from './redis-commands';
import { isAboutOneCommand, NodeAwayError } from './redis-errors';

/** Shorter than the link waits for a probe, so that one hung node does not make the others look hung. */
const NODE_DEADLINE_MS = QUICK_MS - 10;
const NODE_DEADLINE = {
  ms: NODE_DEADLINE_MS,
  late: () => new Error(`A node did not answer within ${NODE_DEADLINE_MS} ms.`),
};

/**
 * A Redis Cluster. Every command names one key, so none ever spans two slots; those of one moment share a packet per node
 * anyway.
 *
 * A node that is away costs the keys of its slots: `NodeAwayError` tells the link that the others may go on. The client learns
 * of moved slots from the nodes that answer. Of a master that died it would learn from none, and would ask it for ever. So
 * `ping`, which the link repeats while a master is away, replaces the client by one that has asked the cluster anew.
 */
export function clusterCommands(cluster: ClusterRedis, onError: (error: unknown) => void): RedisCommands {
  const clients = new ClusterClients(cluster, onError);

  const run = async <T>(command: (clients: Clients) => Promise<T>): Promise<T> => {
    if (!clients.connected) throw new NodeAwayError(new Error('The cluster was not reached yet.'));
    try {
      return await command(clients.connected.commands);
    } catch (error) {
      throw isAboutOneCommand(error) ? error : new NodeAwayError(error);
    }
  };

  return {
    ...keyCommands(run),
    connected: async () => {
      if (!clients.connected) await clients.replace();
    },
    destroy: () => {
      clients.destroy();
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
    memoryUsed: async () => {
      const { connected } = clients;
      if (!connected) throw new NodeAwayError(new Error('The cluster was not reached yet.'));
      return memoryOf(connected.client);
    },
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

async function memoryOf(client: ClusterClient): Promise<number> {
  const info = async (master: (typeof client.masters)[number]): Promise<string> =>
    (await client.nodeClient(master)).info('memory');
  const texts = await Promise.all(client.masters.map((master) => withDeadline(info(master), NODE_DEADLINE)));
  return texts.reduce((sum, text) => sum + usedMemoryIn(text), 0);
}
