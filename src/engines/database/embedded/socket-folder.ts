import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** `sockaddr_un.sun_path` holds 108 bytes on Linux and 104 on macOS and the BSDs, with the closing zero. */
const MAX_SOCKET_PATH_BYTES = 103;

/** A folder that only this user may enter, for one unix socket under the name that `pg` looks for. */
export class SocketFolder {
  /** Given to `pg` as `host`. */
  readonly path: string;
  /** Given to `pg` as `port`; part of the socket's name, nothing listens on TCP. */
  readonly port = 5432;

  private readonly removeAtExit = (): void => {
    rmSync(this.path, { recursive: true, force: true });
  };

  /** @throws {Error} when the folder for temporary files is too deep for a socket's path */
  constructor() {
    this.path = mkdtempSync(join(tmpdir(), 'trivet-')); // mode 0700, by mkdtemp(3)
    process.once('exit', this.removeAtExit);
    if (Buffer.byteLength(this.socket) <= MAX_SOCKET_PATH_BYTES) return;
    this.remove();
    throw new Error(`${tmpdir()} is too deep a path for a unix socket: set TMPDIR to a shorter one.`);
  }

  get socket(): string {
    return join(this.path, `.s.PGSQL.${this.port}`);
  }

  remove(): void {
    process.off('exit', this.removeAtExit);
    this.removeAtExit();
  }
}
