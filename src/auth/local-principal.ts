import type { Principal } from '../core';

/** The one person of AUTH_MODE=none, who owns this machine. */
export const LOCAL_PRINCIPAL: Principal = Object.freeze({
  tenant: 'local',
  user: 'me',
  workspaces: Object.freeze(['home']),
  roles: Object.freeze(['admin']),
});
