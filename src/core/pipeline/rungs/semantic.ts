import { Injectable } from '@nestjs/common';
import type { Reply } from '../reply';
import type { Rung } from './rung';

/**
 * An earlier question that means the same, over the same evidence, through every gate. Nothing is served here until a
 * certificate says how often it would be wrong, and there is none yet: the rung stands in its place and lets everybody by.
 */
@Injectable()
export class SemanticRung implements Rung {
  answer(): Promise<Reply | null> {
    return Promise.resolve(null);
  }
}
