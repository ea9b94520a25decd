import { LRUCache } from 'lru-cache';
import type { Sampling } from '../../core';
import type { Complaint } from '../upstream/complaint';

/** What a request says beside model and messages; a field that is undefined is not sent. */
export interface RequestParameters {
  readonly max_tokens?: number | undefined;
  readonly max_completion_tokens?: number | undefined;
  readonly temperature?: number | undefined;
  readonly top_p?: number | undefined;
  readonly seed?: number | undefined;
  readonly stop?: string[] | undefined;
  readonly presence_penalty?: number | undefined;
  readonly frequency_penalty?: number | undefined;
  readonly verbosity?: Sampling['verbosity'];
  readonly reasoning_effort?: Sampling['reasoningEffort'];
  readonly stream_options?: { readonly include_usage: true } | undefined;
}

/** OpenAI's reasoning models take one longest answer by another name, and no sampling (platform.openai.com/docs/guides/reasoning). */
const REASONS = /(?:^|\/)(?:o\d|gpt-5)(?!.*chat)/u;
const REFUSED_BY_REASONING: readonly (keyof RequestParameters)[] = [
  'temperature',
  'top_p',
  'presence_penalty',
  'frequency_penalty',
];

/** The operator's choices. */
export interface ParameterDefaults {
  readonly model: string;
  readonly temperature?: number | undefined;
  /** Longest answer, in the model's tokens. */
  readonly maxTokens: number;
}

/** Refused values that are remembered, and the longest of them in UTF-16 units of JSON. */
const MOST_REFUSED = 1_000;
const MOST_REFUSED_CHARS = 200;

/**
 * Which parameters a model takes: those that it is known to refuse are not sent, and a value that it refused is not sent again. It
 * learns a refusal only from a request that was taken without the parameter, so no text in an error can teach it one. It learns of
 * that value alone: a server may refuse one asker's `temperature: 1.9` and take everybody else's .3.
 */
export class AcceptedParameters {
  readonly #defaults: ParameterDefaults;
  /** Names are those of {@link RequestParameters} and of `Sampling.others`. */
  readonly #neverTaken: ReadonlySet<string>;
  readonly #refused = new LRUCache<string, true>({ max: MOST_REFUSED });
  /** Names of which a value was refused. */
  readonly #told = new Set<string>();
  /** Names of the same bound, the likelier first: the other is sent where one is refused. */
  readonly #limits: readonly ['max_tokens' | 'max_completion_tokens', 'max_tokens' | 'max_completion_tokens'];

  constructor(defaults: ParameterDefaults) {
    const reasons = REASONS.test(defaults.model);
    this.#defaults = defaults;
    this.#neverTaken = new Set(reasons ? REFUSED_BY_REASONING : []);
    this.#limits = reasons
      ? ['max_completion_tokens', 'max_tokens']
      : ['max_tokens', 'max_completion_tokens'];
  }

  /**
   * The asker's choices before the operator's, but for the longest answer: the operator's bound holds.
   * @param without what this request has already been refused for
   */
  for(
    { maxTokens = Infinity, stop, ...asked }: Sampling,
    without: ReadonlyMap<string, unknown>,
  ): RequestParameters {
    const isTaken = (name: string, value: unknown): boolean =>
      !without.has(name) && !this.#neverTaken.has(name) && !this.#refused.has(entryOf(name, value));
    const bound = Math.min(this.#defaults.maxTokens, maxTokens);
    const limit = this.#limits.find((name) => isTaken(name, bound));
    const wanted: RequestParameters = {
      ...(limit && { [limit]: bound }),
      temperature: asked.temperature ?? this.#defaults.temperature,
      top_p: asked.topP,
      seed: asked.seed,
      stop: stop && [...stop],
      presence_penalty: asked.presencePenalty,
      frequency_penalty: asked.frequencyPenalty,
      verbosity: asked.verbosity,
      reasoning_effort: asked.reasoningEffort,
      stream_options: { include_usage: true },
    };
    const sent: [string, unknown][] = Object.entries({ ...asked.others, ...wanted });
    return Object.fromEntries(sent.filter(([name, value]) => value !== undefined && isTaken(name, value)));
  }

  /**
   * A request was taken without these: the model is not sent these values again.
   * @param without the refused values by their names
   * @returns the names of which no value was known to be refused
   */
  remember(without: ReadonlyMap<string, unknown>): string[] {
    for (const [name, value] of without) {
      const entry = entryOf(name, value);
      if (entry.length <= MOST_REFUSED_CHARS) this.#refused.set(entry, true);
    }
    const news = [...without.keys()].filter((name) => !this.#told.has(name));
    for (const name of news) this.#told.add(name);
    return news;
  }
}

const entryOf = (name: string, value: unknown): string => `${name}=${JSON.stringify(value)}`;

/** The parameter that a server refused, by name and with the value sent; null when it complains of something else. */
export function refusedParameter(complaint: Complaint, sent: RequestParameters): [string, unknown] | null {
  const entries: [string, unknown][] = Object.entries(sent);
  // Longest first: `stream_options` must not be taken for a parameter whose name is a part of it.
  entries.sort(([a], [b]) => b.length - a.length);
  return entries.find(([name]) => complaint.names(name)) ?? null;
}
