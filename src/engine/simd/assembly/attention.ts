import { clear, copy, exp, total } from './arithmetic';
import { Job } from './job';
import { packPanel } from './pack-rows';
import { multiply } from './panels';
import { next, workspace } from './team';

/** Query rows of a tile. */
const HEIGHT: i32 = 4;

/** e^(x - max) over a row of `count` scores, divided by their sum. Lanes up to a multiple of 8 become nothing that a sum would show. */
function softmax(row: usize, count: i32): void {
  const end = row + 4 * ((count + 7) & ~7);
  for (let c = count; row + 4 * c < end; c++) store<f32>(row + 4 * c, -Infinity);
  let greatest = v128.load(row);
  for (let p = row + 16; p < end; p += 16) greatest = f32x4.max(greatest, v128.load(p));
  const largest = max(
    max(f32x4.extract_lane(greatest, 0), f32x4.extract_lane(greatest, 1)),
    max(f32x4.extract_lane(greatest, 2), f32x4.extract_lane(greatest, 3)),
  );
  let sums = f32x4.splat(0);
  for (let p = row; p < end; p += 16) {
    const e = exp(f32x4.sub(v128.load(p), f32x4.splat(largest)));
    v128.store(p, e);
    sums = f32x4.add(sums, e);
  }
  // Beyond the tokens e^-87 was added: nothing, in float32.
  const share = f32x4.splat(1 / total(sums));
  for (let p = row; p < end; p += 16) v128.store(p, f32x4.mul(v128.load(p), share));
}

/** Keys of one head as panels of 8: [d, 8] each, zeros beyond the last token. */
function packKeys(keys: usize, stride: usize, tokens: i32, d: i32, target: usize): void {
  for (let first = 0; first < tokens; first += 8) {
    for (let c = 0; c < d; c++) {
      for (let i = 0; i < 8; i++) {
        const token = first + i;
        store<f32>(target, token < tokens ? load<f32>(keys + stride * token + 4 * c) : <f32>0);
        target += 4;
      }
    }
  }
}

/** Values of one head as panels of 8 columns: [tokens, 8] each, zeros beyond the head's last column. */
function packValues(values: usize, stride: usize, tokens: i32, d: i32, target: usize): void {
  for (let first = 0; first < d; first += 8) {
    for (let t = 0; t < tokens; t++) {
      const row = values + stride * t + 4 * first;
      if (first + 8 <= d) {
        v128.store(target, v128.load(row));
        v128.store(target, v128.load(row, 16), 16);
      } else {
        for (let i = 0; i < 8; i++) store<f32>(target + 4 * i, first + i < d ? load<f32>(row + 4 * i) : <f32>0);
      }
      target += 32;
    }
  }
}

/** Bytes of a workspace that one head of `length` tokens and `d` columns asks for. */
export function attentionBytes(length: i32, d: i32): i32 {
  const tokens = (length + 7) & ~7;
  const columns = (d + 7) & ~7;
  return 64 + 4 * (2 * tokens * columns + HEIGHT * (d + 2 * tokens + columns));
}

/**
 * This thread's share of attention over all heads of all rows: the result takes the queries' place.
 * Queries are [B * S, H], or [B, H] where only the masks ask.
 */
export function attend(job: Job): void {
  const d = job.hidden / job.heads;
  const stride = 4 * job.hidden;
  const each = job.asking == job.size ? 1 : job.length;
  const scale: f32 = 1 / Mathf.sqrt(<f32>d);
  const length = (job.length + 7) & ~7;
  const columns = (d + 7) & ~7;
  const keys = workspace + 64;
  const values = keys + 4 * length * d;
  const queries = values + 4 * length * columns;
  const scores = queries + 4 * HEIGHT * d;
  const shares = scores + 4 * HEIGHT * length;
  const result = shares + 4 * HEIGHT * length;
  for (let task = next(); task < job.size * job.heads; task = next()) {
    const b = task / job.heads;
    const at = 4 * (task % job.heads) * d;
    const tokens = load<i32>(job.tokens + 4 * b);
    const panels = (tokens + 7) >> 3;
    packKeys(job.key + stride * b * job.length + at, stride, tokens, d, keys);
    packValues(job.value + stride * b * job.length + at, stride, tokens, d, values);
    for (let first = 0; first < each; first += HEIGHT) {
      const count = min(HEIGHT, each - first);
      const query = job.query + stride * (b * each + first) + at;
      for (let r = 0; r < count; r++) store<usize>(workspace + 4 * r, query + stride * r);
      packPanel(workspace, count, HEIGHT, d, queries);
      clear(scores, HEIGHT * length);
      multiply(HEIGHT, queries, keys, 32 * d, panels, d, scores, 4 * length);
      for (let r = 0; r < HEIGHT; r++) {
        const row = scores + 4 * length * r;
        for (let p = row; p < row + 32 * panels; p += 16) v128.store(p, f32x4.mul(v128.load(p), f32x4.splat(scale)));
        softmax(row, tokens);
        store<usize>(workspace + 4 * r, row);
      }
      packPanel(workspace, HEIGHT, HEIGHT, tokens, shares);
      clear(result, HEIGHT * columns);
      multiply(HEIGHT, shares, values, 32 * tokens, columns >> 3, tokens, result, 4 * columns);
      for (let r = 0; r < count; r++) copy(query + stride * r, result + 4 * columns * r, d);
    }
  }
}
