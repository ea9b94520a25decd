import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import type { FastifyReply } from 'fastify';
import { EventStream } from './event-stream';

const timers = (): number => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;

describe('EventStream', () => {
  it('leaves no timer behind of a reader who left before it began', async () => {
    const raw = new ServerResponse(new IncomingMessage(new Socket()));
    raw.destroy();
    const reply = { raw, hijack: () => undefined, getHeaders: () => ({}) } as unknown as FastifyReply;
    const before = timers();
    const stream = new EventStream(reply, 60_000);
    await stream.send([Buffer.from('event: token\n\n')]);
    await stream.end();
    expect(timers()).toBe(before);
  });
});
