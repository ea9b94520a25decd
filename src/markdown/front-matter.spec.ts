import { frontMatterEnd } from './front-matter';

describe('frontMatterEnd', () => {
  it.each([
    ['---\na: b\n---\ntext', 13],
    ['---\r\na: b\r\n...\r\ntext', 16],
    ['---\n---', 7],
  ])('ends behind the closing line of %j', (body, end) => {
    expect(frontMatterEnd(body)).toBe(end);
  });

  it.each([
    '',
    'text\n---\na\n---\n',
    '----\na\n---\n',
    '---\nnever closed\n',
    `---\n${'a\n'.repeat(300)}---\n`,
  ])('finds none in %j', (body) => {
    expect(frontMatterEnd(body)).toBe(0);
  });
});
