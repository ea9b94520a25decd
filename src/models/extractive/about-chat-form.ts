import type { AnswerFormat, JsonSchema, ModelEvent, ProgramTask } from '../../core';
import { textAboutChat } from './about-chat';

/**
 * Answers what a program asks about its own chat in the form of a schema: the text stands where the schema names what is wanted, else
 * in its first text. All else is empty. Whether that satisfies the schema is the write gate's business.
 */
export function* answerInForm(task: ProgramTask, format: AnswerFormat): Generator<ModelEvent> {
  const text = textAboutChat(task);
  switch (format.kind) {
    case 'json_object': {
      const value = { [task.json?.key ?? task.wants]: task.json?.isList === true ? [] : text };
      yield { type: 'token', text: JSON.stringify(value) };
      return;
    }
    case 'json_schema':
      yield { type: 'token', text: JSON.stringify(filled(format.schema, { task, text })) };
      return;
    case 'call': {
      const [called] = format.functions;
      if (!called) return;
      const given = filled(called.parameters ?? { type: 'object' }, { task, text });
      yield { type: 'call', at: 0, name: called.name, arguments: JSON.stringify(given) };
    }
  }
}

interface Filling {
  readonly task: ProgramTask;
  readonly text: string;
}

function filled(schema: JsonSchema, filling: Filling): unknown {
  if (typeof schema === 'boolean') return filling.text;
  if ('const' in schema) return schema['const'];
  if (Array.isArray(schema['enum'])) return schema['enum'][0] as unknown;
  const type: unknown = Array.isArray(schema['type']) ? schema['type'][0] : schema['type'];
  switch (type) {
    case 'object':
      return filledObject(schema['properties'], filling);
    case 'array':
      return [];
    case 'number':
    case 'integer':
      return 0;
    case 'boolean':
      return false;
    case 'null':
      return null;
    default:
      return filling.text;
  }
}

function filledObject(properties: unknown, { task, text }: Filling): object {
  if (!isObject(properties)) return {};
  const parts = Object.entries(properties).filter(([, part]) => typeof part === 'boolean' || isObject(part));
  const keys = parts.map(([key]) => key);
  const named = keys.find((key) => key === task.json?.key || key.toLowerCase().includes(task.wants));
  const wanted = named ?? keys[0];
  const entries = parts.map(([key, part]) => [
    key,
    filled(part as JsonSchema, { task, text: key === wanted ? text : '' }),
  ]);
  return Object.fromEntries(entries) as object;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
