import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/**
 * A server behind a wire that a test can cut or hold, as a killed, a hung and a returning server look.
 *
 * States:
 * - open: at first and after `restore`, which breaks every connection. Connections and bytes go through.
 * - cut: after `cut`. Every connection was broken, and new ones break at once.
 * - hung: after `hang`. Connections and bytes are taken, and nothing goes through.
 */
export interface TcpProxy {
  readonly port: number;
  /** How many connections to it are open. */
  readonly connections: number;
  /** Breaks every connection, and each new one at once. */
  cut(): void;
  /** Takes connections and bytes, and lets nothing through. */
  hang(): void;
  /**
   * Lets nothing through on the present connections, and says nothing of it. New ones work. It is as when a host has
   * vanished and another took its address.
   */
  vanish(): void;
  /** New connections lead to another server, as after a failover behind one address. Present ones stay where they are. */
  leadTo(target: Target): void;
  /** Lets everything through again. Bytes that were held stay lost. */
  restore(): void;
  close(): Promise<void>;
}

export interface Target {
  readonly host: string;
  readonly port: number;
}

/** Takes what came from the server on one connection, and gives what the client gets instead, now or later. */
export type Meddler = (bytes: Buffer, give: (bytes: Buffer) => void) => void;

/** @param meddler made for each connection; by default the client gets what came */
export async function startTcpProxy(first: Target, meddler?: () => Meddler): Promise<TcpProxy> {
  let target = first;
  let state: 'open' | 'cut' | 'hung' = 'open';
  const sockets = new Set<Socket>();
  const vanished = new WeakSet<Socket>();
  const server = createServer((near) => {
    if (state === 'cut') {
      near.destroy();
      return;
    }
    const far = connect({ ...target });
    const pass = (from: Socket, to: Socket, meddle?: Meddler): void => {
      sockets.add(from);
      from.on('data', (bytes) => {
        if (state !== 'open' || vanished.has(from)) return;
        if (meddle) meddle(bytes, (other) => to.write(other));
        else to.write(bytes);
      });
      from.on('error', () => to.destroy());
      from.on('close', () => {
        sockets.delete(from);
        to.destroy();
      });
    };
    pass(near, far);
    pass(far, near, meddler?.());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const destroyAll = (): void => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    port: (server.address() as AddressInfo).port,
    get connections() {
      return sockets.size / 2;
    },
    cut: () => {
      state = 'cut';
      destroyAll();
    },
    hang: () => {
      state = 'hung';
    },
    vanish: () => {
      for (const socket of sockets) vanished.add(socket);
    },
    leadTo: (next) => {
      target = next;
    },
    restore: () => {
      state = 'open';
      // With bytes swallowed, replies would belong to other commands.
      destroyAll();
    },
    close: () => {
      destroyAll();
      return new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
      });
    },
  };
}
