import { documented } from '../../http/documented';
import { feedbackReply } from './feedback.schema';

export const FeedbackCall = () =>
  documented({
    operationId: 'assistant_feedback',
    summary: 'Say that an answer was wrong',
    description:
      'Acts on an answer of another question (metadata.match is `semantic`) that was told to the same person within the last 7 days. ' +
      'The two questions are then never matched again where that person asked, on any instance, and it counts against serving such ' +
      'answers at all. Nothing else that was told to anybody is touched. That an answer was correct proves nothing, so it is not counted.',
    success: { description: 'What was done', schema: feedbackReply },
    takesBody: true,
    problems: [
      [503, 'database_unavailable'],
      [503, 'database_busy'],
    ],
  });
