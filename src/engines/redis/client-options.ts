import { RESP_TYPES } from '@redis/client';

const CONNECT_TIMEOUT_MS = 500;

/**
 * A connection on which nothing was written and nothing came back for this long is given up. Pings make sure that something
 * would come; the next is sent when the last is answered. A busy process stands still for less: with 200 ms, 300 questions of
 * one moment took healthy connections down.
 */
const SOCKET_TIMEOUT_MS = 1_000;
const PING_INTERVAL_MS = 100;

const MAX_PAUSE_MS = 500;

/** Commands fail at once while there is no connection: the asker computes instead of waiting. */
export const common = { RESP: 3, disableOfflineQueue: true, pingInterval: PING_INTERVAL_MS } as const;

export const bytes = { [RESP_TYPES.BLOB_STRING]: Buffer };

/**
 * Of a connection to a server like that of `url`. New for each client, which writes into it.
 *
 * @param authority whose certificates are believed, PEM; by default those that Node knows
 */
export function socketOf(url: string, authority: string | undefined) {
  const times = {
    connectTimeout: CONNECT_TIMEOUT_MS,
    socketTimeout: SOCKET_TIMEOUT_MS,
    reconnectStrategy: (attempts: number): number => Math.min(50 * 2 ** attempts, MAX_PAUSE_MS),
  };
  return url.startsWith('rediss:') ? { ...times, tls: true as const, ca: authority } : times;
}
