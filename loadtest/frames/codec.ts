import { FormatError, decodeClientMessage, decodeEntry, decodeServerMessage } from '../../src/protocol/index.ts';
import { Dice, kinds, mutate } from './mutate.ts';

/** Frames that were read all the same, and those that were refused as a frame that is none. */
export interface CodecCounts {
  readonly frames: number;
  readonly read: number;
  readonly refused: number;
}

const decoders = [decodeClientMessage, decodeServerMessage, decodeEntry];

/** Reads frames that no peer sends with every decoder. @throws whatever is no FormatError: that would be a crash */
export function fuzzCodec(frames: number, valid: readonly Uint8Array[], seed: number): CodecCounts {
  const dice = new Dice(seed);
  let read = 0;
  let refused = 0;
  for (let i = 0; i < frames; i++) {
    const frame = mutate(kinds[dice.below(kinds.length)]!, valid, dice);
    try {
      decoders[i % decoders.length]!(frame);
      read++;
    } catch (error) {
      if (!(error instanceof FormatError)) throw error;
      refused++;
    }
  }
  return { frames, read, refused };
}
