import type { ProgramTask } from '../../core';

/** What an instruction asks for, and how much it sounds like a program. */
export interface Instruction {
  readonly wants: ProgramTask['wants'];
  readonly json: ProgramTask['json'];
  /** How many marks of an answer that is read by a program it has: people name one at most. */
  readonly marks: number;
}

const MAKE =
  '(?:generat|creat|writ|wrote|giv|provid|suggest|propos|predict|summar|condens|nam|produc|craft|return|repl|respond|output|rephras|reformulat|formulat|rewrit|reflect|continu|extract|analy[sz]|transform|com(?:e|ing) up|tit(?:le|ling)|select|pick|choose|show|express|erstell|fass|formulier|rédig|génér|résum|propos|crea|gener|resum|escrib|redact|riassum|生成|总结|總結|概括|起|返回|要約|作成|생성|요약)';

const TITLE =
  "(?:(?:sub)?titles?|titling|headline|(?:conversation|chat|thread)(?:’|')?s? (?:name|topic)|(?:a|the|short|brief|concise) name|name this (?:chat|conversation|thread)|brief topic|titel|überschrift|titre|título|titolo|标题|標題|主题|主題|タイトル|제목)";
const QUERY =
  '(?:search (?:quer(?:y|ies)|keywords|terms)|stand-?alone (?:\\w{1,20} )?(?:question|query|input|message)s?|follow[- ]?up (?:question|query|input) to be|question rephraser)';
const LABELS =
  '(?:(?:hash)?tags|keywords|follow[-_ ]?ups?(?: questions| messages)?|(?:next|suggested|suggest\\w{0,8}|useful) (?:\\w{1,20} ){0,2}(?:questions|messages|repl(?:y|ies)|prompts)|suggestions|(?:questions|messages) (?:that )?(?:the|this) user (?:might|could|may|would))';
const EMOJI = '(?:emojis?|facial expression)';
const CONTINUATION = '(?:autocomplet\\w{0,20}|continue the text|completion type|continuation)';
const SUMMARY =
  '(?:(?:summar(?:y|ize|ise|izing|ising)|recap|condense|compact)(?: of)? (?:\\w{1,20} ){0,3}(?:chat|conversation|dialogue|discussion|lines of conversation)|image (?:generation )?prompt|prompt for (?:\\w{1,20} ){0,2}image)';

/** A verb and what is to be made, in one sentence and either order. */
const made = (what: string): string =>
  String.raw`(?<![a-zà-ÿ])${MAKE}(?:[^.!?]|\d\.){0,120}?${what}|${what}[^.!?\n]{0,80}?${MAKE}`;

/** In the order in which they are looked for: a title may be asked for with an emoji in it, a query with keywords. */
const ASKED: readonly (readonly [ProgramTask['wants'], RegExp])[] = [
  ['continuation', new RegExp(CONTINUATION, 'iu')],
  ['query', new RegExp(made(QUERY), 'iu')],
  ['title', new RegExp(made(TITLE), 'iu')],
  ['emoji', new RegExp(made(EMOJI), 'iu')],
  ['labels', new RegExp(made(LABELS), 'iu')],
  ['summary', new RegExp(SUMMARY, 'iu')],
];

const NUMBER =
  '(?:\\d{1,3}|one|two|three|four|five|six|seven|eight|nine|ten|few|couple|zwei|drei|vier|fünf|quatre|cinq|cuatro|cinco|[一二三四五六七八九十两]+)';
const UNIT =
  '(?:words?|characters?|chars|letters|tokens|sentences?|wort|worte|wörter|wörtig|zeichen|mots|caractères|palabras|caracteres|parole|palavras|个?字|個?字|字符|文字|단어)';

