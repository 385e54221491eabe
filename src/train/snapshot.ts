import { precisionOf } from '../protocol/index.ts';
import { type FederationState, type SnapshotOffer, fetchFederation } from '../relay/index.ts';
import { readChunks } from './chunks.ts';
import type { SnapshotSource } from './learner.ts';

/**
 * Nanoseconds of the WASM kernel for one weight and one scalar of the log, and bytes a second of a home connection:
 * orders of magnitude, good enough to choose between two ways that end in the same bits.
 */
const NANOSECONDS_PER_WEIGHT_AND_SCALAR = 0.5;
const BYTES_PER_SECOND = 2_000_000;

/** Whether fetching the snapshot takes longer than fetching and replaying the entries that it stands for. */
function isReplayCheaper(
  { entryBytes, manifest }: Pick<FederationState, 'entryBytes' | 'manifest'>,
  snapshot: SnapshotOffer,
  weights: number,
): boolean {
  const bytes = entryBytes.total - entryBytes.sinceSnapshot;
  // However long the log of a pool is, it has no more directions than the pool. Only integers of 32 bits gain by it:
  // at 16 every update is rounded by itself.
  const { method } = manifest;
  const most = method.name === 'fedkseed' && precisionOf(manifest) === 32 ? method.pool : Number.POSITIVE_INFINITY;
  const directions = Math.min(bytes / 4, most);
  const replay = directions * weights * NANOSECONDS_PER_WEIGHT_AND_SCALAR * 1e-9;
  return replay + bytes / BYTES_PER_SECOND <= snapshot.bytes / BYTES_PER_SECOND;
}

/**
 * The relay's newest snapshot, where taking it is cheaper than replaying the log from its start. Null otherwise,
 * and when it can't be had: replaying always works.
 * @param weights trainable ones, which replaying moves
 */
export async function snapshotOffer(
  relay: string,
  federation: string,
  weights: number,
  signal: AbortSignal,
): Promise<SnapshotSource | null> {
  try {
    const state = await fetchFederation(relay, federation, signal);
    const { snapshot } = state;
    if (!snapshot || isReplayCheaper(state, snapshot, weights)) return null;
    const response = await fetch(snapshot.url, { signal });
    if (!response.ok || !response.body) return null;
    return { ...snapshot, stream: readChunks(response.body) };
  } catch {
    return null;
  }
}
