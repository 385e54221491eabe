/** Letters of the shapes: B batch, N label words. Sums are made in float64. */

/** Mean cross entropy in nats over the label words: logits [B, N], classes [B] with 0 <= class < N. */
export function crossEntropy(logits: Float32Array, classes: ArrayLike<number>): number {
  const rows = rowsOf(logits, classes.length);
  return rows.reduce((sum, row, b) => sum + logSumExp(row) - row[classes[b]!]!, 0) / rows.length;
}

/** The class of the largest logit in each row: [B]. */
export function predictions(logits: Float32Array, rows: number): number[] {
  return rowsOf(logits, rows).map((row) => row.indexOf(Math.max(...row)));
}

/** Share of rows whose prediction is their class, in [0, 1]. */
export function accuracy(logits: Float32Array, classes: ArrayLike<number>): number {
  const right = predictions(logits, classes.length).filter((prediction, b) => prediction === classes[b]);
  return right.length / classes.length;
}

/** A probability for each label word: [B][N]. */
export function probabilities(logits: Float32Array, rows: number): number[][] {
  return rowsOf(logits, rows).map((row) => {
    const total = logSumExp(row);
    return Array.from(row, (logit) => Math.exp(logit - total));
  });
}

function rowsOf(logits: Float32Array, rows: number): Float32Array[] {
  const width = logits.length / rows;
  if (rows === 0 || !Number.isInteger(width)) {
    throw new RangeError(`${logits.length} logits are not ${rows} rows of equal length.`);
  }
  return Array.from({ length: rows }, (_, b) => logits.subarray(b * width, (b + 1) * width));
}

/** log sum exp(x), with the largest taken out so that nothing overflows. */
function logSumExp(row: Float32Array): number {
  const maximum = Math.max(...row);
  return maximum + Math.log(row.reduce((sum, x) => sum + Math.exp(x - maximum), 0));
}
