import { read } from './buffers.ts';

/** Passes that are timed before the times are read; what comes after them is not. */
const MOST_PASSES = 1024;

/**
 * Times the device's work by its own clock: perturbing passes, and what runs between one and the next, which are the
 * layers. Times are added up by `read`. Where the device has no timestamps, all of a call's wall time counts as layers.
 */
export class GpuClock {
  readonly #device: GPUDevice;
  readonly #queries: GPUQuerySet | null;
  /** For each call its passes' numbers, first and last. */
  #calls: [number, number][] = [];
  #first = 0;
  #next = 0;
  #start = 0;
  #perturb = 0;
  #layers = 0;

  constructor(device: GPUDevice) {
    this.#device = device;
    const hasTimestamps = device.features.has('timestamp-query');
    this.#queries = hasTimestamps ? device.createQuerySet({ type: 'timestamp', count: 2 * MOST_PASSES }) : null;
  }

  /** Seconds of perturbing so far, and of layers. */
  get seconds(): { readonly perturb: number; readonly layers: number } {
    return { perturb: this.#perturb, layers: this.#layers };
  }

  /** Begins a call of one or more passes with layers behind each. */
  begin(): void {
    this.#first = this.#next;
    this.#start = performance.now();
  }

  /** Where the call's next pass writes its times. */
  pass(): GPUComputePassTimestampWrites | undefined {
    if (!this.#queries || this.#next >= MOST_PASSES) return undefined;
    const at = 2 * this.#next++;
    return { querySet: this.#queries, beginningOfPassWriteIndex: at, endOfPassWriteIndex: at + 1 };
  }

  /** Ends the call: its last layer has been submitted. */
  end(): void {
    if (!this.#queries) {
      this.#layers += (performance.now() - this.#start) / 1000;
      return;
    }
    const timestampWrites = this.pass();
    if (!timestampWrites) return;
    const encoder = this.#device.createCommandEncoder();
    encoder.beginComputePass({ timestampWrites }).end();
    this.#device.queue.submit([encoder.finish()]);
    this.#calls.push([this.#first, this.#next - 1]);
  }

  /** Adds up the times of all calls since the last `read`. */
  async read(): Promise<void> {
    if (!this.#queries || this.#next === 0) return;
    const bytes = 16 * this.#next;
    const resolved = this.#device.createBuffer({
      size: bytes,
      usage: GPUBufferUsage.QUERY_RESOLVE | GPUBufferUsage.COPY_SRC,
    });
    const encoder = this.#device.createCommandEncoder();
    encoder.resolveQuerySet(this.#queries, 0, 2 * this.#next, resolved, 0);
    this.#device.queue.submit([encoder.finish()]);
    const calls = this.#calls;
    this.#calls = [];
    this.#next = 0;
    const times = new BigUint64Array(await read(this.#device, resolved, bytes));
    resolved.destroy();
    // The last pass of a call is empty: it marks the end of the layers before it.
    for (const [first, last] of calls) {
      for (let pass = first; pass < last; pass++) {
        this.#perturb += seconds(times[2 * pass]!, times[2 * pass + 1]!);
        this.#layers += seconds(times[2 * pass + 1]!, times[2 * pass + 2]!);
      }
    }
  }

  close(): void {
    this.#queries?.destroy();
  }
}

/** From nanoseconds; clocks that were set back meanwhile count as no time. */
function seconds(from: bigint, to: bigint): number {
  return Math.max(0, Number(to - from)) / 1e9;
}
