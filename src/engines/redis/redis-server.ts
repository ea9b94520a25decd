import { createClient } from '@redis/client';
import { once } from 'node:events';
import { isIP } from 'node:net';
import type { SingleRedis } from '../../config/settings';
import { bytes, common, socketOf } from './client-options';
import { type Clients, keyCommands, type RedisCommands, usedMemoryIn } from './redis-commands';
import { isAboutOneCommand, saysItIsOfNoUse } from './redis-errors';

/** Of no entry, so deleting it changes nothing. A user of Redis may have rights for keys with the prefix alone. */
const PROBED = 'probe';

/**
 * One server. Its client connects again by itself, one connection at a time.
 *
 * `ping` is a write, because a master that was demoted answers everything else, on connections that live on. A server that says
 * it is of no use is left: behind the same address another may have taken its place.
 */
export function serverCommands(
  { url, prefix, authority }: SingleRedis,
  onError: (error: unknown) => void,
): RedisCommands {
  const client = createClient({ ...common, url, socket: { ...socketOf(url, authority), ...nameOf(url) } });
  client.on('error', onError);
  const binary = client.withTypeMapping(bytes);
  const clients: Clients = {
    text: client,
    binary,
    getMany: (keys) => (keys.length === 0 ? Promise.resolve([]) : binary.mGet([...keys])),
    touchMany: (keys) => (keys.length === 0 ? Promise.resolve(0) : client.touch([...keys])),
  };
  const connect = async (): Promise<void> => {
    // Rejects with why there is no connection; a command would only say that there is none.
    const ready = once(client, 'ready');
    if (!client.isOpen) client.connect().catch(() => undefined);
    await ready;
  };
  let connecting: Promise<void> | undefined;
  return {
    ...keyCommands((command) => command(clients)),
    connected: () => {
      if (client.isReady) return Promise.resolve();
      // One pair of listeners for all that ask: a caller that gave up leaves none behind.
      connecting ??= connect().finally(() => {
        connecting = undefined;
      });
      return connecting;
    },
    destroy: () => {
      if (client.isOpen) client.destroy();
    },
    ping: async () => {
      try {
        await client.unlink(prefix + PROBED);
      } catch (error) {
        if (saysItIsOfNoUse(error) && client.isOpen) client.destroy();
        // A server that refuses this one command answers.
        if (!isAboutOneCommand(error)) throw error;
      }
      return 'whole';
    },
    memoryUsed: async () => usedMemoryIn(await client.info('memory')),
  };
}

/** Which of several servers behind one address is meant (SNI): the client does not say it. It may be no address, RFC 6066 section 3. */
function nameOf(url: string): { readonly servername?: string } {
  const { protocol, hostname } = new URL(url);
  return protocol === 'rediss:' && isIP(hostname.replace(/^\[|\]$/g, '')) === 0
    ? { servername: hostname }
    : {};
}