/** Marks of an answer that is read by a program. */
const MARKS: readonly (readonly [marks: number, RegExp])[] = [
  // Its form: a JSON object, with its key.
  [2, /\bJSON\b[^]{0,600}?[{"'`]|[{]\s*["'][\w-]{1,20}["']\s*:/iu],
  // Its length.
  [
    1,
    new RegExp(
      `${NUMBER}(?:[- –]?(?:to|or|bis|à|a|到|至|[-–])?[- –]?${NUMBER})?[- ]?(?:\\w{1,20} )?(?:of )?(?:${UNIT})|(?:${UNIT}) (?:or (?:less|fewer)|max)|\\d{1,2}\\s?[-–]\\s?\\d{1,2} (?:\\w{1,20} ){0,2}(?:tags|suggestions|questions|queries|messages)`,
      'iu',
    ),
  ],
  // Nothing beside it.
  [
    1,
    /\bonly\b(?! if)|\bexclusively\b|nothing else|no (?:\w{1,20},? ){0,2}(?:text|explanation|comment|preamble|prefix|introduct)|without (?:any |an? )?(?:\w{1,20} )?(?:lead-?in|preamble|explan|introduct)|\bjust (?:the|provide|return|output|give|reformulate)|straight to|do not (?:answer|respond|explain)|ohne einleitung|nichts anderes|uniquement|seulement|sin introducc|únicamente|solamente|只|仅|直接返回|のみ/iu,
  ],
  // Nothing around it.
  [
    1,
    /(?:\bno|without|omit\w{0,20}|avoid|do not use|don['’]t (?:use|need)|do not wrap|ohne|sans|sin|senza|sem|remove|needn['’]t|not? need)[^.\n]{0,60}?(?:quot|punctuation|emoji|special|markdown|format|symbol|period|colon|satzzeichen|anführung|ponctuation|guillemets|puntuación|comillas|punteggiatura|virgolette|pontuação|aspas)|(?:不要|不需要|无需|没有|不使用)[^。\n]{0,20}(?:标点|引号|符号|特殊)/iu,
  ],
  // The place for it, left open at the end.
  [
    1,
    /(?:^|\n|\. )[ \t]*(?:#+ ?|\**)?(?:the )?(?:(?:standalone|rephrased|new|concise|short|chat|conversation|search) )?(?:title|name|question|query|queries|topic|tags|summary|output|follow-?ups?|标题|主题)(?: is)?\**[ \t]*[:：]\s*["“`]?\s*$/iu,
  ],
  // The office of who answers.
  [
    1,
    /^\s*#* ?task\b|\byour (?:task|job|goal|role) (?:is|here)|\byou are an? (?:[\w-]{1,20} ){0,6}?(?:generator|titl\w{1,20}|summari[sz]er|rephraser|namer|autocomplet\w{1,20}|specialist|expert)|\byou (?:will|need to|should|must) (?:\w{1,20} )?(?:generate|summari[sz]e|condense|sum up|create|write|name|rephrase)|你是一名|你需要/iu,
  ],
  // Examples of it.
  [1, /\be\.g\.,?\s*\p{Extended_Pictographic}|(?:^|\n)#* ?examples?\b[^\n]{0,30}:/iu],
  // Words for what people do not ask for.
  [1, /stand-?alone (?:question|query)|for future context/iu],
  // What it is to be made from, as a program says it.
  [
    1,
    /\bgiven (?:the|a|this|following) (?:following |above |chat |conversation )+|\bbased on the (?:chat|conversation|user)|(?:summari[sz]ing|summari[sz]e) the (?:chat|conversation) history|the chat history/iu,
  ],
];

/** It asks for an answer to a question as well, so the notes have a word in it. */
const ANSWERS =
  /\b(?:answer|respond to|reply to)(?:ing|s)? (?:to )?(?:the|this|that|their|my|any|all|user|users|questions?|each|every|in |based|using|with|as )\b[^.\n]{0,60}|["'](?:answer|reply|response)["']\s*:|\bfinal answer\b/iu;
const NO_ANSWER =
  /(?:do not|don['’]t|never|not|without|rather than|instead of)\s+(?:\w{1,20}\s+){0,3}?(?:answer|respond|reply)\w{0,20}[^.\n]*/giu;

/** It speaks of answers, or of what they are made from: a way of answering, and no instruction about a chat. */
const OF_ANSWERS =
  /\banswer|\b(?:notes?|documents?|knowledge|sources?|passages?|facts?|retriev\w{0,20})\b|antwort|répon|respond[ae]|回答/iu;

const PRODUCT = new RegExp([CONTINUATION, QUERY, TITLE, EMOJI, LABELS, SUMMARY].join('|'), 'iu');

/** Whether it names anything that is made of a chat: most questions do not, and are looked at no further. */
export function namesProduct(text: string): boolean {
  return PRODUCT.test(text);
}

/** @returns null where it asks for nothing that belongs to a chat, or for an answer to a question beside it */
export function instructionIn(text: string): Instruction | null {
  const found = ASKED.find(([, asked]) => asked.test(text));
  if (!found || ANSWERS.test(text.replace(NO_ANSWER, ''))) return null;
  const [wants] = found;
  return { wants, json: jsonIn(text), marks: marksOf(text) };
}

/** The same of an instruction that stands apart from the chat, as those do that say how questions are to be answered. */
export function instructionApart(text: string): Instruction | null {
  return OF_ANSWERS.test(text.replace(NO_ANSWER, '')) ? null : instructionIn(text);
}

function marksOf(text: string): number {
  return MARKS.reduce((sum, [marks, mark]) => sum + (mark.test(text) ? marks : 0), 0);
}

const KEY = /["'`“]([A-Za-z][\w-]{0,39})["'`”]\s*(?::\s*(\[)?|key\b)/gu;

/** The first key that an example or the text names. */
function jsonIn(text: string): ProgramTask['json'] {
  if (!/json|\{/iu.test(text)) return null;
  const keys = [...text.matchAll(KEY)];
  const key = keys[0]?.[1];
  if (key === undefined) return null;
  return { key, isList: keys.some(([, name, list]) => name === key && list !== undefined) };
}
