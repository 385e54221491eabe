import type { TokenBatch } from '../../src/engine/index.ts';
import { type Architecture, toBatch } from '../../src/model/index.ts';

/** Rows of `tokens` tokens without padding, each different, the mask third from the end. */
export function fullBatch(architecture: Architecture, rows: number, tokens: number): TokenBatch {
  const { vocabulary } = architecture;
  const row = (b: number) => ({
    ids: Array.from({ length: tokens }, (_, s) => 5 + ((131 * b + 17 * s) % (vocabulary - 5))),
    maskPosition: tokens - 3,
    truncated: false,
  });
  return toBatch(
    Array.from({ length: rows }, (_, b) => row(b)),
    architecture,
  );
}
