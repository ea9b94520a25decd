import { Injectable, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { map, type Observable } from 'rxjs';
import { etagOf } from './etag';
import type { Note } from './note';
import { presentNote } from './note.presenter';

/** Presents the note that a handler returns, under its `ETag`. */
@Injectable()
export class NoteReply implements NestInterceptor<Note, unknown> {
  intercept(context: ExecutionContext, next: CallHandler<Note>): Observable<unknown> {
    const reply = context.switchToHttp().getResponse<FastifyReply>();
    return next.handle().pipe(
      map((note) => {
        void reply.headers({ ETag: etagOf(note), Location: `/notes/${note.id}` });
        return presentNote(note);
      }),
    );
  }
}
