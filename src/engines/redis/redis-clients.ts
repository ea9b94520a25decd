import type { RedisSettings } from '../../config/settings';
import { clusterCommands } from './redis-cluster';
import type { RedisCommands } from './redis-commands';
import { serverCommands } from './redis-server';

/** @param onError hears of every connection that breaks; without a listener the first would end the process */
export function redisCommands(address: RedisSettings, onError: (error: unknown) => void): RedisCommands {
  return address.kind === 'single' ? serverCommands(address, onError) : clusterCommands(address, onError);
}
