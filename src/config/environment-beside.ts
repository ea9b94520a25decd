const OF_ENGINES = new Set(['DATABASE_URL', 'REDIS_URL', 'REDIS_CLUSTER_NODES', 'DATA_DIR']);

/**
 * What the environment says of the service, for a command that starts one of its own beside it: all but the engines, whose data are
 * nothing to experiment with.
 */
export function environmentBeside(env: NodeJS.ProcessEnv = process.env): NodeJS.ProcessEnv {
  const kept = Object.entries(env).filter(([name]) => !OF_ENGINES.has(name.replace(/_FILE$/, '')));
  return { ...Object.fromEntries(kept), DEMO_NOTES: 'false', CACHE_TYPE: 'memory', LOG_LEVEL: 'silent' };
}
