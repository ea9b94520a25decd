/** The end of an event's data. */
export const EVENT_END = '}\n\n';

/** The events of one streamed response. Each says which it is twice, as in OpenAI's API, and has the next number. */
export class NumberedEvents {
  private sequence = 0;

  /** @param rest JSON members behind type and number */
  event(type: string, rest: string): string {
    return this.opened(type, rest) + EVENT_END;
  }

  /** Up to where something that readers share, or more, is to follow. */
  opened(type: string, rest: string): string {
    return `event: ${type}\ndata: {"type":"${type}","sequence_number":${this.nextNumber()},${rest}`;
  }

  /** For an event that is written by hand. */
  nextNumber(): number {
    return this.sequence++;
  }
}
