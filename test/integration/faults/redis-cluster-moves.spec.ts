import { describeCluster } from './cluster-load';

jest.setTimeout(120_000);

describeCluster([
  [
    'moves the slots of all entries of one master to another',
    async (cluster) => {
      const [{ master: from }, { master: to }] = cluster.shards;
      expect(await cluster.reshard(from, to)).toBeGreaterThan(10);
    },
  ],
  ['promotes a replica on purpose', (cluster) => cluster.promote(cluster.shards[1].replica)],
]);
