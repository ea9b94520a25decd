import { Injectable } from '@nestjs/common';
import { LanguageModel } from '../core';
import { refusal } from './parameters';

/** Answers in a form, as every API of OpenAI's asks for them. */
@Injectable()
export class Formats {
  constructor(private readonly language: LanguageModel) {}

  /**
   * @param param the parameter that asks for a form
   * @throws {Problem} 400 when the configured model gives text alone
   */
  requireSupport(param: string): void {
    if (this.language.formats !== null) return;
    throw refusal(
      'unsupported_parameter',
      param,
      `The ${this.language.name} model quotes notes and answers in no other form. ` +
        'Leave this out, or have the operator set LLM_PROVIDER=openai and LLM_BASE_URL to a model server.',
    );
  }
}
