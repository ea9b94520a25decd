import { readFileSync, readlinkSync } from 'node:fs';
import { codeOf } from './error-code';

/** Field 22 of proc_pid_stat(5), counted behind the command name, which may itself hold spaces and brackets. */
const START_TIME_FIELD = 22 - 3;

/** Tells a process from a later one with the same pid: the boot and the clock tick in which it started. */
export function processStart(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const [state, ...rest] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    // A killed process stays as a zombie until its parent asks, and a container's first process may never ask.
    if (state === 'Z' || state === 'X') return null;
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    return `${boot}:${rest[START_TIME_FIELD - 1] ?? ''}`;
  } catch {
    return null; // No such process, or a system without /proc.
  }
}

/** Where, on its host, this process's pid means something: a container has its own namespace. Null outside Linux. */
export function pidNamespace(): string | null {
  try {
    return readlinkSync('/proc/self/ns/pid');
  } catch {
    return null;
  }
}

/**
 * Whether the process that was `pid` at `startedAt` (ISO 8601) still runs. Only for pids of our host and namespace.
 * @param start what `processStart` said of it then
 */
export function stillRuns(pid: number, start: string | null, startedAt: string): boolean {
  if (start !== null) return processStart(pid) === start;
  // Without /proc, only this process's age tells whether an earlier one had the same pid.
  if (pid === process.pid) return Date.parse(startedAt) >= Date.now() - process.uptime() * 1_000;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return codeOf(error) === 'EPERM'; // It runs, as another user.
  }
}
