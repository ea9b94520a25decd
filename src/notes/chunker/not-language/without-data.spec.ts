import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { withoutData } from './without-data';

/** The same bytes on every run, as random as an encrypted file. */
const bytes = (count: number): Buffer =>
  Buffer.concat(
    Array.from({ length: Math.ceil(count / 64) }, (_, nth) => createHash('sha512').update(`${nth}`).digest()),
  ).subarray(0, count);
const base64 = (chars: number): string => bytes((chars / 4) * 3).toString('base64');
const wrapped = (chars: number, columns: number, before = ''): string =>
  (base64(chars).match(new RegExp(`.{1,${columns}}`, 'g')) ?? []).map((line) => before + line).join('\n');
const picture = `data:image/png;base64,${base64(100_000)}`;
const script = '!function(e,t){"use strict";var n=e.document,r=Object.getPrototypeOf;t.exports=n}(this,{});';
const jwtPart = (claims: object): string => Buffer.from(JSON.stringify(claims)).toString('base64url');

describe('withoutData puts a marker in the place of', () => {
  it.each<readonly [what: string, text: string, told: string]>([
    [
      'a picture, and keeps its description',
      `On the left. ![A map](${picture}) shows it.`,
      'On the left. A map [image data, 75 kB] shows it.',
    ],
    ['a picture without a description', `![](${picture})`, '[image data, 75 kB]'],
    [
      'a key, and keeps the address behind it',
      `${base64(400)}/https://a.example/${base64(400)}`,
      `[data, 401 characters]https://a.example/${base64(400)}`,
    ],
    [
      'a picture with brackets and a title',
      `![the [old] map](<${picture}> "in May")`,
      'the [old] map in May [image data, 75 kB]',
    ],
    [
      'a linked picture',
      `[![Plan](${picture})](https://example.org)`,
      '[Plan [image data, 75 kB]](https://example.org)',
    ],
    [
      'a picture that is defined elsewhere',
      `![][image1]\n\n[image1]: <${picture}>`,
      '![][image1]\n\n[image1]: <[image data, 75 kB]>',
    ],
    ['a picture in HTML', `<img src="${picture}" alt="Plan">`, '<img src="[image data, 75 kB]" alt="Plan">'],
    [
      'a picture in a style',
      `a { background: url(${picture}) }`,
      'a { background: url([image data, 75 kB]) }',
    ],
    [
      'a picture over several lines',
      `![Map](data:image/png;base64,${wrapped(7_600, 76)})`,
      'Map [image data, 6 kB]',
    ],
    ['two pictures', `![a](${picture})\n![b](${picture})`, 'a [image data, 75 kB]\nb [image data, 75 kB]'],
    ['a sound', `data:audio/ogg;codecs=opus;base64,${base64(2_000_000)}`, '[audio data, 1.5 MB]'],
    ['a document', `[Form](data:application/pdf;base64,${base64(400)})`, 'Form [PDF data, 300 bytes]'],
    ['a file in percent signs', `data:text/html,${'%3Cp%3E'.repeat(100)} end`, '[data, 700 bytes] end'],
    ['base64 in JSON', `{ "file": "${base64(4_000)}" }`, '{ "file": "[data, 4,000 characters]" }'],
    ['a file whose kind its beginning tells', `"iVBORw0KGgo${base64(3_988)}"`, '"[image data, 3 kB]"'],
    ['hexadecimal', `Body: ${bytes(500).toString('hex')}.`, 'Body: [data, 1,000 characters].'],
    [
      'a signed token',
      `Bearer ${jwtPart({ alg: 'RS256' })}.${jwtPart({ sub: 'ann', exp: 1_900_000_000 })}.${base64(344)}`,
      'Bearer [data, 406 characters]',
    ],
    [
      'a public key, and keeps whose it is',
      `ssh-rsa AAAAB3NzaC1yc2E${base64(340)} ann@alder`,
      'ssh-rsa [data, 355 characters] ann@alder',
    ],
    [
      'a certificate, and keeps what it is',
      `-----BEGIN CERTIFICATE-----\n${wrapped(1_204, 64)}\n-----END CERTIFICATE-----`,
      '-----BEGIN CERTIFICATE-----\n[data, 1,222 characters]\n-----END CERTIFICATE-----',
    ],
    [
      'a key in a quote',
      `> Keep this:\n>\n${wrapped(700, 70, '> ')}\n\nThanks`,
      '> Keep this:\n>\n> [data, 727 characters]\n\nThanks',
    ],
    [
      'the pieces of one drawing',
      Array.from({ length: 40 }, () => base64(256)).join('\n\n'),
      '[data, 10,318 characters]',
    ],
    [
      'minified lines',
      `Before.\n\n${script.repeat(20)}\n${script.repeat(20)}\n\nAfter.`,
      'Before.\n\n[minified text, 3,641 characters]\n\nAfter.',
    ],
    [
      'what a long address carries',
      `https://draw.example/#${base64(4_000)}`,
      'https://draw.example/#[data, 4,000 characters]',
    ],
  ])('%s', (_, text, told) => {
    expect(withoutData(text)).toBe(told);
  });
});

