import * as v from 'valibot';
import type { RosterView } from './roster.ts';

// How a node's roster lies in the database, for the others to read.

const count = v.number();
const traffic = v.object({ up: count, down: count });
const entry = v.object({
  participant: v.string(),
  device: v.nullable(
    v.object({
      engine: v.picklist(['simd', 'wasm', 'webgpu', 'webgl', 'cpu', 'unknown']),
      form: v.picklist(['phone', 'tablet', 'desktop', 'headless', 'unknown']),
    }),
  ),
  state: v.picklist(['away', 'connected', 'ready', 'asked', 'contributed']),
  joinedAt: count,
  seenAt: count,
  missed: count,
  refused: count,
  up: count,
  down: count,
});
const roster = v.object({
  since: count,
  traffic,
  counts: v.object({ away: count, connected: count, ready: count, asked: count, contributed: count }),
  participants: v.array(entry),
  mismatches: v.array(v.object({ participant: v.string(), sequence: count, at: count })),
  scalars: count,
  clipped: count,
});

export function writeRoster(view: RosterView): string {
  return JSON.stringify(view);
}

/** @returns null where another version of this program may have written it */
export function readRoster(json: string): RosterView | null {
  const { success, output } = v.safeParse(v.pipe(v.string(), v.parseJson(), roster), json);
  return success ? output : null;
}
