import {
  Body,
  Controller,
  Delete,
  Get,
  Headers,
  HttpCode,
  Param,
  Patch,
  Post,
  Query,
  UseInterceptors,
} from '@nestjs/common';
import { CurrentPrincipal } from '../auth/current-principal.decorator';
import type { Principal } from '../core';
import { idOf } from './cursor';
import { expectedVersions } from './etag';
import type { Note } from './note';
import { NoteReply } from './note-reply.interceptor';
import { presentPage } from './note.presenter';
import { createNote, listQuery, noteParams, updateNote } from './note.schema';
import type { CreateNote, ListQuery, NoteParams, UpdateNote } from './note.schema';
import { CreateCall, DeleteCall, GetCall, ListCall, UpdateCall } from './notes.docs';
import { NotesService } from './notes.service';

@Controller('notes')
export class NotesController {
  constructor(private readonly notes: NotesService) {}

  @Post()
  @CreateCall()
  @UseInterceptors(NoteReply)
  create(
    @CurrentPrincipal() principal: Principal,
    @Body({ schema: createNote }) draft: CreateNote,
  ): Promise<Note> {
    return this.notes.create(principal, { ...draft, workspace: draft.workspace ?? null });
  }

  @Get()
  @ListCall()
  async list(@CurrentPrincipal() principal: Principal, @Query({ schema: listQuery }) page: ListQuery) {
    const after = page.cursor === undefined ? null : idOf(page.cursor);
    return presentPage(await this.notes.list(principal, { limit: page.limit, after }));
  }

  @Get(':id')
  @GetCall()
  @UseInterceptors(NoteReply)
  get(
    @CurrentPrincipal() principal: Principal,
    @Param({ schema: noteParams }) { id }: NoteParams,
  ): Promise<Note> {
    return this.notes.get(principal, id);
  }

  /** `If-Match` is required. Nobody overwrites an edit that they have not seen without saying so. */
  @Patch(':id')
  @UpdateCall()
  @UseInterceptors(NoteReply)
  update(
    @CurrentPrincipal() principal: Principal,
    @Param({ schema: noteParams }) { id }: NoteParams,
    @Body({ schema: updateNote }) patch: UpdateNote,
    @Headers('if-match') ifMatch: string | undefined,
  ): Promise<Note> {
    return this.notes.update(principal, { id, patch, expected: expectedVersions(ifMatch) });
  }

  /** `If-Match` is honoured when it is there. It is not required, because a deletion says what it wants. */
  @Delete(':id')
  @DeleteCall()
  @HttpCode(204)
  delete(
    @CurrentPrincipal() principal: Principal,
    @Param({ schema: noteParams }) { id }: NoteParams,
    @Headers('if-match') ifMatch: string | undefined,
  ): Promise<void> {
    return this.notes.delete(principal, id, ifMatch === undefined ? 'any' : expectedVersions(ifMatch));
  }
}
