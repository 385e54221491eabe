import { createHash } from 'node:crypto';
import { type Manifest, decodeEntry, manifestHash, scalarCount } from '../../src/protocol/index.ts';
import type { Ack } from './fleet.ts';
import { scalarsOf } from './speech.ts';

/** What a log comes to, held against what clients were told. All but the first two must be as in `clean`. */
export interface Audit {
  readonly entries: number;
  readonly acknowledged: number;
  /** Acknowledgements whose contribution is in no entry. */
  readonly lost: number;
  /** Contributions of one participant to one round that are counted more than once. */
  readonly duplicated: number;
  /** Parts with other scalars than their participant's answer to their round. */
  readonly altered: number;
  /** Each entry holds the chain value before it, and the first one the manifest's hash. */
  readonly chainWhole: boolean;
}

/** The whole log of a relay, entry by entry, over HTTP. */
export async function fetchEntries(url: string, federation: string): Promise<Uint8Array[]> {
  const response = await fetch(`${url}/federations/${federation}/log`);
  if (!response.ok) throw new Error(`The relay answered ${response.status} when asked for its log.`);
  const log = Buffer.from(await response.arrayBuffer());
  const entries: Uint8Array[] = [];
  for (let at = 0; at < log.length;) {
    const length = log.readUInt32BE(at);
    entries.push(new Uint8Array(log.subarray(at + 4, at + 4 + length)));
    at += 4 + length;
  }
  return entries;
}

/** Holds a log of private directions against the acknowledgements of all clients that ever spoke to it. */
export function audit(manifest: Manifest, entries: readonly Uint8Array[], acks: readonly Ack[]): Audit {
  const count = scalarCount(manifest);
  const counted = new Map<string, number>();
  let altered = 0;
  let chainWhole = true;
  let previous: string = manifestHash(manifest);
  for (const [i, bytes] of entries.entries()) {
    const entry = decodeEntry(bytes);
    if (entry.sequence !== i + 1 || entry.previous !== previous) chainWhole = false;
    previous = createHash('sha256').update(bytes).digest('hex');
    if (entry.kind !== 'private') throw new Error(`Entry ${entry.sequence} is of kind ${entry.kind}.`);
    const late = 'late' in entry ? entry.late : [];
    for (const part of [...entry.parts.map((own) => ({ ...own, round: entry.sequence })), ...late]) {
      const key = `${part.round} ${part.participant}`;
      counted.set(key, (counted.get(key) ?? 0) + 1);
      if (!isEqual(part.scalars, scalarsOf(part.participant, part.round, count))) altered++;
    }
  }
  const distinct = new Set(acks.map(({ round, participant }) => `${round} ${participant}`));
  return {
    entries: entries.length,
    acknowledged: distinct.size,
    lost: [...distinct].filter((key) => !counted.has(key)).length,
    duplicated: [...counted.values()].filter((times) => times > 1).length,
    altered,
    chainWhole,
  };
}

function isEqual(a: Float32Array, b: Float32Array): boolean {
  return a.length === b.length && a.every((value, i) => value === b[i]);
}
