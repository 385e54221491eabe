import { env, registerBackend, removeBackend } from '@tensorflow/tfjs-core';
import { MathBackendWebGL } from '@tensorflow/tfjs-backend-webgl/dist/backend_webgl.js';
import { type Architecture, LAYER_TENSORS, firstTensorOf } from '../../model/index.ts';
import { DeviceLostError } from '../webgpu/health.ts';
import { type TfjsDevice, openBackend } from './backend.ts';
import { registerKernels } from './webgl-kernels.ts';

/** Textures kept for the next layer at least: making one costs more than these bytes. */
const POOL = 64 * 2 ** 20;

let users = 0;
let lost: AbortSignal;

/**
 * tfjs's WebGL backend, shared by all runners of this worker and removed, textures and all, with the last of them.
 * @throws Error when tfjs would compute with 16-bit floats
 */
export async function openWebgl({ tensors }: Architecture): Promise<TfjsDevice> {
  const flags = env();
  // A software renderer is slow, which the device probe measures; that is no reason to refuse it unseen.
  flags.set('SOFTWARE_WEBGL_ENABLED', true);
  // Batches come in many lengths: shapes as uniforms spare a shader for each of them.
  flags.set('WEBGL_USE_SHAPES_UNIFORMS', true);
  const first = firstTensorOf(0);
  const layer = tensors.slice(first, first + LAYER_TENSORS).reduce((sum, { size }) => sum + 4 * size, 0);
  flags.set('WEBGL_DELETE_TEXTURE_THRESHOLD', Math.max(POOL, 2 * layer));
  if (!flags.getBool('WEBGL_RENDER_FLOAT32_ENABLED') || flags.getNumber('WEBGL_VERSION') !== 2) {
    throw new Error('tfjs finds no 32-bit float textures on this device: choose another engine.');
  }
  if (users === 0) {
    registerKernels();
    registerBackend('webgl', () => {
      const backend = new MathBackendWebGL();
      lost = lossOf(backend.gpgpu.gl);
      return backend;
    });
  }
  const device = await openBackend('webgl');
  users++;
  return {
    ...device,
    lost,
    close() {
      if (--users === 0) removeBackend('webgl');
    },
  };
}

/** A device takes a context back for another page's sake, or when it sleeps. */
function lossOf({ canvas }: WebGLRenderingContext): AbortSignal {
  const controller = new AbortController();
  const lose = () => controller.abort(new DeviceLostError('WebGL', 'the context was taken back'));
  canvas.addEventListener('webglcontextlost', lose, { once: true });
  return controller.signal;
}
