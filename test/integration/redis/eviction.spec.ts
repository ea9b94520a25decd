import { BackgroundStores } from '../../../src/core/cache/background-stores';
import { L1ResponseService } from '../../../src/core/cache/l1-response/l1-response.service';
import { Layers } from '../../../src/core/cache/layers';
import { citationsOf } from '../../../src/core/cache/erasure/citation';
import { SharedEntries } from '../../../src/core/cache/shared/shared-entries';
import { NEVER_PURGED } from '../../../src/core/freshness/purge-marks';
import { ArrivalSnapshot, EvidenceSnapshot } from '../../../src/core/freshness/stamps';
import { cacheKey } from '../../../src/core/question/keys';
import { redisCommands } from '../../../src/engines/redis/redis-clients';
import { RedisLink } from '../../../src/engines/redis/redis-link';
import { RedisStore } from '../../../src/engines/redis/redis-store';
import { HandClock, ledgerParts, passage, settingsWith } from '../../support/core-fakes';
import { describeWithRedis } from '../../support/describe-with-redis';
import { eventually } from '../../support/eventually';
import { RedisServer } from '../../support/redis-server';

jest.setTimeout(60_000);

const ROOM_BYTES = 2_000_000;
/** Redis tells uses apart by the second. */
const SECOND_MS = 1_100;

const read = { scope: ['w/eng'], stamps: 'ab'.repeat(32) };
const passages = [passage('The kiln is fired on Thursdays.')];
const answer = { text: 'On Thursdays.', model: 'm', usage: null, answerable: true, generationMs: 1 };
const grounds = {
  passages,
  snapshot: new EvidenceSnapshot(read),
  citations: citationsOf(passages),
  answerKey: cacheKey('answer', ['kiln']),
};
const asked = {
  tenant: 'acme',
  onlyFor: null,
  profile: 'p',
  canonical: 'when is the kiln fired',
  earlier: '',
  purged: NEVER_PURGED,
};

describeWithRedis('a Redis that is full and evicts what was not used for longest', () => {
  let redis: RedisServer;
  let link: RedisLink;

  beforeAll(async () => {
    // It looks at as many keys as it may, so that it never evicts the wrong one by chance.
    redis = await RedisServer.start({ 'maxmemory-samples': '64' });
    link = new RedisLink({
      commands: redisCommands(
        { kind: 'single', url: redis.url, prefix: '', authority: undefined },
        () => undefined,
      ),
      onChange: () => undefined,
      onFailure: () => undefined,
      onRefusal: () => undefined,
    });
    await eventually('Redis is in use.', () => link.up);
  });
  afterAll(async () => {
    link.close();
    await redis.close();
  });

  function instance() {
    const { ledger, gauges } = ledgerParts();
    const clock = new HandClock(Date.now());
    const settings = settingsWith({ type: 'hybrid' });
    const stores = new BackgroundStores(ledger);
    const shared = new SharedEntries(new RedisStore(link, ''), stores, clock, settings);
    const layers = new Layers(settings, ledger, gauges, clock, shared);
    const l1 = new L1ResponseService(layers, settings);
    return { layers, l1, clock, stored: () => stores.idle() };
  }

  it('keeps what an instance serves from its memory alone: another one finds it', async () => {
    const [a, b] = [instance(), instance()];
    await a.l1.storeAnswer(grounds, { answer, outlived: {} });
    await a.l1.storeQuestion(asked, grounds, 'from_these');
    await a.stored();
    await redis.bound(ROOM_BYTES, 'allkeys-lru');
    for (let second = 0; second < 6; second++) {
      // eslint-disable-next-line no-restricted-syntax -- by the clock of Redis, which nobody else moves
      await new Promise((resolve) => setTimeout(resolve, SECOND_MS));
      expect(await a.l1.findExact(asked, new ArrivalSnapshot(read))).toMatchObject({ outcome: 'hit' });
      a.clock.advance(60_000);
      await a.layers.touchUsed();
      const noise = Array.from({ length: 500 }, (_, at) => `noise:${second}:${at}`);
      await link.run((commands) =>
        Promise.all(noise.map((key) => commands.set(key, Buffer.alloc(1_000), 600_000))),
      );
    }
    expect(await redis.turnedAway()).toBeGreaterThan(500);
    expect(await b.l1.findExact(asked, new ArrivalSnapshot(read))).toMatchObject({
      outcome: 'hit',
      passages,
    });
  });
});
