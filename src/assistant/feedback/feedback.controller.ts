import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { CurrentPrincipal } from '../../auth/current-principal.decorator';
import { type Principal, Servings } from '../../core';
import { FeedbackCall } from './feedback.docs';
import { feedback, type Feedback, type FeedbackBody } from './feedback.schema';

const REFUTED =
  'The answer was of another question. The two are not matched again, and this counts against serving such answers.';
const CORRECT = 'Nothing was changed: only "correct": false has an effect.';
const NOTHING =
  'Nothing was changed: under this request_id, no answer of another question was told to you within the last 7 days, or it was refuted before.';

@Controller('assistant/feedback')
export class FeedbackController {
  constructor(private readonly servings: Servings) {}

  @Post()
  @FeedbackCall()
  @HttpCode(200)
  async feedback(
    @CurrentPrincipal() { tenant, user }: Principal,
    @Body({ schema: feedback }) { request_id: requestId, correct }: Feedback,
  ): Promise<FeedbackBody> {
    if (correct) return { effect: 'none', message: CORRECT, request_id: requestId };
    const isRefuted = await this.servings.refute({ tenant, asker: user, requestId });
    return isRefuted
      ? { effect: 'refuted', message: REFUTED, request_id: requestId }
      : { effect: 'none', message: NOTHING, request_id: requestId };
  }
}
