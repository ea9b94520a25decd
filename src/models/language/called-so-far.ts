import type { CallPiece } from '../../core';
import type { CallDelta } from './completion-chunk';

/** Puts a server's pieces of calls in order: each call gets the next number, and its name with its first piece. */
export class CalledSoFar {
  /** Numbers by the server's index. */
  private readonly numbers = new Map<number, number>();
  private count = 0;

  add(deltas: readonly CallDelta[]): CallPiece[] {
    return deltas.map(({ index, name, arguments: piece }) => {
      const known = index === null ? this.unnumbered(name) : this.numbers.get(index);
      if (known !== undefined) return { type: 'call', at: known, arguments: piece };
      const at = this.count++;
      if (index !== null) this.numbers.set(index, at);
      return { type: 'call', at, name, arguments: piece };
    });
  }

  /** Without an index a name begins a call, and what has none goes on with the last. */
  private unnumbered(name: string): number | undefined {
    return name === '' && this.count > 0 ? this.count - 1 : undefined;
  }
}
