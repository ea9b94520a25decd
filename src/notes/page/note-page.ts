import { escapeHtml, type Page } from '../../http/page/page';
import type { Note } from '../note';
import { noteHtml } from './note-markdown';

/** A note as a browser shows it, to whoever follows a link from an answer. */
export function notePage(note: Note): Page {
  const changed = note.updatedAt.toISOString();
  const when = `${DAY.format(note.updatedAt)}, ${changed.slice(11, 16)} UTC`;
  return {
    title: note.title,
    main: [
      `<h1 dir="auto">${escapeHtml(note.title)}</h1>`,
      `<p class="meta">${readersOf(note)} · changed <time datetime="${changed}">${when}</time></p>`,
      `<article dir="auto">\n${noteHtml(note.body)}</article>`,
    ].join('\n'),
  };
}

const DAY = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: 'UTC' });

function readersOf({ visibility, workspace }: Note): string {
  switch (visibility) {
    case 'private':
      return 'Private: only you can read it';
    case 'workspace':
      return `Everybody in ${escapeHtml(workspace ?? '')} can read it`;
  }
}
