/**
 * Whole replies at the front of what a Redis server sent, RESP2 and 3 (https://redis.io/docs/latest/develop/reference/protocol-spec/).
 *
 * @returns the replies, and the bytes of one that is not complete yet
 */
export function repliesIn(bytes: Buffer): { readonly replies: Buffer[]; readonly rest: Buffer } {
  const replies: Buffer[] = [];
  let at = 0;
  for (;;) {
    const end = endOf(bytes, at);
    if (end === null) return { replies, rest: bytes.subarray(at) };
    replies.push(bytes.subarray(at, end));
    at = end;
  }
}

/** The same array with its members in the opposite order; any other reply as it is. */
export function reversed(reply: Buffer): Buffer {
  if (!isArray(reply)) return reply;
  const begin = lineEnd(reply, 0) ?? reply.length;
  const { replies } = repliesIn(reply.subarray(begin));
  return Buffer.concat([reply.subarray(0, begin), ...replies.reverse()]);
}

export function isArray(reply: Buffer): boolean {
  return reply[0] === '*'.charCodeAt(0);
}

function lineEnd(bytes: Buffer, from: number): number | null {
  const at = bytes.indexOf('\r\n', from);
  return at < 0 ? null : at + 2;
}

/** @returns null while it is not all there */
function endOf(bytes: Buffer, from: number): number | null {
  const begin = lineEnd(bytes, from);
  if (begin === null) return null;
  const type = String.fromCharCode(bytes[from] ?? 0);
  const count = Number(bytes.toString('latin1', from + 1, begin - 2));
  if ('$=!'.includes(type)) {
    const end = count < 0 ? begin : begin + count + 2;
    return end <= bytes.length ? end : null;
  }
  if (!'*~>%'.includes(type) || count < 0) return begin;
  let at: number | null = begin;
  for (let left = type === '%' ? 2 * count : count; left > 0 && at !== null; left--) at = endOf(bytes, at);
  return at;
}
