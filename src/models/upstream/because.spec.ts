import { becauseOf } from './because';
import { UpstreamFault } from './upstream-fault';

describe('becauseOf', () => {
  it.each([
    ['language', new UpstreamFault('refused', 'BadRequestError HTTP 400'), /HTTP 400\. .*LLM_MODEL/],
    ['embedding', new UpstreamFault('refused', 'BadRequestError HTTP 400'), /HTTP 400\. .*EMBEDDING_MODEL/],
    [
      'language',
      new UpstreamFault('misconfigured', 'AuthenticationError HTTP 401'),
      /HTTP 401\. Check LLM_API_KEY\.$/,
    ],
    [
      'language',
      new UpstreamFault('misconfigured', 'NotFoundError HTTP 404'),
      /Check LLM_MODEL and LLM_BASE_URL\.$/,
    ],
    [
      'embedding',
      new UpstreamFault('unreachable', 'ECONNREFUSED'),
      /ECONNREFUSED\. Check EMBEDDING_BASE_URL, and/,
    ],
    [
      'language',
      new UpstreamFault('late', 'The model did not begin in time.'),
      /^The model did not begin in time\.$/,
    ],
    ['language', null, /^It failed too often\.$/],
  ] as const)('says of the %s server, with %s, what to do: %s', (name, fault, expected) => {
    expect(becauseOf(name, fault)).toMatch(expected);
  });
});
