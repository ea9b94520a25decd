import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type SemanticMode, SEMANTIC_MODES } from '../../core';
import { EvaluateError } from './evaluate.error';
import { SET_NAMES, type SetName } from './sets/sets';

/** The arguments of `npm run evaluate`, checked. */
export interface EvaluateOptions {
  readonly source: LabelledSource | LogSource;
  readonly mode: SemanticMode;
  /** Greatest share of wrong answers among hits, 0–1; null where none is given. */
  readonly maxWrong: number | null;
  /** Whether a figure that Trivet promises of a labelled set may not be missed. */
  readonly isPromised: boolean;
  /** Whether sets with notes are asked once more through the whole product. */
  readonly isLive: boolean;
  /** Orders in which questions are asked. */
  readonly seeds: number;
  /** Folder for JSON and SVG; null for none. */
  readonly out: string | null;
  /** Folder that keeps vectors and answers. */
  readonly cache: string;
}

export interface LabelledSource {
  readonly kind: 'labelled';
  readonly data: string;
  readonly sets: readonly SetName[];
}

export interface LogSource {
  readonly kind: 'log';
  readonly log: string;
  readonly notes: string;
}

export const USAGE = `npm run evaluate -- --data FOLDER [--sets ${SET_NAMES.join(',')}] [--promised] [options]
       npm run evaluate -- --log QUESTIONS.txt|.jsonl --notes FOLDER [options]
       options: [--mode ${SEMANTIC_MODES.join('|')}] [--max-wrong SHARE] [--live] [--seeds N] [--out FOLDER] [--cache FOLDER]`;

const MAX_SEEDS = 100;

/** @throws {EvaluateError} with the usage */
export function evaluateOptions(args: readonly string[]): EvaluateOptions {
  const values = parsed(args);
  return {
    source: sourceOf(values),
    mode: oneOf(SEMANTIC_MODES, values.mode, '--mode'),
    maxWrong: values['max-wrong'] === undefined ? null : shareOf(values['max-wrong']),
    isPromised: values.promised,
    isLive: values.live,
    seeds: countOf(values.seeds),
    out: values.out ?? null,
    cache: values.cache,
  };
}

type Values = ReturnType<typeof parsed>;

function sourceOf({ data, sets, log, notes }: Values): EvaluateOptions['source'] {
  if (data !== undefined && log === undefined && notes === undefined) {
    const named =
      sets === undefined ? SET_NAMES : sets.split(',').map((name) => oneOf(SET_NAMES, name, '--sets'));
    return { kind: 'labelled', data, sets: named };
  }
  if (log !== undefined && notes !== undefined && data === undefined && sets === undefined)
    return { kind: 'log', log, notes };
  throw wrong(
    'Name a folder of labelled sets with --data, or your own questions with --log and your notes with --notes.',
  );
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        data: { type: 'string' },
        sets: { type: 'string' },
        log: { type: 'string' },
        notes: { type: 'string' },
        mode: { type: 'string', default: 'serve' },
        'max-wrong': { type: 'string' },
        promised: { type: 'boolean', default: false },
        live: { type: 'boolean', default: false },
        seeds: { type: 'string', default: '5' },
        out: { type: 'string' },
        cache: { type: 'string', default: join(tmpdir(), 'trivet-evaluate') },
      },
    }).values;
  } catch (error) {
    const isTold = typeof error === 'object' && error !== null && 'message' in error;
    throw wrong(isTold ? String(error.message) : 'The arguments cannot be read.');
  }
}

function oneOf<T extends string>(all: readonly T[], given: string, name: string): T {
  const found = all.find((each) => each === given);
  if (found === undefined) throw wrong(`${name} takes ${all.join(', ')}; there is no ${given}.`);
  return found;
}

function shareOf(given: string): number {
  const share = /^\d*\.?\d+$/.test(given) ? Number(given) : NaN;
  if (!(share >= 0 && share <= 1))
    throw wrong('--max-wrong must be a share from 0 to 1, such as 0.01 for 1 %.');
  return share;
}

function countOf(given: string): number {
  const count = /^\d{1,3}$/.test(given) ? Number(given) : 0;
  if (count < 1 || count > MAX_SEEDS) throw wrong(`--seeds must be a whole number from 1 to ${MAX_SEEDS}.`);
  return count;
}

const wrong = (what: string): EvaluateError => new EvaluateError(`${what}\nUsage: ${USAGE}`);
