import type { Architecture } from '../../model/index.ts';
import type { LayerRunner } from '../runner.ts';
import { webglProblem } from './support.ts';

/** tfjs's name of a device. `webgl` brings its kernels along; a program that wants another one imports its package. */
export type TfjsBackend = 'webgl' | 'webgpu' | 'wasm' | 'cpu';

/**
 * Layers by tfjs, which is loaded here and not before: a page that uses another engine never fetches it.
 * @throws Error saying why, when the device cannot run the backend
 */
export async function createTfjsRunner(name: TfjsBackend, architecture: Architecture): Promise<LayerRunner> {
  if (name === 'webgl') {
    const problem = webglProblem();
    if (problem) throw new Error(`The webgl engine cannot run on this device: ${problem} Choose another engine.`);
  }
  const [{ TfjsRunner }, { openBackend }] = await Promise.all([import('./tfjs-runner.ts'), import('./backend.ts')]);
  const device =
    name === 'webgl' ? await (await import('./webgl-device.ts')).openWebgl(architecture) : await openBackend(name);
  return new TfjsRunner(device, architecture);
}
