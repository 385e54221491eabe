import { hexToBytes } from '@noble/hashes/utils.js';
import { type Example, batches, reveal } from '../src/data/index.ts';
import type { ModelKit, PromptRow } from '../src/model/index.ts';
import type { Manifest, ParticipantId } from '../src/protocol/index.ts';
import { keyFromBytes } from '../src/random/index.ts';

/** A client's example as tokens. */
export interface Row extends PromptRow {
  readonly label: number;
}

/** The rows of one client after another. @throws Error when a client has none */
export function rowsOf(clients: readonly (readonly Example[])[], { prompt }: ModelKit): Row[][] {
  const bare = clients.findIndex((examples) => examples.length === 0);
  if (bare >= 0) {
    throw new Error(
      `Client ${bare + 1} of ${clients.length} has no example to train on. Take fewer clients, more examples, or a ` +
        'more even split.',
    );
  }
  return clients.map((examples) =>
    examples.map(({ texts, label }) => ({ ...prompt.encode(texts.map(reveal)), label })),
  );
}

/** What seeds the order of a client's batches. */
export function batchSeed(participant: ParticipantId): Uint8Array {
  return hexToBytes(participant);
}

/** The batch of local step `step` (0, 1, ...) of a round: the one that the client's learner draws. */
export function batchOf(
  rows: readonly Row[],
  participant: ParticipantId,
  { method: { batch, localSteps } }: Manifest,
  round: number,
  step: number,
): readonly Row[] {
  return batches(rows, batch, keyFromBytes(batchSeed(participant)), (round - 1) * localSteps + step).next().value;
}
