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
  /** Name and version of browser or Node. */
  readonly browser: string;
  /** What WebGL there is for an engine; asked late, since it takes a context. */
  readonly webgl: () => 'hardware' | 'software' | 'none';
}

export async function lookAround(): Promise<Surroundings> {
  // Node 21 has a navigator too; what it lacks is absent like in a browser that does not tell.
  const known: object = typeof navigator === 'undefined' ? {} : navigator;
  const connection = 'connection' in known && known.connection instanceof Object ? known.connection : {};
  return {
    adapter: await webgpuAdapter().catch(() => null),
    saveData: 'saveData' in connection && connection.saveData === true,
    sharesMemory: threadsOf('simd', 2) > 1,
    gibibytes: deviceGibibytes(),
    browser: 'userAgent' in known && typeof known.userAgent === 'string' ? known.userAgent : 'unknown',
    webgl: () => (webglProblem() !== null ? 'none' : isWebglSoftware() ? 'software' : 'hardware'),
  };
}
