/** What a job's matrices are, as `assembly/job.ts` numbers them. */
export const KIND = { floats: 0, lattice32: 1, lattice16: 2 } as const;

/** The parts of a forward pass, as `assembly/index.ts` numbers them. */
export const OPERATION = { leave: -1, embed: 0, layer: 1, head: 2 } as const;

/** A linear weight in the kernel's memory: [in, columns] at byte `address`. */
export interface Matrix {
  readonly address: number;
  /** Its number in the noise. */
  readonly tensor: number;
  readonly columns: number;
  /** 2^-k, or 1 for floats. */
  readonly scale: number;
  /** 1 where it is read at w + amount z. */
  readonly perturbed: number;
  /** What is added to it; left out where nothing is. */
  readonly adapter?: Adapter;
}

/** scale * A B, floats at bytes `a` and `b`: [in, rank] and [rank, columns]. */
export interface Adapter {
  readonly rank: number;
  readonly scale: number;
  readonly a: number;
  readonly b: number;
}

const MATRICES = ['q', 'k', 'v', 'output', 'up', 'down'] as const;

/** The fields of `assembly/job.ts`, in its order. */
const FIELDS = [
  ...(['kind', 'key0', 'key1', 'amount', 'epsilon'] as const),
  ...(['size', 'length', 'hidden', 'feedForward', 'heads', 'labels', 'asking', 'at', 'tokens'] as const),
  ...(['x', 'query', 'key', 'value', 'packed', 'wide'] as const),
  ...MATRICES,
  ...(['qBias', 'kBias', 'vBias', 'outputBias', 'upBias', 'downBias'] as const),
  ...(['norm1', 'norm1Bias', 'norm2', 'norm2Bias', 'rows', 'rowBias', 'logits'] as const),
] as const;
const FLOATS: ReadonlySet<string> = new Set(['amount', 'epsilon']);
const MATRIX_WORDS = 9;

const NO_ADAPTER: Adapter = { rank: 0, scale: 0, a: 0, b: 0 };

export type MatrixName = (typeof MATRICES)[number];
export type NumberName = Exclude<(typeof FIELDS)[number], MatrixName>;

/** Words that a job takes, its matrices behind it. */
export const JOB_WORDS = FIELDS.length + MATRICES.length * MATRIX_WORDS;

/** Numbers and addresses in bytes by name; what is left out is 0. */
export type Job = Readonly<Partial<Record<NumberName, number> & Record<MatrixName, Matrix>>>;

/** Writes a job into JOB_WORDS words at byte `address`. */
export function writeJob(buffer: ArrayBufferLike, address: number, job: Job): void {
  const view = new DataView(buffer, address, JOB_WORDS * 4);
  let matrixAt = FIELDS.length * 4;
  for (const [i, name] of FIELDS.entries()) {
    const value = job[name] ?? 0;
    if (typeof value === 'object') {
      view.setUint32(4 * i, address + matrixAt, true);
      view.setUint32(matrixAt, value.address, true);
      view.setInt32(matrixAt + 4, value.tensor, true);
      view.setInt32(matrixAt + 8, value.columns, true);
      view.setFloat32(matrixAt + 12, value.scale, true);
      view.setInt32(matrixAt + 16, value.perturbed, true);
      const { rank, scale, a, b } = value.adapter ?? NO_ADAPTER;
      view.setInt32(matrixAt + 20, rank, true);
      view.setFloat32(matrixAt + 24, scale, true);
      view.setUint32(matrixAt + 28, a, true);
      view.setUint32(matrixAt + 32, b, true);
      matrixAt += MATRIX_WORDS * 4;
    } else if (FLOATS.has(name)) {
      view.setFloat32(4 * i, value, true);
    } else {
      // Addresses are unsigned, keys may be either: the bits are the same.
      view.setUint32(4 * i, value, true);
    }
  }
}
