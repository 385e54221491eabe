import type { Overview, Summary } from '../../protocol/index.ts';
import type { FederationDetail } from './relay-client.ts';
import { type Watched, dropOuts } from './rounds.ts';

/**
 * What a run was, as one JSON file: docs/ORGANISER.md has the keys. It names no participant.
 * @param relay its origin
 * @param now milliseconds since 1970
 */
export function runManifest(
  relay: string,
  { manifest, manifestHash, epoch, sequence, chain, fingerprint, logBytes }: FederationDetail,
  summary: Summary,
  { overview, rounds }: Watched,
  now: number,
): object {
  return {
    format: 'dandelion run manifest 1',
    writtenAt: new Date(now).toISOString(),
    relay,
    manifest,
    manifestHash,
    epoch,
    sequence,
    chain,
    fingerprint,
    state: stateOf(overview),
    summary: { ...summary, logBytes },
    evaluations: overview.evaluations,
    rounds: rounds.map((round) => ({ ...round, dropOuts: dropOuts(round) })),
    traffic: { ...overview.traffic, since: overview.since },
    participants: overview.counts,
    alerts: overview.alerts,
  };
}

function stateOf({ state, cause, words }: Overview): object {
  return { state, cause, words };
}
