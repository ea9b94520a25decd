import type { FunctionCall } from '../../core';
import type { CallPiece } from '../../telling/answer-form';
import { callId } from '../call-id';

/** `function_call` is for programs that send `functions`, which came before tools; it tells of one call. */
export type CallStyle = 'tool_calls' | 'function_call';

/** One reply's calls as its message, or as the deltas of its chunks. */
export class CalledFunctions {
  private readonly ids: string[] = [];

  constructor(private readonly style: CallStyle) {}

  /** @returns JSON members, each with a comma before it; empty where nothing is called */
  message(calls: readonly FunctionCall[] = []): string {
    const [first] = calls;
    if (!first) return '';
    if (this.style === 'function_call') return `,"function_call":${JSON.stringify(first)}`;
    const body = calls.map((call, at) => ({ id: this.idOf(at), type: 'function', function: call }));
    return `,"tool_calls":${JSON.stringify(body)}`;
  }

  /** Id, type and name come with the first delta of a call: the accumulators of OpenAI's SDKs take them from there. */
  delta({ at, name, arguments: piece }: CallPiece): string {
    const called = name === undefined ? { arguments: piece } : { name, arguments: piece };
    if (this.style === 'function_call') return JSON.stringify(at === 0 ? { function_call: called } : {});
    const opening = name === undefined ? {} : { id: this.idOf(at), type: 'function' };
    return JSON.stringify({ tool_calls: [{ index: at, ...opening, function: called }] });
  }

  private idOf(at: number): string {
    return (this.ids[at] ??= callId());
  }
}
