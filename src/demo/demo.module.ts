import { Module } from '@nestjs/common';
import { NotesModule } from '../notes/notes.module';
import { SampleNotebook } from './sample-notebook';

@Module({ imports: [NotesModule], providers: [SampleNotebook], exports: [SampleNotebook] })
export class DemoModule {}
