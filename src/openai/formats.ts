import { Injectable } from '@nestjs/common';
import { AnswerForms, LanguageModel, type AnswerFormat, type Ask } from '../core';
import { unavailable } from '../http/problem';
import { refusal } from './parameters';

/** The form that a request asks for, and the parameter that says so. */
export interface AskedFormat {
  readonly format: AnswerFormat;
  readonly param: string;
}

const MAX_MESSAGE_CHARS = 300;

/** Answers in a form, as every API of OpenAI's asks for them. */
@Injectable()
export class Formats {
  constructor(
    private readonly language: LanguageModel,
    private readonly forms: AnswerForms,
  ) {}

  /**
   * @returns the format, which may go into a question
   * @param by `asker` waits for no other's schemas; `task`: a chat has something to say in any form
   * @throws {Problem} 400 when the configured model gives of notes text alone, or when a schema cannot be used; 503 when too many of this
   *   asker are looked at
   */
  async accepted(
    { format, param }: AskedFormat,
    { principal: asker, task }: Pick<Ask, 'principal' | 'task'>,
  ): Promise<AnswerFormat> {
    if (this.language.formats === null && !task) throw unsupported(this.language.name, param);
    const problem = await this.forms.problemOf(format, asker);
    if (problem === 'busy')
      throw unavailable(
        'schemas_busy',
        'Too many schemas of yours are being checked. Ask again in a moment.',
      );
    if (!problem) return format;
    const what = nameOf(format, problem.at);
    const message = `The schema of '${what}' cannot be used: ${problem.message}`;
    throw refusal('invalid_json_schema', param, message.slice(0, MAX_MESSAGE_CHARS));
  }
}

function unsupported(model: string, param: string) {
  return refusal(
    'unsupported_parameter',
    param,
    `The ${model} model quotes notes and answers in no other form. ` +
      'Leave this out, or have the operator set LLM_PROVIDER=openai and LLM_BASE_URL to a model server.',
  );
}

function nameOf(format: AnswerFormat, at: number): string {
  switch (format.kind) {
    case 'json_object':
      return format.kind;
    case 'json_schema':
      return format.name;
    case 'call':
      return format.functions[at]?.name ?? '';
  }
}
