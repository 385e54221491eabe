/** A generator of unsigned 32-bit integers that a number seeds: Marsaglia's xorshift (2003). Good enough to break frames. */
export class Dice {
  #state: number;

  constructor(seed: number) {
    this.#state = seed | 1;
  }

  next(): number {
    this.#state ^= this.#state << 13;
    this.#state ^= this.#state >>> 17;
    this.#state ^= this.#state << 5;
    return this.#state >>> 0;
  }

  below(bound: number): number {
    return this.next() % bound;
  }

  bytes(length: number): Buffer {
    const bytes = Buffer.alloc(length);
    for (let i = 0; i < length; i++) bytes[i] = this.next() >>> 24;
    return bytes;
  }
}

/** The kinds of frames that no client sends. */
export const kinds = ['random', 'typed', 'truncated', 'flipped', 'extended', 'spliced'] as const;

/** A frame of some kind, made of valid ones. */
export function mutate(kind: (typeof kinds)[number], valid: readonly Uint8Array[], dice: Dice): Buffer {
  const frame = Buffer.from(valid[dice.below(valid.length)]!);
  switch (kind) {
    case 'random':
      return dice.bytes(dice.below(200));
    case 'typed': {
      // A real first byte, and anything behind it.
      const bytes = dice.bytes(1 + dice.below(300));
      bytes[0] = frame[0]!;
      return bytes;
    }
    case 'truncated':
      return frame.subarray(0, dice.below(frame.length));
    case 'flipped': {
      for (let left = 1 + dice.below(8); left > 0; left--) frame[dice.below(frame.length)]! ^= 1 << dice.below(8);
      return frame;
    }
    case 'extended':
      return Buffer.concat([frame, dice.bytes(1 + dice.below(50))]);
    case 'spliced': {
      const other = valid[dice.below(valid.length)]!;
      return Buffer.concat([frame.subarray(0, dice.below(frame.length)), other.subarray(dice.below(other.length))]);
    }
    default:
      return kind satisfies never;
  }
}
