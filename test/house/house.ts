import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { z } from 'zod';

const ROOT = join(__dirname, '../..');

const report = z.object({
  modules: z.array(
    z.object({ source: z.string(), dependencies: z.array(z.object({ resolved: z.string() })) }),
  ),
  summary: z.object({ violations: z.array(z.object({ rule: z.object({ name: z.string() }) })) }),
});

/** Who imports whom below `folder/src`, and which of the lint's rules are broken there. */
export function cruise(folder = ROOT): z.infer<typeof report> {
  const program = join(ROOT, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs');
  const config = join(ROOT, '.dependency-cruiser.cjs');
  const { stdout, stderr } = spawnSync(
    process.execPath,
    [program, 'src', '--config', config, '--output-type', 'json'],
    { cwd: folder, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 },
  );
  if (stdout === '') throw new Error(`dependency-cruiser said nothing: ${stderr}`);
  return report.parse(JSON.parse(stdout));
}

/** `src/notes/a.ts` is in room `notes`, `src/core/flight/a.ts` in `core/flight`; files beside rooms are in none. */
function roomOf(file: string): string | null {
  const [, room, inner, ...rest] = file.split('/');
  if (room === undefined || inner === undefined) return null;
  if (room !== 'core') return room;
  return rest.length === 0 ? null : `core/${inner}`;
}

/** For each room, the rooms that it imports from. Seen from outside, the core is one room. */
export function roomsOf(modules: z.infer<typeof report>['modules']): Map<string, Set<string>> {
  const rooms = new Map<string, Set<string>>();
  for (const { source, dependencies } of modules) {
    const from = roomOf(source);
    if (from === null) continue;
    const known = rooms.get(from) ?? new Set();
    rooms.set(from, known);
    for (const { resolved } of dependencies) {
      const to = roomOf(resolved);
      if (to !== null && to !== from) known.add(to);
    }
  }
  return rooms;
}

/** @returns the first circle that a walk from any room comes back by, as `a → b → a`; null when there is none */
export function circleIn(rooms: ReadonlyMap<string, ReadonlySet<string>>): string | null {
  const done = new Set<string>();
  const walk = (room: string, way: readonly string[]): string | null => {
    if (way.includes(room)) return [...way.slice(way.indexOf(room)), room].join(' → ');
    if (done.has(room)) return null;
    for (const next of rooms.get(room) ?? []) {
      const circle = walk(next, [...way, room]);
      if (circle !== null) return circle;
    }
    done.add(room);
    return null;
  };
  for (const room of rooms.keys()) {
    const circle = walk(room, []);
    if (circle !== null) return circle;
  }
  return null;
}
