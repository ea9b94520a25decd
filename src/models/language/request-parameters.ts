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
  readonly stream_options?: { readonly include_usage: true } | undefined;
}

export type ParameterName = keyof RequestParameters;

/** OpenAI's reasoning models take one longest answer by another name, and no sampling (platform.openai.com/docs/guides/reasoning). */
const REASONS = /(?:^|\/)(?:o\d|gpt-5)(?!.*chat)/u;
const REFUSED_BY_REASONING: readonly ParameterName[] = [
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
  readonly #refused: Set<ParameterName>;
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
  for(
    { maxTokens = Infinity, stop, ...asked }: Sampling,
    without: ReadonlySet<ParameterName>,
  ): RequestParameters {
    const isTaken = (name: ParameterName): boolean => !this.#refused.has(name) && !without.has(name);
    const limit = this.#limits.find(isTaken);
    const wanted: RequestParameters = {
      ...(limit && { [limit]: Math.min(this.#defaults.maxTokens, maxTokens) }),
      temperature: asked.temperature ?? this.#defaults.temperature,
      top_p: asked.topP,
      seed: asked.seed,
      stop: stop && [...stop],
      presence_penalty: asked.presencePenalty,
      frequency_penalty: asked.frequencyPenalty,
      stream_options: { include_usage: true },
    };
    return Object.fromEntries(
      namesIn(wanted)
        .filter(isTaken)
        .map((name) => [name, wanted[name]]),
    );
  }

  /** A request was taken without these: the model is not sent them again. @returns those that were not known */
  remember(without: ReadonlySet<ParameterName>): ParameterName[] {
    const news = [...without].filter((name) => !this.#refused.has(name));
    for (const name of news) this.#refused.add(name);
    return news;
  }
}

/** The parameter that a server refused; null when it complains of something else. */
export function refusedParameter(complaint: Complaint, sent: RequestParameters): ParameterName | null {
  // Longest first: `stream_options` must not be taken for a parameter whose name is a part of it.
  const names = namesIn(sent).sort((a, b) => b.length - a.length);
  return names.find((name) => complaint.names(name)) ?? null;
}

function namesIn(parameters: RequestParameters): ParameterName[] {
  const names = Object.keys(parameters) as ParameterName[];
  return names.filter((name) => parameters[name] !== undefined);
}
