/** One server-sent event, its data still as text. */
export interface SentEvent {
  /** Null where only data was sent. */
  readonly name: string | null;
  readonly data: string;
}

/** Reads a whole stream. Comments are left out. */
export function sentEvents(stream: string): SentEvent[] {
  return stream.split('\n\n').flatMap((block) => {
    const lines = block.split('\n').filter((line) => line !== '' && !line.startsWith(':'));
    const valueOf = (field: string): string | null =>
      lines.find((line) => line.startsWith(`${field}: `))?.slice(field.length + 2) ?? null;
    const data = valueOf('data');
    return data === null ? [] : [{ name: valueOf('event'), data }];
  });
}

/** The data of all events that are JSON. */
export function sentData<Data = Record<string, unknown>>(stream: string): Data[] {
  return sentEvents(stream)
    .filter(({ data }) => data !== '[DONE]')
    .map(({ data }) => JSON.parse(data) as Data);
}
