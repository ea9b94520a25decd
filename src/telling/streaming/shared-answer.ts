import { answerJson } from '../answer.presenter';
import type { Told } from '../told';
import { SharedBytes } from './shared-bytes';

const shared = new SharedBytes();

/**
 * JSON of an answer's text. The readers of one flight share its bytes. A hit's answer is JSON already, and has no other reader.
 */
export function sharedAnswer(told: Told): string | Buffer {
  switch (told.outcome) {
    case 'hit':
      return answerJson(told.reply.answer);
    case 'miss': {
      const { landing } = told;
      return shared.of(landing, () => answerJson(landing.answer));
    }
  }
}