describe('withoutData keeps', () => {
  const digest = (algorithm: string, of: string): string => createHash(algorithm).update(of).digest('hex');
  const lines = (line: (nth: number) => string, count = 40): string =>
    Array.from({ length: count }, (_, nth) => line(nth)).join('\n');

  it.each<readonly [what: string, text: string]>([
    [
      'an ISBN, a UUID and a part number',
      'ISBN 978-3-16-148410-0, 123e4567-e89b-12d3-a456-426614174000, QX-7731/B',
    ],
    ['a commit and an image digest', `${digest('sha1', 'a')} and sha256:${digest('sha256', 'a')}`],
    ['a long digest', `The file has SHA-512 ${digest('sha512', 'a')}.`],
    ['a list of digests', lines((nth) => digest('sha256', `${nth}`))],
    ['a list of digests and files', lines((nth) => `${digest('sha256', `${nth}`)}  file-${nth}.iso`)],
    ['a list of keys that end in =', lines((nth) => createHash('sha256').update(`${nth}`).digest('base64'))],
    ['a key in a sentence', `The key is sk-proj-${base64(156)}, ask Ann for another.`],
    ['a short public key', `ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI${base64(40)} ann@alder`],
    [
      'a data URI that explains what one is',
      'It begins with `data:image/png;base64,iVBORw0KGgo=` and so on.',
    ],
    ['the word', 'Here is the data:\n\ndata:, and more data:text/plain,hello'],
    ['a signed address', `See https://files.example/plan.pdf?token=${base64(600)} by Friday.`],
    [
      'a list of addresses on one line',
      lines((nth) => `[![b](https://img.example/${nth}.svg)](https://ci.example/${nth})`).replaceAll(
        '\n',
        '',
      ),
    ],
    ['a path', `/home/ann/${'projects/roastery/documents/2024/invoices/'.repeat(8)}march.pdf`],
    ['an identifier of many words', 'getTheCustomersNumberOfOrders2024'.repeat(8)],
    ['a drawn line', `${'-'.repeat(2_000)}\n${'=_'.repeat(1_000)}`],
    ['a wide table', `|${' a |'.repeat(600)}\n|${'---|'.repeat(600)}`],
    ['a paragraph on one line', 'It rained all day, so we stayed in and read. '.repeat(100)],
    ['scripts without blanks', '天地玄黃宇宙洪荒'.repeat(500)],
    ['a list of names on one line', lines((nth) => `fastify-plugin-${nth}; `, 90).replaceAll('\n', '')],
    ['code', lines((nth) => `    const value${nth} = await repository.findOneOrFail({ id: ${nth} });`)],
    [
      'a long line of code',
      `const all = [${lines((nth) => `{ name: 'n${nth}', of: ${nth} }`).replaceAll('\n', ', ')}];`,
    ],
    ['the word below a key', `${lines(() => 'Words', 3)}\nBest`],
  ])('%s', (_, text) => {
    expect(withoutData(text)).toBe(text);
  });
});

describe('for any text, withoutData', () => {
  const word = fc.oneof(
    fc.string({ unit: 'grapheme', maxLength: 20 }),
    fc.constantFrom(
      '![a](',
      '](',
      ')',
      '[',
      '<',
      '>',
      '"',
      'data:',
      'data:image/png;base64,',
      'https://a.example/',
      '\n',
      '\n> ',
      '\r\n',
      '.',
    ),
    fc.integer({ min: 1, max: 600 }).map((length) => base64(800).slice(0, length)),
    fc.constantFrom(script.repeat(12), wrapped(500, 64)),
  );
  const text = fc.array(word, { maxLength: 40 }).map((words) => words.join(''));

  it('says what it says, with markers for the rest, and leaves the rest in order', () => {
    fc.assert(
      fc.property(text, (whole) => {
        const pieces = withoutData(whole).split(
          / ?\[(?:[a-zA-Z]+ )?(?:data|text), [\d.,]+ (?:characters|bytes|kB|MB)\]/,
        );
        let at = 0;
        for (const piece of pieces) {
          const found = whole.indexOf(piece.split('\0')[0] ?? '', at);
          if (!piece.includes('\0')) at = found;
          expect(found).toBeGreaterThanOrEqual(0);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('finds nothing more in what it gave', () => {
    fc.assert(
      fc.property(text, (whole) => withoutData(withoutData(whole)) === withoutData(whole)),
      {
        numRuns: 300,
      },
    );
  });

  it('cuts random bytes in base64 and hexadecimal, from 200 characters on, wherever they stand', () => {
    const data = fc.uint8Array({ minLength: 150, maxLength: 600 });
    const encoding = fc.constantFrom('base64', 'base64url', 'hex' as const);
    const blank = fc.constantFrom('', ' ', '\n', '"', '(', '`');
    fc.assert(
      fc.property(data, encoding, blank, (content, as, around) => {
        fc.pre(new Set(content).size > 60);
        const run = Buffer.from(content).toString(as);
        expect(withoutData(`Before ${around}${run}${around} after`)).not.toContain(run);
      }),
    );
  });
});

describe('withoutData takes linear time', () => {
  const chars = 400_000;
  const digests = Array.from({ length: chars / 65 }, (_, nth) =>
    createHash('sha256').update(`${nth}`).digest('hex'),
  );

  // 0.02 s alone. Where each line begins a run of its own, these take 10 s and more.
  it.each([
    ['a list of digests', digests.join('\n')],
    ['drawn lines', `${'+/'.repeat(32)}\n`.repeat(chars / 65)],
  ])('400,000 characters of %s take less than 2 s', (_, text) => {
    const startedAt = performance.now();
    expect(withoutData(text)).toBe(text);
    expect(performance.now() - startedAt).toBeLessThan(2_000);
  });
});
