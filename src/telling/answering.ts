import { Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type Ask, Clock, Trivet, TrivetSettings } from '../core/index';
import type { AnswerForm, Tell } from './answer-form';
import { answerHeaders } from './answer-headers';
import { AnswerStreams } from './streaming/answer-streams';
import { AskerLeftError, Departure } from './streaming/departure';

/** One request for an answer, and how it is to be told. */
export interface Telling {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  readonly form: AnswerForm;
  /** Whether as server-sent events. */
  readonly streamed: boolean;
}

/** Asks for whoever is at the other end of a connection, and tells them, in whichever form, until they leave. */
@Injectable()
export class Answering {
  constructor(
    private readonly trivet: Trivet,
    private readonly settings: TrivetSettings,
    private readonly clock: Clock,
    private readonly streams: AnswerStreams,
  ) {}

  /**
   * The body is written here and not by Nest: a hit's answer and sources are JSON already.
   * @throws as {@link Trivet.ask} does, and as its flight
   */
  async answer(ask: Omit<Ask, 'leaving'>, { request, reply, form, streamed }: Telling): Promise<void> {
    const departure = new Departure(reply.raw);
    try {
      const { tell, flight } = await this.ask({ ...ask, leaving: () => departure.signal }, request.id);
      if (streamed) {
        reply.headers(answerHeaders(tell(flight.landed), ask.policy));
        await this.streams.send(reply, { tell, form, leaving: departure.signal });
        return;
      }
      const told = tell(flight.landed ?? (await flight.landing(departure.signal)));
      // Not awaited: a reply is thenable, and waiting for its last byte to leave was a tenth of an exact hit.
      void reply
        .headers(answerHeaders(told, ask.policy))
        .type('application/json; charset=utf-8')
        .send(form.body(told));
    } catch (error) {
      if (!(error instanceof AskerLeftError)) throw error;
      reply.hijack();
    }
  }

  private async ask(ask: Ask, requestId: string) {
    const startedAt = performance.now();
    const reply = await this.trivet.ask(ask);
    const tell: Tell = (landing) => ({
      query: ask.question,
      requestId,
      reply,
      landing,
      totalMs: performance.now() - startedAt,
      now: this.clock.now(),
      price: this.settings.price,
    });
    return { flight: reply.flight, tell };
  }
}
