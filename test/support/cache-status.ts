/** One cache's report in a `Cache-Status` header: RFC 9211 over the structured fields of RFC 8941. */
export interface CacheStatus {
  readonly cache: string;
  readonly parameters: Readonly<Record<string, string | number | true>>;
}

const TOKEN = String.raw`[A-Za-z*][!#$%&'*+\-.^_\x60|~0-9A-Za-z:/]*`;
const MEMBER = new RegExp(
  `^(${TOKEN})((?:; *[a-z*][a-z0-9_\\-.*]*(?:=(?:${TOKEN}|-?\\d{1,15}|"[ -!#-\\[\\]-~]*"))?)*)$`,
);
const FORWARDS = ['bypass', 'method', 'uri-miss', 'vary-miss', 'miss', 'request', 'stale', 'partial'];
const KNOWN = ['hit', 'fwd', 'fwd-status', 'ttl', 'stored', 'collapsed', 'key', 'detail'];

/** @throws {Error} for anything that RFC 9211 does not allow in the report of one cache */
export function parseCacheStatus(header: string | null): CacheStatus {
  const [, cache, list] = MEMBER.exec(header ?? '') ?? [];
  if (cache === undefined || list === undefined)
    throw new Error(`No Cache-Status of one cache: ${String(header)}`);
  const parameters = Object.fromEntries(list.split(';').slice(1).map(parameter));
  const { hit, fwd } = parameters;
  const unknown = Object.keys(parameters).filter((name) => !KNOWN.includes(name));
  if (unknown.length > 0) throw new Error(`Unknown parameters: ${unknown.join()}`);
  if ((hit === undefined) === (fwd === undefined)) throw new Error('Either hit or fwd, section 2.2');
  if (fwd !== undefined && !FORWARDS.includes(String(fwd)))
    throw new Error(`No reason to forward: ${String(fwd)}`);
  if (hit !== undefined && ('stored' in parameters || 'collapsed' in parameters))
    throw new Error('stored and collapsed have meaning with fwd only, sections 2.5 and 2.6');
  return { cache, parameters };
}

function parameter(text: string): [name: string, value: string | number | true] {
  const [name = '', value] = text.trim().split('=');
  if (value === undefined) return [name, true];
  if (/^-?\d+$/.test(value)) return [name, Number(value)];
  return [name, value.replace(/^"(.*)"$/, '$1')];
}
