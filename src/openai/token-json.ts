import type { Token } from '../telling/answer-form';
import { SharedBytes } from '../telling/streaming/shared-bytes';

const shared = new SharedBytes();

/** The JSON of a token's text, which all its readers share, whichever call they read it by. */
export function tokenJson(token: Token): Buffer {
  return shared.of(token, () => JSON.stringify(token.text));
}
