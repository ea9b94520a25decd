import type { AnswerFormat, AnswerPiece } from '../../core';
import { CalledSoFar } from './called-so-far';
import type { CallDelta } from './completion-chunk';

/** What JSON begins with. */
const BEGINS_JSON = /^\s*[[{"\d-]/u;

/**
 * Makes the pieces of an answer in a form of what a model says. Models without a mode for forms put JSON between fences or after an
 * introduction, and write a call as text.
 *
 * States:
 * - `before`: entered at the start. Text is held. What begins as JSON ends the state with `passing`, other text with `holding`.
 * - `passing`: text passes as it comes.
 * - `holding`: text is held to the end. Then the JSON in it is the answer, or all of it where there is none.
 *
 * Where a function must be called, all text is held. It is dropped where the model called one, and read as a call where it did not.
 */
export class FormReader {
  private state: 'before' | 'passing' | 'holding' = 'before';
  private held = '';
  private readonly called = new CalledSoFar();

  /** @param format undefined for text, which passes as it comes */
  constructor(private readonly format: AnswerFormat | undefined) {
    if (!format) this.state = 'passing';
    else if (format.kind === 'call') this.state = 'holding';
  }

  add(text: string, calls: readonly CallDelta[]): AnswerPiece[] {
    // A server that was sent no tools has nothing to call.
    if (this.format?.kind === 'call' && calls.length > 0) return this.hold(text, this.called.add(calls));
    if (text === '') return [];
    if (this.state === 'passing') return [{ type: 'token', text }];
    this.held += text;
    if (this.state === 'before' && this.held.trim() !== '')
      this.state = BEGINS_JSON.test(this.held) ? 'passing' : 'holding';
    return this.state === 'passing' ? this.release(this.held) : [];
  }

  /** To be called when the answer has ended. */
  end(): AnswerPiece[] {
    if (this.called.count > 0) return this.called.end();
    if (this.held === '') return [];
    const json = jsonIn(this.held);
    if (this.format?.kind !== 'call' || json === null) return this.release(json ?? this.held);
    const call = callIn(
      json,
      this.format.functions.map(({ name }) => name),
    );
    return call ? [{ type: 'call', at: 0, ...call }] : this.release(this.held);
  }

  private hold(text: string, pieces: AnswerPiece[]): AnswerPiece[] {
    this.held += text;
    return pieces;
  }

  private release(text: string): AnswerPiece[] {
    this.held = '';
    return [{ type: 'token', text }];
  }
}

/** The JSON that a text is, or that it holds from its first bracket to its last; null where there is none. */
function jsonIn(text: string): string | null {
  const start = text.search(/[[{]/u);
  const end = Math.max(text.lastIndexOf('}'), text.lastIndexOf(']')) + 1;
  const candidates = [text.trim(), start < 0 ? '' : text.slice(start, end)];
  return candidates.find((candidate) => parsed(candidate) !== undefined) ?? null;
}

/** A call that says which function it is of, or the arguments of the only one there is. */
function callIn(json: string, names: readonly string[]): { name: string; arguments: string } | null {
  const value = parsed(json);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null;
  const name: unknown = Reflect.get(value, 'name');
  const given: unknown = Reflect.get(value, 'arguments') ?? Reflect.get(value, 'parameters');
  const isCall =
    typeof name === 'string' && names.includes(name) && typeof given === 'object' && given !== null;
  if (isCall) return { name, arguments: JSON.stringify(given) };
  const [only, second] = names;
  return only !== undefined && second === undefined ? { name: only, arguments: json } : null;
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}
