import { getBackend, memory, setBackend } from '@tensorflow/tfjs-core';
import type { TfjsBackend } from './runner.ts';

/** A tfjs backend in use by one runner. */
export interface TfjsDevice {
  /** Makes it tfjs's current one: the backend is global, and another runner may have chosen its own. */
  use(): Promise<void>;
  /** Bytes of tensors and, where there is a pool of them, textures. */
  bytes(): number;
  /** Aborted, with a `DeviceLostError` as the reason, when the device is lost. */
  readonly lost: AbortSignal;
  close(): void;
}

/** A backend whose package the program has imported. @throws Error when tfjs cannot start it */
export async function openBackend(name: TfjsBackend): Promise<TfjsDevice> {
  const use = async () => {
    if (getBackend() !== name && !(await setBackend(name))) throw new Error(`tfjs could not start ${name} here.`);
  };
  await use();
  return { use, bytes: tensorBytes, lost: new AbortController().signal, close: () => {} };
}

/** What tfjs holds: the textures of its pool, where the backend has one, else the tensors themselves. */
function tensorBytes(): number {
  const use = memory();
  const pool = 'numBytesInGPUAllocated' in use ? use.numBytesInGPUAllocated : 0;
  return Math.max(use.numBytes, typeof pool === 'number' ? pool : 0);
}
