import { evaluateOptions } from './evaluate-options';
import type { Ground } from './ground';
import { shareOf } from './intervals';
import { certifiedPolicy, Gates, OFF, servingPolicy, shadowPolicy, staticPolicy } from './policies';
import type { Labelled } from './sets/labelled-set';
import { svgOf, curveOf } from './curve';
import { stream } from './stream';

/** Questions that are all as alike as `similarity` says. */
function groundOf(questions: readonly Labelled[], similarity = 0.95): Ground {
  const neighbours = questions.map((_, at) =>
    questions.flatMap((__, other) => (other === at ? [] : [{ at: other, similarity }])),
  );
  return {
    set: { name: 'made up', questions, notes: [] },
    neighbours,
    grounds: null,
    isWrong: ({ question, candidate }) =>
      questions[question]?.answerClass !== questions[candidate]?.answerClass,
  };
}

const KEYS = [
  { text: 'Where are the spare keys of the archive kept?', answerClass: 'archive', template: 'keys' },
  { text: 'Where are the spare keys of the archive stored?', answerClass: 'archive', template: 'keys' },
  { text: 'Where are the spare keys of the garage kept?', answerClass: 'garage', template: 'keys' },
  { text: 'where are the spare keys of the garage kept', answerClass: 'garage', template: 'keys' },
];

describe('A stream of questions', () => {
  it('serves wrong answers to other slot values where only a threshold decides', () => {
    const tally = stream(groundOf(KEYS), () => staticPolicy(0.9), 5);
    expect(tally.requests).toBe(20);
    expect(tally.wrong).toBeGreaterThan(0);
    expect(tally.wrongSlot).toBe(tally.wrong);
  });

  it('serves through the gates what another wording asks, nothing wrong, and what was asked before as exact hits', () => {
    const ground = groundOf(KEYS);
    const tally = stream(ground, () => servingPolicy(new Gates(ground, 'cited'), 0.85), 5);
    expect(tally).toMatchObject({ requests: 20, exact: 5, served: 5, wrong: 0 });
    expect(tally.rejections.get('words')).toBe(5);
  });

  it('serves nothing below the threshold, nothing with the layer off and nothing in shadow, where pairs are compared', () => {
    const ground = groundOf(KEYS);
    const gates = new Gates(ground, 'cited');
    expect(stream(ground, () => servingPolicy(gates, 0.96), 1).served).toBe(0);
    expect(stream(ground, () => OFF, 1)).toMatchObject({ served: 0, compared: 0 });
    expect(stream(ground, () => shadowPolicy(gates, 0.85), 1)).toMatchObject({ served: 0, compared: 1 });
  });

  it('is certified when enough distinct pairs were right, and serves from then on', () => {
    const rooms = Array.from({ length: 700 }, (_, room) => [
      { text: `Which chairs stand in the blue room ${room} upstairs?`, answerClass: `${room}` },
      { text: `What chairs stand in the blue room ${room} upstairs?`, answerClass: `${room}` },
    ]).flat();
    const ground: Ground = {
      ...groundOf([]),
      set: { name: 'rooms', questions: rooms, notes: [], isOrdered: true },
      neighbours: rooms.map((_, at) => [{ at: at % 2 === 0 ? at + 1 : at - 1, similarity: 0.99 }]),
      isWrong: () => false,
    };
    const settings = { threshold: 0.85, maxWrong: 0.01, auditShare: 0.05 };
    const tally = stream(ground, () => certifiedPolicy(new Gates(ground, 'cited'), settings), 1);
    expect(tally.told[0]).toMatch(/^certified from similarity 0\.85 on/);
    expect(tally.served).toBeGreaterThan(150);
    expect(tally.compared).toBeGreaterThan(450);
    const wrong = { ...ground, isWrong: () => true };
    const refused = stream(wrong, () => certifiedPolicy(new Gates(wrong, 'cited'), settings), 1);
    expect(refused.served).toBe(0);
    expect(refused.told[0]).toMatch(/^not certified/);
  });
});

describe("Wilson's interval", () => {
  // Newcombe, Statistics in Medicine 17 (1998), table I, method 3.
  it.each([
    { part: 81, whole: 263, low: 0.2553, high: 0.3662 },
    { part: 15, whole: 148, low: 0.0624, high: 0.1605 },
    { part: 0, whole: 20, low: 0, high: 0.1611 },
    { part: 1, whole: 29, low: 0.0061, high: 0.1718 },
  ])('of $part in $whole is the published one', ({ part, whole, low, high }) => {
    expect(shareOf(part, whole)?.low).toBeCloseTo(low, 4);
    expect(shareOf(part, whole)?.high).toBeCloseTo(high, 4);
  });

  it('is none where nothing was counted', () => {
    expect(shareOf(0, 0)).toBeNull();
  });
});

describe('The curve of precision over hit ratio', () => {
  it('has no point where nothing was served, and the strictest threshold first', () => {
    const ground = groundOf(KEYS);
    const tallies = [0.9, 0.94, 0.99].map((at) => [at, stream(ground, () => staticPolicy(at), 1)] as const);
    const curve = curveOf('plain', new Map(tallies));
    expect(curve.points.map(({ threshold }) => threshold)).toEqual([0.94, 0.9]);
    expect(svgOf('keys', [curve])).toMatch(/^<svg [^]*<polyline [^]*<\/svg>\n$/);
  });
});

describe('What the command is told', () => {
  it.each([
    [[], 'Name a folder of labelled sets with --data'],
    [['--data', 'x', '--log', 'y'], 'Name a folder of labelled sets with --data'],
    [['--data', 'x', '--mode', 'on'], '--mode takes off, shadow, certified, serve; there is no on.'],
    [['--data', 'x', '--sets', 'xquad,other'], 'there is no other'],
    [['--data', 'x', '--max-wrong', '1 %'], '--max-wrong must be a share from 0 to 1'],
    [['--data', 'x', '--seeds', '0'], '--seeds must be a whole number from 1 to 100'],
    [['--data', 'x', '--unknown'], 'Unknown option'],
  ])('%j is refused with a sentence and the usage', (args, sentence) => {
    expect(() => evaluateOptions(args)).toThrow(sentence);
    expect(() => evaluateOptions(args)).toThrow('Usage: npm run evaluate');
  });
});
