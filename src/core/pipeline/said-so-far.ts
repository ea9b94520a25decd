import type { AnswerPiece } from '../flight/answer-flight';
import type { Answer, FunctionCall } from '../ports/words';

/** What a model has said of its answer so far. */
export class SaidSoFar {
  private text = '';
  private readonly calls: { name: string; arguments: string }[] = [];

  add(piece: AnswerPiece): void {
    if (piece.type === 'token') {
      this.text += piece.text;
      return;
    }
    const call = (this.calls[piece.at] ??= { name: '', arguments: '' });
    call.name += piece.name ?? '';
    call.arguments += piece.arguments;
  }

  get answer(): Pick<Answer, 'text' | 'calls'> {
    const { text } = this;
    const calls: readonly FunctionCall[] = this.calls;
    return calls.length === 0 ? { text } : { text, calls };
  }
}
