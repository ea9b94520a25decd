import { parse } from 'dotenv';

/** The text encodings that a byte order mark tells of (WHATWG Encoding, "BOM sniff"). */
const MARKS = [
  { mark: [0xff, 0xfe], encoding: 'utf-16le' },
  { mark: [0xfe, 0xff], encoding: 'utf-16be' },
] as const;

/** PowerShell's `>` writes UTF-16 with a mark, and its `Out-File -Encoding utf8` UTF-8 with one. Both are read as what they say. */
export function parseEnvFile(bytes: Buffer): Record<string, string> {
  const { encoding = 'utf-8' } = MARKS.find(({ mark }) => mark.every((byte, at) => bytes[at] === byte)) ?? {};
  return parse(new TextDecoder(encoding).decode(bytes));
}
