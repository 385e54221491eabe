import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import { type Example, reveal } from '../src/data/index.ts';
import { canonicalJson, manifestHash } from '../src/protocol/index.ts';
import type { SimulationOptions } from './options.ts';

/** What two runs have in common when one can go on where the other stopped: by name, in words that a person can compare. */
export type Identity = Readonly<Record<string, string>>;

export function identityOf(options: SimulationOptions): Identity {
  const { manifest, clients, heldOut, engine, seed, evaluateEvery, firstOrder, attack } = options;
  return {
    seed: String(seed),
    manifest: manifestHash(manifest).slice(0, 16),
    'training examples': digestOf(clients),
    'held-out examples': digestOf([heldOut]),
    engine: `${engine.name}, ${engine.threads} threads`,
    'rounds between evaluations': String(evaluateEvery),
    backpropagation: firstOrder ? canonicalJson(firstOrder) : 'none',
    ...(attack && { attack: `${attack.name} by ${attack.clients} clients` }),
  };
}

function digestOf(lists: readonly (readonly Example[])[]): string {
  const plain = lists.map((examples) => examples.map(({ texts, label }) => [...texts.map(reveal), label]));
  // Long enough that two never meet by chance, and short enough to compare by eye.
  return bytesToHex(sha256(utf8ToBytes(JSON.stringify(plain)))).slice(0, 16);
}
