import { Job } from './job';
import { TensorJob, addLanes, applyShare, fingerprintShare, tensorJob } from './lattice';
import { embed, head, layer } from './layer';
import { LEAVE, call, jobAddress, wait } from './team';

export { gather, readRows } from '../../../lattice/kernel/assembly/gather';
export { DELTAS, HEAP, KEYS, MAX_ROWS, MAX_UPDATES, ROWS, SCRATCH_BYTES } from '../../../lattice/kernel/assembly/layout';
export { perturb, read } from '../../../lattice/kernel/assembly/perturb';
export { addProduct } from '../../../lattice/kernel/assembly/product';
export { attentionBytes } from './attention';
// Tiles are exported so that they stay functions of their own: as part of a larger one they run at half the speed, since
// V8 then has not enough registers for their sums.
export { panelCount, panelStart, tile4, tile6 } from './panels';
export { productBytes } from './product';
export { abandon, enter } from './team';

/** The parts of a forward pass, as `job.ts` numbers them, and what threads do on a tensor of the lattice. */
const EMBED: i32 = 0;
const LAYER: i32 = 1;
const HEAD: i32 = 2;
const APPLY: i32 = 3;
const FINGERPRINT: i32 = 4;

function work(operation: i32, address: usize): void {
  if (operation == EMBED) embed(changetype<Job>(address));
  else if (operation == LAYER) layer(changetype<Job>(address));
  else if (operation == HEAD) head(changetype<Job>(address));
  else if (operation == APPLY) applyShare(changetype<TensorJob>(address));
  else if (operation == FINGERPRINT) fingerprintShare(changetype<TensorJob>(address));
}

/** Thread 0: does a job with all threads; it is done when this returns. */
export function run(operation: i32, address: usize): void {
  call(operation, address);
  if (operation != LEAVE) work(operation, address);
}

/** The kernel's `apply`, by all threads. */
export function apply(bits: i32, target: usize, length: i32, tensor: i32, updates: i32): void {
  run(APPLY, changetype<usize>(tensorJob(bits, target, length, tensor, updates)));
}

/** The kernel's `fingerprint`, by all threads. @returns where the four lanes are */
export function fingerprint(bits: i32, source: usize, length: i32, tensor: i32): usize {
  run(FINGERPRINT, changetype<usize>(tensorJob(bits, source, length, tensor, 0)));
  return addLanes();
}

/** The other threads' life: job after job, until they are sent home. */
export function serve(): void {
  for (let done = 0; ; done++) {
    const operation = wait(done);
    if (operation == LEAVE) return;
    work(operation, jobAddress());
  }
}
