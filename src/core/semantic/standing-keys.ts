import { Inject, Injectable, Optional } from '@nestjs/common';
import { AnswerJudge } from '../ports/answer-judge';
import { cacheKey, type CacheKey } from '../question/keys';
import { TrivetSettings } from '../settings';
import { GATES_VERSION } from './gates/gates';
import { overlapJudge } from './overlap-judge';

/**
 * Under what a certificate is earned: the answer profile, the policy, the gates and the judge. Under anything else it says nothing, so
 * each such combination has a standing of its own.
 */
@Injectable()
export class StandingKeys {
  private readonly policy: string;

  constructor(
    { semantic: { threshold, maxWrong, evidence } }: TrivetSettings,
    @Optional() @Inject(AnswerJudge) judge: AnswerJudge | null = null,
  ) {
    const { name } = judge ?? overlapJudge;
    this.policy = cacheKey('pool', ['policy', threshold, maxWrong, evidence, name, GATES_VERSION]);
  }

  of(profile: string): CacheKey {
    return cacheKey('pool', ['standing', profile, this.policy]);
  }
}
