import { isArray, repliesIn, reversed } from './resp-replies';
import type { Meddler } from './tcp-proxy';

/** How long a reply waits for another to exchange places with; ms. Below the deadline of a look-up. */
const HELD_MS = 15;

/** What goes wrong with the replies of Redis on their way to a client. */
export interface SwappedReplies {
  /** `replies`: two look-ups exchange theirs. `members`: the entries of one look-up come in the opposite order. */
  swap: 'replies' | 'members' | null;
  /** So many look-ups are left alone first. */
  after: number;
  /** How often it happened. */
  swaps: number;
  /** For a proxy in front of Redis. */
  readonly meddler: () => Meddler;
}

/** A client that lost count of its replies, seen from the client: a look-up is answered with what another asked for. */
export function swappedReplies(): SwappedReplies {
  const swapped: SwappedReplies = {
    swap: null,
    after: 0,
    swaps: 0,
    meddler: () => {
      let rest: Buffer = Buffer.alloc(0);
      let held: { readonly reply: Buffer; readonly timer: NodeJS.Timeout } | null = null;
      const members = (reply: Buffer): Buffer => {
        const other = reversed(reply);
        if (!other.equals(reply)) swapped.swaps++;
        return other;
      };
      return (bytes, give) => {
        const { replies, rest: left } = repliesIn(Buffer.concat([rest, bytes]));
        rest = left;
        for (const reply of replies) {
          const isSpared = !isArray(reply) || (swapped.swap !== null && swapped.after-- > 0);
          if (swapped.swap !== 'replies' || isSpared) {
            // Nothing overtakes what is held but the look-up that it waits for.
            if (held) give(take());
            give(swapped.swap === 'members' && !isSpared ? members(reply) : reply);
          } else if (held) {
            const other = take();
            give(reply);
            give(other);
            swapped.swaps++;
          } else {
            const letGo = (): void => {
              give(take());
            };
            held = { reply, timer: setTimeout(letGo, HELD_MS) };
          }
        }
      };

      function take(): Buffer {
        if (!held) return Buffer.alloc(0);
        clearTimeout(held.timer);
        const { reply } = held;
        held = null;
        return reply;
      }
    },
  };
  return swapped;
}
