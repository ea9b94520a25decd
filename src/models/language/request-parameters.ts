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

/**
 * Which parameters a model takes: those that it is known to refuse are not sent, and those that it refused by name are not sent
 * again. It learns a refusal only from a request that was taken without the parameter, so no text in an error can teach it one.
 */
export class AcceptedParameters {
  readonly #defaults: ParameterDefaults;
  /** Names are those of {@link RequestParameters} and of `Sampling.others`. */
  readonly #refused: Set<string>;
  /** Names of the same bound, the likelier first: the other is sent where one is refused. */
  readonly #limits: readonly ['max_tokens' | 'max_completion_tokens', 'max_tokens' | 'max_completion_tokens'];

  constructor(defaults: ParameterDefaults) {
    const reasons = REASONS.test(defaults.model);
    this.#defaults = defaults;
    this.#refused = new Set(reasons ? REFUSED_BY_REASONING : []);
    this.#limits = reasons
      ? ['max_completion_tokens', 'max_tokens']
      : ['max_tokens', 'max_completion_tokens'];
  }

  /**
   * The asker's choices before the operator's, but for the longest answer: the operator's bound holds.
   * @param without what this request has already been refused for
   */
  for({ maxTokens = Infinity, stop, ...asked }: Sampling, without: ReadonlySet<string>): RequestParameters {
    const isTaken = (name: string): boolean => !this.#refused.has(name) && !without.has(name);
    const limit = this.#limits.find(isTaken);
    const wanted: RequestParameters = {
      ...(limit && { [limit]: Math.min(this.#defaults.maxTokens, maxTokens) }),
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
    return Object.fromEntries(sent.filter(([name, value]) => value !== undefined && isTaken(name)));
  }

  /** A request was taken without these: the model is not sent them again. @returns those that were not known */
  remember(without: readonly string[]): string[] {
    const news = without.filter((name) => !this.#refused.has(name));
    for (const name of news) this.#refused.add(name);
    return news;
  }
}

/** The parameter that a server refused; null when it complains of something else. */
export function refusedParameter(complaint: Complaint, sent: RequestParameters): string | null {
  // Longest first: `stream_options` must not be taken for a parameter whose name is a part of it.
  const names = Object.keys(sent).sort((a, b) => b.length - a.length);
  return names.find((name) => complaint.names(name)) ?? null;
}
