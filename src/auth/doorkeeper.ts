import type { Settings } from '../config/settings';
import type { Doorkeeper } from '../http/doorkeeper';
import { authenticator } from './authenticate';
import { localOnly } from './local-only';

/** Without authentication only this machine may ask. With it, every asker with a token may. */
export function doorkeeper({ auth, server }: Settings): Doorkeeper {
  return {
    admit: auth.mode === 'none' ? localOnly(server) : null,
    authenticate: authenticator(auth),
  };
}
