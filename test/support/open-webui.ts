import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Answer, Person } from './app';

/** What Open WebUI asks: a question with its tools, the next in the same chat, and what it wants for its own windows. */
export type Kind = 'question' | 'follow_up' | 'title' | 'follow_ups' | 'tags';

interface Written {
  readonly path: string;
  readonly headers: Record<string, string>;
  readonly body: { readonly messages: readonly { readonly role: string; readonly content: string }[] };
}

/**
 * Requests of Open WebUI 0.12.4, as they went over the wire on 2026-11-28, without their keys. Of its 36 tools five are left, which
 * have every feature of the schemas of all. Its prompts, and the descriptions of its tools, are said in other words of the same shape,
 * because they are its own work.
 */
const written = JSON.parse(readFileSync(join(__dirname, 'open-webui.json'), 'utf8')) as Record<Kind, Written>;

/** Sends a request as Open WebUI did, with the key and person of `as` and with what is to differ. */
export function sendAsOpenWebUi<Body>(
  as: Person,
  kind: Kind,
  { body = {}, headers = {} }: { body?: object; headers?: Record<string, string> } = {},
): Promise<Answer<Body>> {
  const { path, ...sent } = written[kind];
  return as.call<Body>('POST', path, {
    json: { ...sent.body, ...body },
    headers: { ...sent.headers, ...headers },
  });
}

/** What a request says last. */
export function askedIn(kind: Kind): string {
  return written[kind].body.messages.at(-1)?.content ?? '';
}
