/** The graphics device went away with everything on it: a driver was reset, a laptop slept, the browser took it back. */
export class DeviceLostError extends Error {
  override readonly name: string = 'DeviceLostError';
  readonly remedy = 'Training can go on with a new engine, from the stored model and the log.';

  constructor(reason: string, message: string) {
    super(`The graphics device was lost, and the weights on it (${reason}: ${message}). This engine cannot go on.`);
  }
}

/**
 * The graphics device is there and refused a command, or memory for one: what is on it cannot be trusted, and a new
 * device would refuse the same.
 */
export class DeviceRefusalError extends DeviceLostError {
  override readonly name = 'DeviceRefusalError';
  /** A RangeError where memory is lacking. */
  override readonly cause: Error;

  constructor(cause: Error) {
    super('refusal', cause.message);
    this.message = cause.message;
    this.cause = cause;
  }
}

/** Notices what goes wrong on a device behind the calls' backs, so that they fail at once instead of waiting or lying. */
export class DeviceHealth {
  #fault: Error | null = null;
  /** Those who wait for the device: told once, and forgotten when they have their result. */
  readonly #waiting = new Set<(fault: Error) => void>();

  constructor(device: GPUDevice) {
    const fail = (fault: Error) => {
      this.#fault ??= fault;
      for (const reject of this.#waiting) reject(this.#fault);
    };
    void device.lost.then(({ reason, message }) => fail(new DeviceLostError(reason, message)));
    device.addEventListener('uncapturederror', ({ error }) => fail(new DeviceRefusalError(refusal(error))));
  }

  /** Runs work on the device. Rejects as soon as the device is lost or refuses something, and ever after. */
  async guard<T>(work: () => Promise<T>): Promise<T> {
    this.#check();
    let stop: ((fault: Error) => void) | undefined;
    try {
      // Not a race against one promise for all calls: it would keep every call's result for as long as the device lives.
      const result = await new Promise<T>((resolve, reject) => {
        stop = reject;
        this.#waiting.add(reject);
        work().then(resolve, reject);
      });
      // Set while the work went on.
      this.#check();
      return result;
    } catch (error) {
      // What waits for a device may be told before `lost` is; give that a turn.
      await new Promise((resolve) => setTimeout(resolve));
      this.#check();
      throw error;
    } finally {
      if (stop) this.#waiting.delete(stop);
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
