/** A linear weight in memory: [in, columns]. */
@unmanaged
export class Matrix {
  address: usize;
  /** Its number in the noise. */
  tensor: i32;
  columns: i32;
  /** 2^-k. */
  scale: f32;
  /** Whether it is read at w + amount z. */
  perturbed: i32;
  /** What is added to it, if `rank` is not 0: adapterScale * A B, floats [in, rank] and [rank, columns]. */
  rank: i32;
  adapterScale: f32;
  a: usize;
  b: usize;
}

/**
 * What a forward pass's part is told: the caller writes it, field by field, 4 bytes each (`job.ts` one folder above has the
 * same list). Letters: B batch, S sequence, H hidden, F feed-forward, A heads, N label words. Addresses are of float32.
 */
@unmanaged
export class Job {
  static readonly FLOATS: i32 = 0;
  static readonly LATTICE32: i32 = 1;
  static readonly LATTICE16: i32 = 2;

  /** What the matrices are: floats, or a lattice's integers of 32 or 16 bits. */
  kind: i32;
  /** The direction of those that are perturbed. */
  key0: i32;
  key1: i32;
  amount: f32;
  /** Added to variances. */
  epsilon: f32;
  size: i32;
  length: i32;
  hidden: i32;
  feedForward: i32;
  heads: i32;
  labels: i32;
  /** Rows of x that ask: B * S, or B where only the masks do; their numbers then lie at `at`, [B] int32. */
  asking: i32;
  at: usize;
  /** [B] int32: tokens of each row, which are attended to. */
  tokens: usize;
  /** [B * S, H] what comes in; a layer of all rows leaves its result here too, one of the masks at `query`. */
  x: usize;
  /** [B * S, H] each. */
  query: usize;
  key: usize;
  value: usize;
  /** Activations in panels: [B * S, H] and [asking, F], with the padding of a panel. */
  packed: usize;
  wide: usize;
  /** Addresses of a `Matrix` each; up and down are the feed-forward part's, and the head's dense one is q. */
  q: usize;
  k: usize;
  v: usize;
  output: usize;
  up: usize;
  down: usize;
  qBias: usize;
  kBias: usize;
  vBias: usize;
  outputBias: usize;
  upBias: usize;
  downBias: usize;
  norm1: usize;
  norm1Bias: usize;
  norm2: usize;
  norm2Bias: usize;
  /** [N, H] and [N]: the label words' decoder. [S, H] and [H]: position and type rows of the embedding. */
  rows: usize;
  rowBias: usize;
  /** [B, N] */
  logits: usize;
}
