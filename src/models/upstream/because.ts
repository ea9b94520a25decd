import type { UpstreamName } from '../../core';
import type { UpstreamFault } from './upstream-fault';

/** The settings that an operator changes for a server, by what they set. */
const SETTINGS: Readonly<Record<UpstreamName, Readonly<Record<'key' | 'model' | 'url', string>>>> = {
  language: { key: 'LLM_API_KEY', model: 'LLM_MODEL', url: 'LLM_BASE_URL' },
  rerank: { key: 'RERANK_API_KEY', model: 'RERANK_MODEL', url: 'RERANK_BASE_URL' },
  embedding: { key: 'EMBEDDING_API_KEY', model: 'EMBEDDING_MODEL', url: 'EMBEDDING_BASE_URL' },
};

/**
 * Why a model did not answer, and what to do about it: for people who read an answer that was only quoted, and for the log.
 * @returns one or two sentences, without any text that somebody wrote
 */
export function becauseOf(name: UpstreamName, fault: UpstreamFault | null): string {
  if (!fault) return 'It failed too often.';
  const remedy = remedyFor(name, fault);
  return `${ended(fault.message)}${remedy === null ? '' : ` ${remedy}`}`;
}

function remedyFor(name: UpstreamName, { kind, complaint, message }: UpstreamFault): string | null {
  const { key, model, url } = SETTINGS[name];
  if (kind === 'refused')
    return `The server does not take the request: check ${model} and what that model allows.`;
  if (kind === 'unreachable') return `Check ${url}, and that the server runs.`;
  if (kind !== 'misconfigured') return null;
  const isNotFound = complaint?.status === 404 || message.includes('HTTP 404');
  return isNotFound ? `Check ${model} and ${url}.` : `Check ${key}.`;
}

const ended = (sentence: string): string => (/[.!?…]$/u.test(sentence) ? sentence : `${sentence}.`);
