import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

/** `ReadyForQuery` of an idle session (https://www.postgresql.org/docs/current/protocol-message-formats.html). */
const READY = Buffer.from([0x5a, 0, 0, 0, 5, 0x49]);

/** A pooler such as PgBouncer, as its clients see it. They keep their connections while the server behind changes. */
export class SessionPooler {
  private readonly clients = new Set<PooledClient>();
  private readonly listener: Server;

  private constructor(private target: number) {
    this.listener = createServer((socket) => {
      const client = new PooledClient(socket, this.target);
      this.clients.add(client);
      socket.on('close', () => this.clients.delete(client));
    });
  }

  /** @param target the port of a server on this machine that asks for no password */
  static async start(target: number): Promise<SessionPooler> {
    const pooler = new SessionPooler(target);
    await once(pooler.listener.listen(0, '127.0.0.1'), 'listening');
    return pooler;
  }

  get port(): number {
    return (this.listener.address() as AddressInfo).port;
  }

  /** Gives every client a session with another server. No client may be in the middle of a statement. */
  async switchTo(target: number): Promise<void> {
    this.target = target;
    await Promise.all([...this.clients].map((client) => client.switchTo(target)));
  }

  async close(): Promise<void> {
    const closed = once(this.listener, 'close');
    this.listener.close();
    for (const client of this.clients) client.end();
    await closed;
  }
}

class PooledClient {
  private startup: Buffer | undefined;
  private session: Socket;

  constructor(
    private readonly socket: Socket,
    target: number,
  ) {
    this.session = this.use(connect(target, '127.0.0.1'));
    socket.on('data', (bytes) => {
      this.startup ??= bytes;
      this.session.write(bytes);
    });
    socket.on('error', () => undefined);
    socket.on('close', () => this.session.destroy());
  }

  /** The new session begins as the old one did. The client is not told. */
  async switchTo(target: number): Promise<void> {
    this.session.removeAllListeners('data').destroy();
    const next = connect(target, '127.0.0.1');
    next.write(this.startup ?? '');
    let told = Buffer.alloc(0);
    while (!told.subarray(-READY.length).equals(READY)) {
      const [bytes] = (await once(next, 'data')) as [Buffer];
      told = Buffer.concat([told, bytes]);
    }
    this.session = this.use(next);
  }

  end(): void {
    this.socket.destroy();
  }

  private use(session: Socket): Socket {
    session.on('error', () => undefined);
    return session.on('data', (bytes) => this.socket.write(bytes));
  }
}
