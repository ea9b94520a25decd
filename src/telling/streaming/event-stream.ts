import type { FastifyReply } from 'fastify';
import type { Frame } from '../answer-form';

const EVENT_STREAM_HEADERS = {
  'Content-Type': 'text/event-stream',
  // Neither stored nor compressed on the way: compression waits for more to come.
  'Cache-Control': 'no-store, no-transform',
  // nginx would collect the answer (https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_buffering).
  'X-Accel-Buffering': 'no',
};

/** A comment, which readers skip (https://html.spec.whatwg.org/multipage/server-sent-events.html, section 9.2.6). */
const HEARTBEAT = ': still working\n\n';

/**
 * Server-sent events to one reader, written by hand. Piped streams of Node, Nest or @fastify/sse copy every event into a queue
 * per reader. Here a reader that lags makes its writer wait, and can fill no more than Node's buffer of 16 KiB per response. A
 * reader that takes nothing is cut off, as the reader of any answer is.
 */
export class EventStream {
  private readonly response;
  private readonly heartbeat;

  /**
   * Sends status and headers, which say all that was set on `reply` before.
   *
   * @param heartbeatMs after this long without an event a comment is sent, so that proxies do not take the connection for dead
   */
  constructor(reply: FastifyReply, heartbeatMs: number) {
    reply.hijack();
    this.response = reply.raw;
    for (const [name, value] of Object.entries(reply.getHeaders())) {
      if (value !== undefined) this.response.setHeader(name, value);
    }
    this.response.writeHead(200, EVENT_STREAM_HEADERS);
    this.heartbeat = setInterval(() => {
      if (!this.response.writableNeedDrain) this.response.write(HEARTBEAT);
    }, heartbeatMs);
    this.response.once('close', () => {
      clearInterval(this.heartbeat);
    });
  }

  /**
   * Sends events. Buffers are not copied, so that many readers can be sent the same one.
   * @returns when the reader can take more; also when it has gone
   */
  async send(parts: Frame): Promise<void> {
    if (this.response.destroyed) return;
    let hasRoom = true;
    for (const part of parts) hasRoom = this.response.write(part);
    this.heartbeat.refresh();
    if (!hasRoom) await this.until('drain');
  }

  /** Ends the stream and waits until the reader has all of it, or is gone. */
  async end(): Promise<void> {
    // First, because of a reader who left before the stream began no `close` is heard any more.
    clearInterval(this.heartbeat);
    if (this.response.destroyed) return;
    this.response.end();
    await this.until('finish');
  }

  /** Waits for an event that only the reader can bring about, or for its end. */
  private until(event: 'drain' | 'finish'): Promise<void> {
    const { response } = this;
    return new Promise((resolve) => {
      const settle = (): void => {
        response.off(event, settle).off('close', settle);
        resolve();
      };
      response.once(event, settle).once('close', settle);
    });
  }
}
