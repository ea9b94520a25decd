import type { NoteDraft } from '../notes/note';

/** A sample file: front matter between `---` lines with `title`, `date` and `visibility`, then Markdown. */
const SAMPLE =
  /^---\ntitle: (?<title>.+)\ndate: (?<date>.+)\nvisibility: (?<visibility>private|workspace)\n---\n+(?<body>.+)$/s;

/** @throws {Error} when the file is not written as the sample notes are */
export function readSampleNote(file: string): Pick<NoteDraft, 'title' | 'body' | 'visibility'> {
  const { title, date, visibility, body } = SAMPLE.exec(file)?.groups ?? {};
  if (!title || !body) throw new Error('A sample note has no title, date, visibility or body.');
  return {
    title,
    visibility: visibility === 'private' ? 'private' : 'workspace',
    body: `*${date ?? ''}*\n\n${body}`,
  };
}
