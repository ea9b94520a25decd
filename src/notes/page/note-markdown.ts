import MarkdownIt from 'markdown-it';
import { escapeHtml } from '../../http/page/page';
import { frontMatterEnd } from '../../markdown/front-matter';

/**
 * Notes are untrusted: a member of a workspace writes what others read. HTML in them is shown as text. markdown-it links to no
 * `javascript:`, `vbscript:`, `file:` or `data:` address.
 */
const markdown = new MarkdownIt('commonmark', { html: false }).enable(['table', 'strikethrough']);
const { rules } = markdown.renderer;

/** No image is loaded: its server would learn who reads the note, and when. Its description stands for it. */
rules.image = (tokens, at) =>
  `<span class="image">Image: ${escapeHtml(tokens[at]?.content || 'without a description')}</span>`;

rules['table_open'] = () => '<div class="table"><table>\n';
rules['table_close'] = () => '</table></div>\n';

markdown.core.ruler.push('note', ({ tokens }) => {
  for (const token of tokens) {
    // The page has its first heading: the note's title.
    if (token.type.startsWith('heading_')) token.tag = `h${Math.min(6, Number(token.tag.slice(1)) + 1)}`;
    for (const inner of token.children ?? []) {
      // A page that is linked to learns nothing of this one.
      if (inner.type === 'link_open') inner.attrSet('rel', 'noopener noreferrer nofollow');
    }
  }
});

/** The body of a note as safe HTML. Its front matter, which Markdown does not know, is shown as it is. */
export function noteHtml(body: string): string {
  const end = frontMatterEnd(body);
  const matter = end === 0 ? '' : `<pre>${escapeHtml(body.slice(0, end))}</pre>\n`;
  return matter + markdown.render(body.slice(end));
}
