import { Injectable } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Settings } from '../../config/settings';
import type { AnswerFlight, Landing } from '../../core/flight/answer-flight';
import { Problems } from '../../http/problems';
import type { Begun } from '../answer.presenter';
import { doneFrame, errorFrame, sourcesFrame, tokenFrame } from './answer-frames';
import { AskerLeftError } from './departure';
import { EventStream } from './event-stream';

/** Says what is known of one asker's answer at this moment. */
export type Tell = <L extends Landing | null>(landing: L) => Begun<L>;

/** An answer as server-sent events: `sources`, then `token` as the model says them, then `done` or `error`. */
@Injectable()
export class AnswerStreams {
  constructor(
    private readonly settings: Settings,
    private readonly problems: Problems,
  ) {}

  /**
   * Never rejects. The reader's headers and sources are on their way before the model is waited for.
   *
   * @param reply with the headers of the answer
   */
  async send(reply: FastifyReply, tell: Tell, leaving: AbortSignal): Promise<void> {
    const stream = new EventStream(reply, this.settings.streams);
    const { reply: answer, requestId } = tell(null);
    await stream.send(sourcesFrame(answer.passages));
    try {
      await this.follow(answer.flight, { stream, tell, leaving });
    } catch (error) {
      if (!(error instanceof AskerLeftError))
        await stream.send(errorFrame(this.problems.of(error, requestId), requestId));
    }
    await stream.end();
  }

  /** @throws what the flight fails with, and an {@link AskerLeftError} */
  private async follow(flight: AnswerFlight, { stream, tell, leaving }: Following): Promise<void> {
    for await (const event of flight.events(leaving)) {
      if (event.type === 'token') await stream.send(tokenFrame(event));
      else await stream.send(...doneFrame(tell(event)));
    }
  }
}

interface Following {
  readonly stream: EventStream;
  readonly tell: Tell;
  readonly leaving: AbortSignal;
}
