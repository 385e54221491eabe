import { useScratch } from '../../../lattice/kernel/assembly/layout';

/**
 * Threads that work on one job together. Each has an instance of this module over the same memory; what they share are
 * the words at CONTROL. Thread 0 is the caller's; the others sit in `serve`.
 */

/**
 * Words at `control`: the job's number, its operation and address, those who arrived at a barrier, barriers passed, and
 * threads that sleep or are about to.
 */
let control: usize = 0;
/** Where this thread's own workspace begins. */
export let workspace: usize = 0;
let workspaceBytes: usize = 0;
/** This thread's number. */
export let thread: i32 = 0;
export let threads: i32 = 1;
/** Parts of a job that this thread has begun: each part has a counter of its own, from which its tasks are dealt. */
let part: usize = 0;

const JOB: usize = 0;
const OPERATION: usize = 4;
const ADDRESS: usize = 8;
const ARRIVED: usize = 12;
const PASSED: usize = 16;
const SLEEPERS: usize = 20;
/** A small job of the lattice's lies among these words (`lattice.ts`). */
const SMALL_JOB: usize = 24;
/** Not 0 once a thread has failed: whoever waits for it gives up. */
const BROKEN: usize = 48;
const COUNTERS: usize = 64;
/** Counters of the parts of a job. */
export const MAX_PARTS: usize = 16;

/** Turns of looking before a thread goes to sleep: parts of a job are far shorter than waking up is. */
const SPINS: i32 = 20_000;

/** An operation that sends the thread home. */
export const LEAVE: i32 = -1;

export function enter(controlAt: usize, workspacesAt: usize, bytes: usize, number: i32, count: i32): void {
  const workspaceAt = workspacesAt + number * <i32>bytes;
  workspaceBytes = bytes;
  control = controlAt;
  workspace = workspaceAt;
  thread = number;
  threads = count;
  // The lattice's kernel and the products take turns in it.
  useScratch(workspaceAt);
}

export function smallJob(): usize {
  return control + SMALL_JOB;
}

/** Where thread `other`'s workspace begins: they lie one after another. */
export function workspaceOf(other: i32): usize {
  return workspace + (other - thread) * <i32>workspaceBytes;
}

/**
 * Sleeps while the word at `address` is `seen`; wakes those who sleep on it. JavaScript's Atomics: in Node 20 a thread that
 * slept by WebAssembly's own `memory.atomic.wait32` did not go on as it should (docs/SIMD.md).
 */
@external('env', 'sleep')
declare function sleep(address: usize, seen: i32): void;
@external('env', 'wake')
declare function wake(address: usize): void;

/** Waits until the word at `address` is not `seen`. */
function change(address: usize, seen: i32): void {
  for (let i = 0; i < SPINS; i++) {
    if (atomic.load<i32>(address) != seen) return;
  }
  // Who changes the word looks for sleepers after it; who sleeps looks at the word after it said so. One sees the other.
  atomic.add<i32>(control + SLEEPERS, 1);
  while (atomic.load<i32>(address) == seen) {
    if (atomic.load<i32>(control + BROKEN)) unreachable();
    sleep(address, seen);
  }
  atomic.sub<i32>(control + SLEEPERS, 1);
}

/** After a fault in any thread: those who wait for this one would do so for ever. The memory is of no more use. */
export function abandon(): void {
  atomic.store<i32>(control + BROKEN, 1);
  wake(control + JOB);
  wake(control + PASSED);
}

/** Changes the word at `address`, for those who wait for it. */
function announce(address: usize): void {
  atomic.add<i32>(address, 1);
  if (atomic.load<i32>(control + SLEEPERS) > 0) wake(address);
}

/** Returns when all threads have come here, and ends a part of the job. */
export function barrier(): void {
  part++;
  if (threads == 1) return;
  const seen = atomic.load<i32>(control + PASSED);
  if (atomic.add<i32>(control + ARRIVED, 1) == threads - 1) {
    atomic.store<i32>(control + ARRIVED, 0);
    announce(control + PASSED);
  } else {
    change(control + PASSED, seen);
  }
}

/** The number of the part's next task that nobody has taken; the caller stops at the last. */
export function next(): i32 {
  return atomic.add<i32>(control + COUNTERS + 4 * part, 1);
}

/** Thread 0: gives all threads a job. It must do its own share then. */
export function call(operation: i32, address: usize): void {
  part = 0;
  memory.fill(control + COUNTERS, 0, 4 * MAX_PARTS);
  if (threads == 1) return;
  store<i32>(control + OPERATION, operation);
  store<usize>(control + ADDRESS, address);
  announce(control + JOB);
}

/** The others: the operation after job number `done`, once there is one. */
export function wait(done: i32): i32 {
  change(control + JOB, done);
  part = 0;
  return load<i32>(control + OPERATION);
}

export function jobAddress(): usize {
  return load<usize>(control + ADDRESS);
}
