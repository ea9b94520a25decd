/** Why nothing was measured, with what to do about it. It holds no question. */
export class EvaluateError extends Error {
  constructor(message: string, cause?: unknown) {
    super(message, { cause });
    this.name = 'EvaluateError';
  }
}
