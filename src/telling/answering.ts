import { Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type Ask, Clock, type Miss, Servings, Trivet, TrivetSettings } from '../core';
import type { AnswerForm } from './answer-form';
import { answerHeaders } from './answer-headers';
import { refuseLowered } from './cache-policy';
import { AnswerStreams } from './streaming/answer-streams';
import { AskerLeftError, Departure } from './streaming/departure';
import { Teller, type ToldMiss } from './told';

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
    private readonly servings: Servings,
  ) {}

  /**
   * The body is written here and not by Nest: a hit's answer and sources are JSON already.
   * @throws as {@link Trivet.ask} does, and as its flight; and {@link refuseLowered}
   */
  async answer(ask: Omit<Ask, 'leaving'>, { request, reply: http, form, streamed }: Telling): Promise<void> {
    refuseLowered(ask.policy, this.settings);
    const { price } = this.settings;
    const teller = new Teller({ query: ask.question, requestId: request.id, price }, this.clock);
    const departure = new Departure(http.raw);
    try {
      const reply = await this.trivet.ask({ ...ask, leaving: () => departure.signal });
      if (reply.outcome === 'hit' && reply.semantic)
        this.servings.note({ requestId: request.id, asker: ask.principal.user, pair: reply.semantic.pair });
      if (streamed) {
        http.headers(answerHeaders(teller.begun(reply), ask.policy));
        await this.streams.send(http, { reply, teller, form, departure });
        return;
      }
      const told = reply.outcome === 'hit' ? teller.hit(reply) : await landed(reply, teller, departure);
      // Not awaited: a reply is thenable, and waiting for its last byte to leave was a tenth of an exact hit.
      void http
        .headers(answerHeaders(told, ask.policy))
        .type('application/json; charset=utf-8')
        .send(form.body(told));
    } catch (error) {
      if (!(error instanceof AskerLeftError)) throw error;
      http.hijack();
    }
  }
}

/** @throws as the flight does, and an {@link AskerLeftError} */
async function landed(miss: Miss, teller: Teller, departure: Departure): Promise<ToldMiss> {
  const landing = miss.flight.landed ?? (await miss.flight.landing(departure.signal));
  return teller.miss(miss, landing);
}
