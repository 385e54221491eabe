import { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import { backend, profile, variableGrads } from '@tensorflow/tfjs-core';
import {
  adam,
  createAdapters,
  crossEntropyOf,
  loadParameters,
  maskedLm,
  sgd,
  useBackend,
} from '../../src/baselines/index.ts';
import { fullBatch } from '../workload/index.ts';
import type { Open } from './subjects.ts';

/** What the learning rate is does not change what is held. */
const RATE = 1e-5;
const LORA = { rank: 8, alpha: 16 };

/** Backpropagation in tfjs's WASM backend: all parameters by SGD or Adam, or LoRA's by Adam. One thread: Node has no more. */
export function openBackpropagation(kind: 'sgd' | 'adam' | 'lora'): Open {
  return async ({ model: { architecture, labels, checkpoint }, rows, tokens }) => {
    await useBackend('wasm');
    const refused = refuseWithoutMemory();
    const weights = await loadParameters(checkpoint(), architecture, kind !== 'lora');
    const adapters = kind === 'lora' ? createAdapters(architecture, LORA, [1, 2]) : null;
    const trained = adapters?.variables ?? weights;
    const optimizer = kind === 'sgd' ? sgd(RATE) : adam(RATE);
    const batch = fullBatch(architecture, rows, tokens);
    const words = Uint32Array.from(labels);
    const classes = Array.from({ length: rows }, (_, b) => b % labels.length);
    const step = () => {
      const { value, grads } = variableGrads(
        () => crossEntropyOf(maskedLm(architecture, weights, adapters, batch, words), classes),
        [...trained],
      );
      const [loss = Number.NaN] = value.dataSync();
      value.dispose();
      if (!Number.isFinite(loss)) throw new Error(`The loss is ${loss}.`);
      optimizer.step(trained, ({ name }) => grads[name]!);
    };
    let peak = 0;
    return {
      async step() {
        try {
          const { peakBytes } = await profile(step);
          peak = Math.max(peak, peakBytes);
        } catch (error) {
          // tfjs tidies up after an error as if there were a result, and fails over that.
          throw refused() ?? error;
        }
      },
      ownPeak: () => peak,
    };
  };
}

/** Emscripten's name of the heap's allocator. */
const ALLOCATE = '_malloc';

/** Bytes of a heap that cannot grow: one page short of 4 GiB. */
const FULL = 65_535 * 65_536;

/** What the backend's module has beside the types that tfjs gives it. */
interface Heap {
  [ALLOCATE](bytes: number): number;
  /** Called when the module itself found no memory. */
  onAbort?: () => void;
  readonly HEAPU8: Uint8Array;
}

function isHeap(module: object): module is Heap {
  return ALLOCATE in module && 'HEAPU8' in module;
}

/**
 * tfjs 4.22 does not look whether its heap gave it memory: it would write to address 0 and go on.
 * @returns the error that it was stopped with, if it was
 */
function refuseWithoutMemory(): () => RangeError | null {
  const running = backend();
  if (!(running instanceof BackendWasm)) throw new Error('tfjs does not run on its WASM backend.');
  const { wasm }: { wasm: object } = running;
  if (!isHeap(wasm)) throw new Error('tfjs has its heap elsewhere than this bench expects.');
  let refusal: RangeError | null = null;
  const refuse = (): RangeError => {
    const heap = wasm.HEAPU8.byteLength;
    refusal ??= new RangeError(`tfjs has no room left: its heap has ${heap} bytes, and 4 GiB is the most.`);
    return refusal;
  };
  wasm.onAbort = () => void refuse();
  const allocate = wasm[ALLOCATE];
  wasm[ALLOCATE] = (bytes: number) => {
    const address = allocate(bytes);
    if (address === 0 && bytes > 0) throw refuse();
    return address;
  };
  // XNNPACK finds no memory without a word to us: a kernel gives nothing, and tfjs stumbles over that.
  return () => refusal ?? (wasm.HEAPU8.byteLength >= FULL ? refuse() : null);
}
