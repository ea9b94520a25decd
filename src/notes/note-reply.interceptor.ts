import { Injectable, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { map, type Observable } from 'rxjs';
import { pageOf, varyByAccept, wantsPage } from '../http/page/page';
import { etagOf } from './etag';
import type { Note } from './note';
import { presentNote } from './note.presenter';
import { notePage } from './page/note-page';

/** Presents the note that a handler returns, under its `ETag`: as JSON, or to a browser that reads it as a page. */
@Injectable()
export class NoteReply implements NestInterceptor<Note, unknown> {
  intercept(context: ExecutionContext, next: CallHandler<Note>): Observable<unknown> {
    const http = context.switchToHttp();
    const { method, headers } = http.getRequest<FastifyRequest>();
    const reply = http.getResponse<FastifyReply>();
    return next.handle().pipe(
      map((note) => {
        void reply.headers({ ETag: etagOf(note), Location: `/notes/${note.id}` });
        if (method !== 'GET') return presentNote(note);
        varyByAccept(reply);
        return wantsPage(headers.accept) ? pageOf(reply, notePage(note)) : presentNote(note);
      }),
    );
  }
}
