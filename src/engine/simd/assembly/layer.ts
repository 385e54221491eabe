import { attend } from './attention';
import { Job } from './job';
import { norm, pack } from './norm';
import { GELU, GELU_PACKED, STORE, product, products } from './product';
import { barrier, next, thread } from './team';

/**
 * An encoder layer, all threads together. With as many asking rows as x has, the result is at `x`; else at `query`.
 * A part ends at a barrier, since the next one reads what all threads have written.
 */
export function layer(job: Job): void {
  const rows = job.size * job.length;
  const H = job.hidden;
  const F = job.feedForward;
  const all = job.asking == rows && job.at == 0;
  pack(job.x, 0, rows, H, job.packed, 0, 0, 0);
  barrier();
  if (all) {
    products(
      job, 3, job.q, job.k, job.v, job.qBias, job.kBias, job.vBias,
      H, job.packed, rows, STORE, job.query, job.key, job.value, 0, 0,
    );
  } else {
    products(
      job, 2, job.k, job.v, job.v, job.kBias, job.vBias, job.vBias,
      H, job.packed, rows, STORE, job.key, job.value, job.value, 0, 0,
    );
    barrier();
    pack(job.x, job.at, job.asking, H, job.packed, 0, 0, 0);
    barrier();
    product(job, job.q, job.qBias, H, job.packed, job.asking, STORE, job.query, 0, 0);
  }
  barrier();
  attend(job);
  barrier();
  pack(job.query, 0, job.asking, H, job.packed, 0, 0, 0);
  barrier();
  // Keys are needed no more: their place takes the first half's result.
  product(job, job.output, job.outputBias, H, job.packed, job.asking, STORE, job.key, job.x, job.at);
  barrier();
  pack(job.key, 0, job.asking, H, job.packed, job.norm1, job.norm1Bias, job.epsilon);
  barrier();
  product(job, job.up, job.upBias, H, job.packed, job.asking, GELU_PACKED, job.wide, 0, 0);
  barrier();
  const y = all ? job.x : job.query;
  product(job, job.down, job.downBias, F, job.wide, job.asking, STORE, y, job.key, 0);
  barrier();
  pack(y, 0, job.asking, H, 0, job.norm2, job.norm2Bias, job.epsilon);
  barrier();
}

/** x [B * S, H], the words' rows, becomes layer norm of word + position + type. */
export function embed(job: Job): void {
  const H = job.hidden;
  for (let b = next(); b < job.size; b = next()) {
    for (let s = 0; s < job.length; s++) {
      const row = job.x + 4 * <usize>(b * job.length + s) * H;
      const position = job.rows + 4 * <usize>s * H;
      for (let c = 0; c < H; c++) {
        const place = load<f32>(position + 4 * c) + load<f32>(job.rowBias + 4 * c);
        store<f32>(row + 4 * c, load<f32>(row + 4 * c) + place);
      }
      norm(row, H, job.norm1, job.norm1Bias, job.epsilon);
    }
  }
  barrier();
}

/** The MLM head on the label words: x [B, H] -> logits [B, N]. */
export function head(job: Job): void {
  const H = job.hidden;
  pack(job.x, 0, job.asking, H, job.packed, 0, 0, 0);
  barrier();
  product(job, job.q, job.qBias, H, job.packed, job.asking, GELU, job.query, 0, 0);
  barrier();
  pack(job.query, 0, job.asking, H, 0, job.norm1, job.norm1Bias, job.epsilon);
  barrier();
  if (thread == 0) {
    for (let b = 0; b < job.asking; b++) {
      for (let n = 0; n < job.labels; n++) {
        let sum: f64 = load<f32>(job.rowBias + 4 * n);
        for (let c = 0; c < H; c++) {
          sum += <f64>load<f32>(job.query + 4 * <usize>(b * H + c)) * <f64>load<f32>(job.rows + 4 * <usize>(n * H + c));
        }
        store<f32>(job.logits + 4 * (b * job.labels + n), <f32>sum);
      }
    }
  }
  barrier();
}
