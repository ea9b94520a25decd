import type { Frame, Token } from '../../telling/answer-form';
import { tokenJson } from '../token-json';
import { EVENT_END, type NumberedEvents } from './numbered-events';

export type ItemStatus = 'in_progress' | 'completed' | 'incomplete';

/** A text as JSON, perhaps in bytes that readers share. */
type Json = string | Buffer;

const TEXT_OPENING = '{"type":"output_text","text":';

/** The message of a response, as an item and as events: it is opened by its first token, and has one part. */
export class OutputMessage {
  private readonly id: string;
  private readonly inPart: string;
  private readonly delta: string;
  private isOpen = false;

  /** @param requestId has no character that JSON escapes */
  constructor(
    requestId: string,
    private readonly events: NumberedEvents,
  ) {
    this.id = `msg_${requestId}`;
    this.inPart = `"item_id":"${this.id}","output_index":0,"content_index":0`;
    const type = 'response.output_text.delta';
    this.delta = `event: ${type}\ndata: {"type":"${type}",${this.inPart},"logprobs":[],"delta":`;
  }

  /** @param annotations JSON of each */
  item(status: ItemStatus, text: Json, annotations: readonly string[]): Frame {
    return [`${this.head(status)}[${TEXT_OPENING}`, text, `${textEnd(annotations)}]}`];
  }

  token(token: Token): Frame {
    const number = `,"sequence_number":`;
    const opening = this.open();
    return [opening + this.delta, tokenJson(token), `${number}${this.events.nextNumber()}${EVENT_END}`];
  }

  /** A message of no words is opened here. */
  close(status: ItemStatus, text: Json, annotations: readonly string[]): Frame {
    return [
      this.open() + annotations.map((annotation, at) => this.cited(annotation, at)).join(''),
      this.events.opened('response.output_text.done', `${this.inPart},"logprobs":[],"text":`),
      text,
      EVENT_END,
      this.events.opened('response.content_part.done', `${this.inPart},"part":${TEXT_OPENING}`),
      text,
      textEnd(annotations) + EVENT_END,
      this.events.opened('response.output_item.done', '"output_index":0,"item":'),
      ...this.item(status, text, annotations),
      EVENT_END,
    ];
  }

  private open(): string {
    if (this.isOpen) return '';
    this.isOpen = true;
    const item = `"output_index":0,"item":${this.head('in_progress')}[]}`;
    const part = `${this.inPart},"part":${TEXT_OPENING}""${textEnd([])}`;
    return (
      this.events.event('response.output_item.added', item) +
      this.events.event('response.content_part.added', part)
    );
  }

  private cited(annotation: string, at: number): string {
    const cited = `${this.inPart},"annotation_index":${at},"annotation":${annotation}`;
    return this.events.event('response.output_text.annotation.added', cited);
  }

  private head(status: ItemStatus): string {
    return `{"id":"${this.id}","type":"message","status":"${status}","role":"assistant","content":`;
  }
}

function textEnd(annotations: readonly string[]): string {
  return `,"annotations":[${annotations.join(',')}],"logprobs":[]}`;
}
