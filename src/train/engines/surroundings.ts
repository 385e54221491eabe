import {
  type WebGpuAdapter,
  deviceGibibytes,
  isWebglSoftware,
  threadsOf,
  webglProblem,
  webgpuAdapter,
} from '../../engine/index.ts';

/** What can be known of a device without loading or measuring anything. */
export interface Surroundings {
  readonly adapter: WebGpuAdapter | null;
  /** The person asked the browser to be sparing with the network. */
  readonly saveData: boolean;
  /** Threads can work on one memory: on cross-origin isolated pages, and in Node. */
  readonly sharesMemory: boolean;
  /** GiB of the device's memory; null where it does not tell. */
  readonly gibibytes: number | null;
  readonly browser: string;
  /** What WebGL there is for an engine; asked late, since it takes a context. */
  readonly webgl: () => 'hardware' | 'software' | 'none';
}

/** What the browser tells of the device, or Node 21 and later; what they lack is absent like where there is none. */
function known(): object {
  return typeof navigator === 'undefined' ? {} : navigator;
}

/** Name and version of browser or Node. */
export function browserName(): string {
  const device = known();
  return 'userAgent' in device && typeof device.userAgent === 'string' ? device.userAgent : 'unknown';
}

export async function lookAround(): Promise<Surroundings> {
  const device = known();
  const connection = 'connection' in device && device.connection instanceof Object ? device.connection : {};
  return {
    adapter: await webgpuAdapter().catch(() => null),
    saveData: 'saveData' in connection && connection.saveData === true,
    sharesMemory: threadsOf('simd', 2) > 1,
    gibibytes: deviceGibibytes(),
    browser: browserName(),
    webgl: () => (webglProblem() !== null ? 'none' : isWebglSoftware() ? 'software' : 'hardware'),
  };
}
