/** The graphics device went away with everything on it: a driver was reset, a laptop slept, the browser took it back. */
export class DeviceLostError extends Error {
  override readonly name = 'DeviceLostError';
  readonly remedy = 'Training can go on with a new engine, from the stored model and the log.';

  constructor(reason: string, message: string) {
    super(`The graphics device was lost, and the weights on it (${reason}: ${message}). This engine cannot go on.`);
  }
}

/** Notices what goes wrong on a device behind the calls' backs, so that they fail at once instead of waiting or lying. */
export class DeviceHealth {
  #fault: Error | null = null;
  readonly #failed: Promise<never>;

  constructor(device: GPUDevice) {
    this.#failed = new Promise((_, reject) => {
      const fail = (fault: Error) => {
        this.#fault ??= fault;
        reject(this.#fault);
      };
      void device.lost.then(({ reason, message }) => fail(new DeviceLostError(reason, message)));
      device.addEventListener('uncapturederror', ({ error }) => fail(refusal(error)));
    });
    // Nobody may be waiting when it happens.
    this.#failed.catch(() => {});
  }

  /** Runs work on the device. Rejects as soon as the device is lost, and ever after. */
  async guard<T>(work: () => Promise<T>): Promise<T> {
    if (this.#fault) throw this.#fault;
    try {
      const result = await Promise.race([work(), this.#failed]);
      // Set while the work went on.
      this.#check();
      return result;
    } catch (error) {
      // What waits for a device may be told before `lost` is; give that a turn.
      await new Promise((resolve) => setTimeout(resolve));
      this.#check();
      throw error;
    }
  }

  #check(): void {
    if (this.#fault) throw this.#fault;
  }
}

function refusal(error: GPUError): Error {
  if (!(error instanceof GPUOutOfMemoryError))
    return new Error(`The graphics device refused a command: ${error.message}`);
  return new RangeError(`The graphics device has not enough memory for this model: ${error.message}`);
}
