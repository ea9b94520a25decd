import { Injectable } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Settings } from '../../config/settings';
import type { AnswerFlight } from '../../core/index';
import { Problems } from '../../http/problems';
import type { AnswerForm, Tell } from '../answer-form';
import { AskerLeftError } from './departure';
import { EventStream } from './event-stream';

export interface Streaming {
  readonly tell: Tell;
  readonly form: AnswerForm;
  /** Fires when the asker leaves. */
  readonly leaving: AbortSignal;
}

/** Answers as server-sent events, in whichever form. */
@Injectable()
export class AnswerStreams {
  constructor(
    private readonly settings: Settings,
    private readonly problems: Problems,
  ) {}

  /**
   * Never rejects. The reader's headers and what is known already are on their way before the model is waited for.
   *
   * @param reply with the headers of the answer
   */
  async send(reply: FastifyReply, streaming: Streaming): Promise<void> {
    const { tell, form } = streaming;
    const stream = new EventStream(reply, this.settings.streams.heartbeatMs);
    const begun = tell(null);
    await stream.send(form.begin(begun));
    try {
      await follow(begun.reply.flight, stream, streaming);
    } catch (error) {
      if (!(error instanceof AskerLeftError))
        await stream.send(form.error(this.problems.of(error, begun.requestId), begun.requestId));
    }
    await stream.end();
  }
}

/** @throws what the flight fails with, and an {@link AskerLeftError} */
async function follow(
  flight: AnswerFlight,
  stream: EventStream,
  { tell, form, leaving }: Streaming,
): Promise<void> {
  const begun = tell(null);
  for await (const event of flight.events(leaving)) {
    if (event.type === 'token') await stream.send(form.token(event, begun));
    else await stream.send(form.done(tell(event)));
  }
}
