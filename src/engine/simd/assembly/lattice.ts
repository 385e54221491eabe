import { applyRun, prepareUpdates } from '../../../lattice/kernel/assembly/apply';
import { fingerprintRun } from '../../../lattice/kernel/assembly/fingerprint';
import { LANES } from '../../../lattice/kernel/assembly/layout';
import { barrier, next, smallJob, threads, workspace, workspaceOf } from './team';

/** Elements of a task: whole chunks of the kernel's, few enough to share out evenly, enough to be worth dealing. */
const RUN: i32 = 8192;

/** A tensor that all threads update or sum up. */
@unmanaged
export class TensorJob {
  bits: i32;
  address: usize;
  size: i32;
  tensor: i32;
  updates: i32;
  prepared: i32;
}

/** The tensor as a job for all threads. */
export function tensorJob(bits: i32, address: usize, size: i32, tensor: i32, updates: i32): TensorJob {
  const job = changetype<TensorJob>(smallJob());
  job.bits = bits;
  job.address = address;
  job.size = size;
  job.tensor = tensor;
  job.updates = updates;
  job.prepared = updates > 0 ? prepareUpdates(bits, updates) : 0;
  return job;
}

// @ts-ignore: decorator
@inline
function addressOf(job: TensorJob, start: i32): usize {
  // Bytes first: an element's bits pass 32 bits in tensors of 2^27 elements.
  return job.address + <usize>start * (job.bits >> 3);
}

/** This thread's share of the updates. */
export function applyShare(job: TensorJob): void {
  for (let start = next() * RUN; start < job.size; start = next() * RUN) {
    const length = min(RUN, job.size - start);
    applyRun(job.bits, addressOf(job, start), start, length, job.tensor, job.updates, job.prepared);
  }
  barrier();
}

/** This thread's share of the fingerprint; thread 0's lanes have the sum of all at the end. */
export function fingerprintShare(job: TensorJob): void {
  let sums = i32x4.splat(0);
  for (let start = next() * RUN; start < job.size; start = next() * RUN) {
    fingerprintRun(job.bits, addressOf(job, start), start, min(RUN, job.size - start), job.tensor);
    sums = i32x4.add(sums, v128.load(workspace + LANES));
  }
  v128.store(workspace + LANES, sums);
  barrier();
}

/** The sum of all threads' lanes, at thread 0's; thread 0 calls it after its share. */
export function addLanes(): usize {
  for (let t = 1; t < threads; t++) {
    v128.store(workspace + LANES, i32x4.add(v128.load(workspace + LANES), v128.load(workspaceOf(t) + LANES)));
  }
  return workspace + LANES;
}
