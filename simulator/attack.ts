import type { Identity } from '../src/identity/index.ts';
import { type Contribution, type Manifest, contributionBytesToSign, manifestHash } from '../src/protocol/index.ts';
import { type Key, foldIn, threefry2x32 } from '../src/random/index.ts';
import { MemoryJournal, type RoundName } from '../src/train/index.ts';
import { rootMeanSquare } from '../src/zo/index.ts';

/** What attackers do to the scalars that they measured before they send them. They follow every other rule. */
export const ATTACKS = ['sign-flip', 'huge', 'random', 'bias'] as const;
export type AttackName = (typeof ATTACKS)[number];

/** Who attacks, and how. */
export interface Attack {
  readonly name: AttackName;
  /** How many of the clients, from the first. */
  readonly clients: number;
}

/** Minus this many times what was measured: at 1 a fifth of attackers only slows a mean down to three fifths. */
const FLIP = -5;
/** Standard deviation over the root mean square of what was measured. */
const NOISE = 10;
/** Added to every scalar, over the root mean square of what was measured. All attackers add the same. */
const BIAS = 3;

/**
 * What an attacker sends in place of its scalars.
 * @param clip of the manifest: the relay refuses what lies beyond
 * @param key of this contribution's chance
 */
export function attacked(name: AttackName, scalars: Float32Array, clip: number, key: Key): Float32Array {
  const size = rootMeanSquare(scalars);
  return scalars.map((g, i) => {
    const sent = {
      'sign-flip': FLIP * g,
      // The worst direction, as far as the clip lets it.
      huge: g > 0 ? -clip : clip,
      random: NOISE * size * gaussian(key, i),
      bias: g + BIAS * size,
    }[name];
    return Math.max(-clip, Math.min(clip, sent));
  });
}

/** Box and Muller's: two uniform numbers make a Gaussian one. */
function gaussian(key: Key, place: number): number {
  const [a, b] = threefry2x32(key, place, 0);
  return Math.sqrt(-2 * Math.log((a + 1) / 2 ** 32)) * Math.cos((2 * Math.PI * b) / 2 ** 32);
}

/** The journal of a client that attacks: what it keeps of a round, and so sends, is not what was measured. */
export class AttackingJournal extends MemoryJournal {
  readonly #identity: Identity;
  readonly #manifest: Manifest;
  readonly #attack: AttackName;
  readonly #key: Key;

  /** @param key of this client's chance */
  constructor(identity: Identity, manifest: Manifest, attack: AttackName, key: Key) {
    super(identity);
    this.#identity = identity;
    this.#manifest = manifest;
    this.#attack = attack;
    this.#key = key;
  }

  override async keep(name: RoundName, honest: Contribution): Promise<Contribution> {
    const { clip } = this.#manifest.method;
    const scalars = attacked(this.#attack, honest.scalars, clip, foldIn(this.#key, honest.round));
    const sent = { ...honest, scalars };
    const signature = await this.#identity.sign(
      contributionBytesToSign(manifestHash(this.#manifest), name.epoch, sent),
    );
    return super.keep(name, { ...sent, signature });
  }
}
