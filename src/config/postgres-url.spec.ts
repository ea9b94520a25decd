import { isPostgresUrl, serverUrls } from './postgres-url';

describe('a connection URL', () => {
  it.each([
    [
      'postgresql://ann:s%40e@a:1/trivet?sslmode=disable',
      ['postgresql://ann:s%40e@a:1/trivet?sslmode=disable'],
    ],
    [
      'postgres://a:1,b:2,[::1]:3/trivet',
      ['postgres://a:1/trivet', 'postgres://b:2/trivet', 'postgres://[::1]:3/trivet'],
    ],
    ['postgresql://ann:s@a,b:2/t?x=1,2', ['postgresql://ann:s@a/t?x=1,2', 'postgresql://ann:s@b:2/t?x=1,2']],
    ['postgresql:///trivet?host=/tmp', ['postgresql:///trivet?host=/tmp']],
  ])('%s names %j', (url, urls) => {
    expect(serverUrls(url)).toEqual(urls);
    expect(isPostgresUrl(url)).toBe(true);
  });

  it.each([
    'mysql://a/trivet',
    'postgresql://a:1,b:x/trivet',
    'postgresql://a:99999/trivet',
    'postgresql://a,b/trivet?target_session_attrs=any',
    'postgresql://a/trivet?target_session_attrs=standby',
  ])('is not %s', (url) => {
    expect(isPostgresUrl(url)).toBe(false);
  });

  it('may ask for what it gets anyway: sessions that may write', () => {
    expect(isPostgresUrl('postgresql://a,b/trivet?target_session_attrs=read-write')).toBe(true);
    expect(isPostgresUrl('postgresql://a,b/trivet?target_session_attrs=primary')).toBe(true);
  });
});
