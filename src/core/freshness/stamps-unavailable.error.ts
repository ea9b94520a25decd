const messages = {
  failed: 'The stamps could not be read.',
  late: 'The stamps were not read before the deadline.',
  overloaded: 'Too many requests are waiting for stamps.',
  no_epoch: "The epoch has no mark: run SELECT trivet.touch('{*}') on the database.",
};

export type StampsUnavailableReason = keyof typeof messages;

/** Nothing cached can be trusted without stamps: callers answer 503 with `Retry-After`. */
export class StampsUnavailableError extends Error {
  constructor(
    readonly reason: StampsUnavailableReason,
    cause?: unknown,
  ) {
    super(messages[reason], { cause });
    this.name = 'StampsUnavailableError';
  }
}
