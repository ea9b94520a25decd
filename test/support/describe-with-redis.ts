/** `describe` where a {@link RedisServer} of a test's own can be started. */
export const describeWithRedis = process.env['TRIVET_TEST_REDIS_ROOT'] ? describe : describe.skip;
