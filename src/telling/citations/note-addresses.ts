import { Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { Settings } from '../../config/settings';

/** A name or an IPv4 address, or an IPv6 address in brackets, perhaps with a port (RFC 9110 section 7.2). */
const HOST = /^(?:[A-Za-z0-9._-]{1,255}|\[[0-9A-Fa-f:.]{2,45}\])(?::\d{1,5})?$/;

/** Knows under which address the asker reaches this server, for links to notes. */
@Injectable()
export class NoteAddresses {
  private readonly publicUrl: string | undefined;

  constructor({ server }: Settings) {
    this.publicUrl = server.publicUrl;
  }

  /**
   * `PUBLIC_URL`, else the host that the request names, without a slash at the end. `X-Forwarded-*` are not believed: any
   * client can send them, and only the operator knows the proxies. A link to a host that the asker made up goes to that
   * asker alone, since no answer is kept with an address.
   */
  of({ headers: { host }, socket }: FastifyRequest): string {
    if (this.publicUrl !== undefined) return this.publicUrl;
    if (host !== undefined && HOST.test(host)) return `http://${host}`;
    const { localAddress = '127.0.0.1', localPort = 80 } = socket;
    return `http://${localAddress.includes(':') ? `[${localAddress}]` : localAddress}:${localPort}`;
  }
}
