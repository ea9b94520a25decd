import type { Settings } from '../config/settings';
import type { Doorkeeper } from '../http/doorkeeper';
import type { Authentication } from './authentication';
import { localOnly } from './local-only';

/** Without authentication only this machine may ask. With it, every asker with a token may. */
export function doorkeeper({ auth, server }: Settings, authentication: Authentication): Doorkeeper {
  return {
    admit: auth.mode === 'none' ? localOnly(server) : null,
    identify: (request) => {
      authentication.identify(request);
    },
  };
}
