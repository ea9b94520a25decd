import { Injectable } from '@nestjs/common';
import type { Hit } from '../reply';

/**
 * An earlier question that means the same, over the same evidence, through every gate. A certificate must first say how often
 * that would be wrong. There is none yet, so nothing is served here: the rung stands in its place and lets every question by.
 */
@Injectable()
export class SemanticRung {
  answer(): Promise<Hit | null> {
    return Promise.resolve(null);
  }
}
