import { Module } from '@nestjs/common';
import { TellingModule } from '../telling/telling.module';
import { AssistantController } from './assistant.controller';

@Module({ imports: [TellingModule], controllers: [AssistantController] })
export class AssistantModule {}
