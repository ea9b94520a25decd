import type { Inquiry } from '../inquiry';
import type { Reply } from '../reply';

/** One way to answer, cheapest first. Null: the next rung is tried, and `inquiry.reason` may say why. */
export interface Rung {
  answer(inquiry: Inquiry): Promise<Reply | null>;
}
