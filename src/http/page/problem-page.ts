import type { Problem } from '../problem';
import { escapeHtml, type Page } from './page';

/** A problem for a person at a browser: the same that programs get, in sentences. */
export function problemPage({ contents }: Problem, requestId: string): Page {
  const { status, code, title, detail, remedy } = contents;
  const said = [detail, remedy].filter((text) => text !== undefined);
  return {
    title,
    main: [
      `<h1>${escapeHtml(title)}</h1>`,
      `<p class="meta">${status} · <code>${escapeHtml(code)}</code> · request <code>${escapeHtml(requestId)}</code></p>`,
      ...said.map((text) => `<p>${escapeHtml(text)}</p>`),
    ].join('\n'),
  };
}
