import { inflateRawSync } from 'node:zlib';
import { createClient, RESP_TYPES } from '@redis/client';

/** How many values in Redis under a prefix contain a text. Only a test looks at every key. */
export async function valuesSaying(
  saying: string,
  { url, prefix }: { readonly url: string; readonly prefix: string },
): Promise<number> {
  const client = createClient({ url, RESP: 3 });
  await client.connect();
  try {
    const binary = client.withTypeMapping({ [RESP_TYPES.BLOB_STRING]: Buffer });
    let found = 0;
    for await (const keys of client.scanIterator({ MATCH: `${prefix}*`, COUNT: 1_000 })) {
      for (const key of keys) {
        if ((await client.type(key)) !== 'string') continue;
        if (textOf((await binary.get(key)) ?? Buffer.alloc(0)).includes(saying)) found++;
      }
    }
    return found;
  } finally {
    client.destroy();
  }
}

/** Longest head of an entry with words: address, version, times, and the lengths of no stamps and no passages. */
const HEAD_BYTES = 40;

/** All text of an entry, wherever behind its head it begins, deflated or not. For a vector, anything. */
function textOf(bytes: Buffer): string {
  const heads = Array.from({ length: HEAD_BYTES }, (_, at) => inflated(bytes.subarray(at)));
  return heads.join() + bytes.toString();
}

function inflated(bytes: Buffer): string {
  try {
    return inflateRawSync(bytes).toString();
  } catch {
    return '';
  }
}
