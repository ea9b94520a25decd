import type { AnswerPiece } from '../../core';
import type { CallDelta } from './completion-chunk';

type CallPiece = Extract<AnswerPiece, { type: 'call' }>;

/** Puts a server's pieces of calls in order: each call gets the next number, and its name with its first piece. */
export class CalledSoFar {
  /** Numbers by the server's index. */
  private readonly numbers = new Map<number, number>();
  /** Of each call: whether any of its arguments came. */
  private readonly hasArguments: boolean[] = [];

  get count(): number {
    return this.hasArguments.length;
  }

  add(deltas: readonly CallDelta[]): CallPiece[] {
    return deltas.map((delta) => {
      const known = this.numberOf(delta);
      const at = known ?? this.begin(delta.index);
      this.hasArguments[at] ||= delta.arguments !== '';
      const piece = { type: 'call', at, arguments: delta.arguments } as const;
      return known === undefined ? { ...piece, name: delta.name } : piece;
    });
  }

  /** Some models send nothing for a function without parameters. OpenAI's send an empty object. */
  end(): CallPiece[] {
    return this.hasArguments.flatMap((has, at) => (has ? [] : [{ type: 'call', at, arguments: '{}' }]));
  }

  /** Without an index a name begins a call, and what has none goes on with the last. */
  private numberOf({ index, name }: CallDelta): number | undefined {
    if (index !== null) return this.numbers.get(index);
    return name === '' && this.count > 0 ? this.count - 1 : undefined;
  }

  private begin(index: number | null): number {
    const at = this.count;
    if (index !== null) this.numbers.set(index, at);
    this.hasArguments.push(false);
    return at;
  }
}
