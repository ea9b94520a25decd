import Negotiator from 'negotiator';

const EVENT_STREAM = 'text/event-stream';

/**
 * Whether the asker wants the answer as server-sent events: `stream` in the body says so, else `Accept` of the request
 * (RFC 9110 section 12.5.1), where JSON is preferred unless it says otherwise.
 */
export function wantsStream(stream: boolean | undefined, accept: string | undefined): boolean {
  if (stream !== undefined) return stream;
  // Spares all who ask for JSON the parsing.
  if (!accept?.toLowerCase().includes(EVENT_STREAM)) return false;
  return (
    new Negotiator({ headers: { accept } }).mediaType(['application/json', EVENT_STREAM]) === EVENT_STREAM
  );
}
