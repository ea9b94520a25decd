import type { FunctionCall } from '../../core';
import type { CallPiece, Frame } from '../../telling/answer-form';
import { callId } from '../call-id';
import type { NumberedEvents } from './numbered-events';
import type { ItemStatus } from './output-message';

/** The functions that a response calls, as items and as events: each is opened by its first piece. */
export class OutputCalls {
  private readonly callIds: string[] = [];
  private open = 0;

  constructor(
    private readonly requestId: string,
    private readonly events: NumberedEvents,
  ) {}

  /** @returns JSON of the items, joined by commas */
  items(status: ItemStatus, calls: readonly FunctionCall[]): string {
    return calls.map((call, at) => this.item(status, at, call)).join(',');
  }

  piece({ at, name = '', arguments: args }: CallPiece): Frame {
    const opening = at < this.open ? [] : [this.opened(at, name)];
    if (args === '') return opening;
    const delta = `${this.inItem(at)},"delta":${JSON.stringify(args)}`;
    return [...opening, this.events.event('response.function_call_arguments.delta', delta)];
  }

  close(status: ItemStatus, calls: readonly FunctionCall[]): Frame {
    return calls.flatMap((call, at) => {
      const called = JSON.stringify(call).slice(1, -1);
      const item = `"output_index":${at},"item":${this.item(status, at, call)}`;
      return [
        this.events.event('response.function_call_arguments.done', `${this.inItem(at)},${called}`),
        this.events.event('response.output_item.done', item),
      ];
    });
  }

  private opened(at: number, name: string): string {
    this.open = at + 1;
    const item = this.item('in_progress', at, { name, arguments: '' });
    return this.events.event('response.output_item.added', `"output_index":${at},"item":${item}`);
  }

  private item(status: ItemStatus, at: number, { name, arguments: args }: FunctionCall): string {
    const id = this.itemId(at);
    const call_id = (this.callIds[at] ??= callId());
    return JSON.stringify({ id, type: 'function_call', status, call_id, name, arguments: args });
  }

  private inItem(at: number): string {
    return `"item_id":"${this.itemId(at)}","output_index":${at}`;
  }

  private itemId(at: number): string {
    return `fc_${this.requestId}_${at}`;
  }
}
