/** Why nothing was asked, with what to do about it. It holds no question and no token. */
export class WarmError extends Error {
  constructor(message: string, cause?: unknown) {
    super(message, { cause });
    this.name = 'WarmError';
  }
}
