import { randomBytes } from 'node:crypto';

/**
 * The id of one call in one reply. It is drawn for every reply, also where the answer is cached: a program tells the calls of a
 * conversation apart by their ids, and may be given one answer twice in it. So no id is a part of any key.
 */
export function callId(): string {
  return `call_${randomBytes(12).toString('hex')}`;
}
