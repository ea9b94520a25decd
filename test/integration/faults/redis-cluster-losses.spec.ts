import { describeCluster } from './cluster-load';

jest.setTimeout(120_000);

describeCluster([
  [
    'loses the master that the settings name, and a replica takes over',
    async (cluster) => {
      await cluster.shards[0].master.kill();
      await cluster.takenOver(cluster.shards[0].replica);
    },
  ],
  [
    'loses a master for good, and then another',
    async (cluster) => {
      for (const { master, replica } of cluster.shards.slice(1)) {
        await master.kill();
        await cluster.takenOver(replica);
      }
    },
  ],
]);
