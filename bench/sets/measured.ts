import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sampleFiles } from '../../test/support/sample-notes';
import { SAMPLE_QUESTIONS, unmarked, wrongIn } from '../../test/support/sample-questions';
import { holdsWhole, identifierSet } from './identifiers';
import { pagesOf, questionsOf, type PageSet } from './real-markdown';

/** Notes, and what is asked about them. */
export interface MeasuredSet {
  readonly name: string;
  readonly notes: readonly SetNote[];
  readonly questions: readonly SetQuestion[];
}

export interface SetNote {
  readonly key: string;
  readonly title: string;
  readonly body: string;
}

export interface SetQuestion {
  readonly kind: string;
  readonly ask: string;
  /** The keys of the notes that answer. None where none does. */
  readonly notes: readonly string[];
  /** Whether a passage of such a note is the right one. */
  readonly isRight: (content: string) => boolean;
  /** What is wrong with an answer; null when nothing is. Left out where answers are not judged. */
  readonly fault?: (answer: string) => string | null;
}

/** A passage among the sources. */
export interface Found {
  readonly note_id: string;
  readonly content: string;
}

const anyPassage = (): boolean => true;

/** @param folder of `xquad.en.json` */
export async function xquadSet(folder: string): Promise<MeasuredSet> {
  const { data } = JSON.parse(await readFile(join(folder, 'xquad.en.json'), 'utf8')) as {
    data: {
      title: string;
      paragraphs: { context: string; qas: { question: string; answers: { text: string }[] }[] }[];
    }[];
  };
  const paragraphs = data.flatMap(({ title, paragraphs: own }) =>
    own.map((paragraph, at) => ({
      ...paragraph,
      key: `${title} ${at}`,
      title: title.replaceAll('_', ' '),
    })),
  );
  return {
    name: 'XQuAD',
    notes: paragraphs.map(({ key, title, context }) => ({ key, title, body: context })),
    questions: paragraphs.flatMap(({ key, qas }) =>
      qas.map(({ question, answers }) => ({
        kind: 'prose',
        ask: question,
        notes: [key],
        isRight: anyPassage,
        fault: lacking([answers.map(({ text }) => folded(text))], folded),
      })),
    ),
  };
}

export function identifiers(): MeasuredSet {
  const { notes, lookUps } = identifierSet();
  return {
    name: 'identifiers',
    notes: notes.map(({ title, body }) => ({ key: title, title, body })),
    questions: lookUps.map(({ kind, ask, id, note }) => ({
      kind,
      ask,
      notes: [note],
      isRight: (content) => holdsWhole(content, id),
    })),
  };
}

export function samples(): MeasuredSet {
  return {
    name: 'sample notes',
    notes: sampleFiles().map(({ file, draft }) => ({ key: file, title: draft.title, body: draft.body })),
    questions: SAMPLE_QUESTIONS.map((question) => ({
      kind: question.kind,
      ask: question.ask,
      notes: question.note === null ? [] : [question.note],
      isRight: anyPassage,
      fault: (answer) => wrongIn(question, answer),
    })),
  };
}

/**
 * @param cache a folder that keeps what was fetched
 * @returns null where npm reaches no registry
 */
export async function markdown(set: PageSet, cache: string): Promise<MeasuredSet | null> {
  const pages = await pagesOf(set, cache);
  if (pages === null) return null;
  return {
    name: set.name,
    notes: pages.map(({ page, body }) => ({ key: page, title: titleOf(page, body), body })),
    questions: questionsOf(set).map(({ ask, pages: right, accepts }) => ({
      kind: right[0]?.split('/')[0] ?? '',
      ask,
      notes: right,
      isRight: anyPassage,
      fault: lacking(accepts, unmarked),
    })),
  };
}

/** As an import would name it: front matter's title, else the first heading, else the file's name. */
function titleOf(page: string, body: string): string {
  const title = /^---\n(?:.*\n)*?title: (.+)\n/.exec(body)?.[1] ?? /^# (.+)$/m.exec(body)?.[1];
  return title ?? page.slice(page.lastIndexOf('/') + 1);
}

function lacking(
  accepts: readonly (readonly string[])[],
  form: (text: string) => string,
): SetQuestion['fault'] {
  return (answer) => {
    const text = form(answer);
    const missing = accepts.find((any) => !any.some((accepted) => text.includes(accepted)));
    return missing === undefined ? null : `lacks ${missing.join(' / ')}`;
  };
}

function folded(text: string): string {
  return text.toLowerCase().replace(/\s+/gu, ' ');
}
