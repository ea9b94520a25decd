import { Injectable } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Settings } from '../../config/settings';
import { piecesOf, type AnswerPiece, type Hit, type Miss, type Reply } from '../../core';
import { Problems } from '../../http/problems';
import type { AnswerForm, Frame } from '../answer-form';
import type { Teller } from '../told';
import { AskerLeftError, type Departure } from './departure';
import { EventStream } from './event-stream';

export interface Streaming {
  readonly reply: Reply;
  readonly teller: Teller;
  readonly form: AnswerForm;
  readonly departure: Departure;
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
   * @param http with the headers of the answer
   */
  async send(http: FastifyReply, streaming: Streaming): Promise<void> {
    const { reply, teller, form } = streaming;
    const stream = new EventStream(http, this.settings.streams.heartbeatMs);
    const begun = teller.begun(reply);
    await stream.send(form.begin(begun));
    try {
      if (reply.outcome === 'hit') await sendWhole(reply, stream, streaming);
      else await follow(reply, stream, streaming);
    } catch (error) {
      if (!(error instanceof AskerLeftError))
        await stream.send(form.error(this.problems.of(error, begun.requestId), begun.requestId));
    }
    await stream.end();
  }
}

/** A cached answer was never said piece by piece. */
async function sendWhole(hit: Hit, stream: EventStream, { teller, form }: Streaming): Promise<void> {
  for (const piece of piecesOf(hit.answer)) await stream.send(frameOf(piece, form));
  await stream.send(form.done(teller.hit(hit)));
}

/** @throws what the flight ends with, and an {@link AskerLeftError} */
async function follow(
  miss: Miss,
  stream: EventStream,
  { teller, form, departure }: Streaming,
): Promise<void> {
  for await (const event of miss.flight.events(departure.signal)) {
    if (event.type === 'done') await stream.send(form.done(teller.miss(miss, event.landing)));
    else await stream.send(frameOf(event, form));
  }
}

function frameOf(piece: AnswerPiece, form: AnswerForm): Frame {
  return piece.type === 'call' ? form.call(piece) : form.token(piece);
}
