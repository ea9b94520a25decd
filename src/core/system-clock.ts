import { Injectable } from '@nestjs/common';
import { Clock } from './ports';

@Injectable()
export class SystemClock extends Clock {
  now(): number {
    return Date.now();
  }
}
