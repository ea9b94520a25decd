import { TALKS } from './talks';

/** A conversation over the sample notes, as one person would have it. */
export type Conversation = readonly Turn[];

/** What a person says: a question about the notes, or something about the conversation itself. */
export type Turn =
  | {
      readonly kind: 'question';
      readonly ask: string;
      /** How somebody would ask it who had not heard the turns before. */
      readonly alone: string;
      /** The files, without `.md`, that answer. None where the notes do not answer. */
      readonly notes: readonly string[];
      /** The right passage and the right answer hold one of them. */
      readonly right: readonly string[];
      /** What an earlier turn was answered. An answer that holds one of them and nothing right is of the wrong turn. */
      readonly wrong: readonly string[];
    }
  | { readonly kind: 'about'; readonly ask: string };

const ABOUT = 'chat';
const NONE = 'none';

/** @param files the names of the sample notes, of which a conversation tells the number only */
export function conversations(files: readonly string[]): Conversation[] {
  return TALKS.trim()
    .split(/\n{2,}/)
    .map((talk) => talk.split('\n').map((line) => turnOf(line, files)));
}

/** A line has `question | the same, standing alone | numbers of notes | right / right | wrong / wrong`. */
function turnOf(line: string, files: readonly string[]): Turn {
  const [ask = '', alone = '', notes = '', right = '', wrong = ''] = line
    .split('|')
    .map((cell) => cell.trim());
  if (notes === ABOUT) return { kind: 'about', ask };
  return {
    kind: 'question',
    ask,
    alone: alone || ask,
    notes: notes === NONE ? [] : notes.split(',').map((number) => fileOf(number, files)),
    right: alternatives(right),
    wrong: alternatives(wrong),
  };
}

function fileOf(number: string, files: readonly string[]): string {
  const file = files.find((name) => name.startsWith(`${number}-`));
  if (file === undefined) throw new Error(`No sample note has the number ${number}.`);
  return file;
}

function alternatives(cell: string): string[] {
  return cell === '' ? [] : cell.split(' / ');
}
