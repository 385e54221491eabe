import type { TokenBatch } from '../../src/engine/index.ts';
import { type Architecture, toBatch } from '../../src/model/index.ts';

/** Rows of different lengths, with masks at different places. */
export function someRows(architecture: Architecture, count: number): TokenBatch {
  const rows = Array.from({ length: count }, (_, b) => {
    const ids = Array.from(
      { length: 5 + ((b * 7) % 11) },
      (__, s) => 2 + ((b * 31 + s * 17) % (architecture.vocabulary - 2)),
    );
    return { ids, maskPosition: (b * 3) % ids.length, truncated: false };
  });
  return toBatch(rows, architecture);
}
