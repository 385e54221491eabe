import { registerKernel } from '@tensorflow/tfjs-core';
import { addConfig } from '@tensorflow/tfjs-backend-webgl/dist/kernels/Add.js';
import { batchMatMulConfig } from '@tensorflow/tfjs-backend-webgl/dist/kernels/BatchMatMul.js';
import { castConfig } from '@tensorflow/tfjs-backend-webgl/dist/kernels/Cast.js';
import { erfConfig } from '@tensorflow/tfjs-backend-webgl/dist/kernels/Erf.js';
import { gatherV2Config } from '@tensorflow/tfjs-backend-webgl/dist/kernels/GatherV2.js';
import { identityConfig } from '@tensorflow/tfjs-backend-webgl/dist/kernels/Identity.js';
import { meanConfig } from '@tensorflow/tfjs-backend-webgl/dist/kernels/Mean.js';
import { multiplyConfig } from '@tensorflow/tfjs-backend-webgl/dist/kernels/Multiply.js';
import { reshapeConfig } from '@tensorflow/tfjs-backend-webgl/dist/kernels/Reshape.js';
import { rsqrtConfig } from '@tensorflow/tfjs-backend-webgl/dist/kernels/Rsqrt.js';
import { softmaxConfig } from '@tensorflow/tfjs-backend-webgl/dist/kernels/Softmax.js';
import { squareConfig } from '@tensorflow/tfjs-backend-webgl/dist/kernels/Square.js';
import { subConfig } from '@tensorflow/tfjs-backend-webgl/dist/kernels/Sub.js';
import { transposeConfig } from '@tensorflow/tfjs-backend-webgl/dist/kernels/Transpose.js';
import { _fusedMatMulConfig } from '@tensorflow/tfjs-backend-webgl/dist/kernels/_FusedMatMul.js';

/** The kernels that `TfjsRunner` calls; all of tfjs's would be several times as much to download. */
export function registerKernels(): void {
  if (registered) return;
  registered = true;
  const kernels = [
    addConfig,
    batchMatMulConfig,
    castConfig,
    erfConfig,
    gatherV2Config,
    identityConfig,
    meanConfig,
    multiplyConfig,
    reshapeConfig,
    rsqrtConfig,
    softmaxConfig,
    squareConfig,
    subConfig,
    transposeConfig,
    _fusedMatMulConfig,
  ];
  kernels.forEach(registerKernel);
}

let registered = false;
