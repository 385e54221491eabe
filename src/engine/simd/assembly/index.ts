import { Job } from './job';
import { embed, head, layer } from './layer';
import { LEAVE, call, jobAddress, thread, wait } from './team';

export * from '../../../lattice/kernel/assembly/index';
export { attentionBytes } from './attention';
// Tiles are exported so that they stay functions of their own: as part of a larger one they run at half the speed, since
// V8 then has not enough registers for their sums.
export { panelCount, panelStart, tile4, tile6 } from './panels';
export { enter } from './team';

/** The parts of a forward pass, as `job.ts` numbers them. */
const EMBED: i32 = 0;
const LAYER: i32 = 1;
const HEAD: i32 = 2;

function work(operation: i32, address: usize): void {
  const job = changetype<Job>(address);
  if (operation == EMBED) embed(job);
  else if (operation == LAYER) layer(job);
  else if (operation == HEAD) head(job);
}

/** Thread 0: does a job with all threads; it is done when this returns. */
export function run(operation: i32, address: usize): void {
  call(operation, address);
  if (operation != LEAVE) work(operation, address);
}

/** The other threads' life: job after job, until they are sent home. */
export function serve(): void {
  for (let done = 0; ; done++) {
    const operation = wait(done);
    if (operation == LEAVE) return;
    work(operation, jobAddress());
  }
}
