import { env, setBackend } from '@tensorflow/tfjs-core';

/**
 * Chooses the tfjs backend that the baselines run on. The program imports its package itself, since each is large.
 * @throws Error when the device cannot run it
 */
export async function useBackend(name: 'wasm' | 'webgl' | 'webgpu' | 'cpu'): Promise<void> {
  // While it profiles, tfjs would read every product back after it was freed.
  env().set('CHECK_COMPUTATION_FOR_ERRORS', false);
  if (!(await setBackend(name))) {
    throw new Error(`tfjs cannot run ${name} here. Is @tensorflow/tfjs-backend-${name} imported?`);
  }
}
