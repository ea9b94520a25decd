/** Of Obsidian and HTML; code spans stay as they are. */
const HIDDEN =
  /(?<code>(?<!`)(?<ticks>`+)(?!`)[^`]{1,500}\k<ticks>(?!`))|<!--[\s\S]*?(?:-->|$)|%%[\s\S]*?(?:%%|$)/g;
const TAG =
  /<\/?(?:a|abbr|b|big|center|code|dd|del|details|div|dl|dt|em|font|h[1-6]|hr|i|iframe|img|ins|kbd|li|mark|ol|p|picture|pre|q|s|samp|small|source|span|strong|sub|summary|sup|table|tbody|td|th|thead|tr|u|ul|video)(?:\s[^<>]{0,1000})?\/?>/gi;
const LINE_BREAK = /<br\s*\/?>/gi;
const FOOTNOTE = /\[\^[^\s\]]{1,60}\](?!:)/g;
const LINK_BY_NAME = /\[((?:[^[\]]|\[[^[\]]{0,100}\]){1,300})\]\[([^[\]]{0,100})\]/g;
const NUMBER =
  /(?<code>(?<!`)(?<ticks>`+)(?!`)[^`]{1,500}\k<ticks>(?!`))|(?<!\\)\[(?=\d{1,3}(?: ?, ?\d{1,3})*\](?!\())/g;
/** Anchors, and template tags of site generators. */
const MACHINERY = /\s*\{(?:#[\w-]{1,100}|%[^{}%]{0,300}%)\}/g;

/** Where the names of links point to: `[name]: address`. */
export type LinkNames = ReadonlyMap<string, string>;

/**
 * What a reader sees of a text: without comments, HTML tags and marks of footnotes, and with the address in a link that
 * names it elsewhere. Numbers in brackets are escaped, so that none is read as the number of a passage.
 */
export function visible(text: string, links: LinkNames): string {
  if (!/[<%[{]/.test(text)) return text;
  return text
    .replace(HIDDEN, (all, code: string | undefined) => code ?? (all.includes('\n') ? '\n' : ' '))
    .replace(LINE_BREAK, ' ')
    .replace(TAG, '')
    .replace(MACHINERY, '')
    .replace(FOOTNOTE, '')
    .replace(LINK_BY_NAME, (_, said: string, name: string) => {
      const address = links.get((name || said).toLowerCase());
      return address === undefined ? said : `[${said}](${address})`;
    })
    .replace(NUMBER, (_, code: string | undefined) => code ?? '\\[');
}

const DEFINITION = /^ {0,3}\[(?!\^)([^[\]]{1,100})\]:\s*<?([^\s<>]{1,2000})>?.*$/gm;

/** @returns the text without its definitions of links, which go to `links` */
export function withoutDefinitions(text: string, links: Map<string, string>): string {
  if (!text.includes(']:')) return text;
  return text.replace(DEFINITION, (_, name: string, address: string) => {
    links.set(name.toLowerCase(), address);
    return '';
  });
}
