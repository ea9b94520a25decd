import { Turns } from './turns';

const allOf = (turns: Turns<string>): string[] => {
  const taken: string[] = [];
  for (let next = turns.take(); next !== undefined; next = turns.take()) taken.push(next);
  return taken;
};

describe('Turns', () => {
  it('gives everybody one after another, each in order, and comes to an end', () => {
    const turns = new Turns<string>(9);
    for (const item of ['a1', 'a2', 'a3', 'b1', 'c1', 'c2']) turns.add(item.charAt(0), item);
    expect(allOf(turns)).toEqual(['a1', 'b1', 'c1', 'a2', 'c2', 'a3']);
    expect(turns.add('a', 'a4')).toBe(true);
    expect(allOf(turns)).toEqual(['a4']);
  });

  it('refuses what one has too many of, and nobody else', () => {
    const turns = new Turns<string>(2);
    expect(['a1', 'a2', 'a3', 'b1'].map((item) => turns.add(item.charAt(0), item))).toEqual([
      true,
      true,
      false,
      true,
    ]);
    expect(allOf(turns)).toEqual(['a1', 'b1', 'a2']);
  });
});
