import { Module } from '@nestjs/common';
import { TellingModule } from '../telling/telling.module';
import { AssistantController } from './assistant.controller';
import { FeedbackController } from './feedback/feedback.controller';

@Module({ imports: [TellingModule], controllers: [AssistantController, FeedbackController] })
export class AssistantModule {}
