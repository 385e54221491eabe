import type { Direction } from '../../lattice/index.ts';
import { PARAMETER_BYTES, type Pipeline, gridOf } from './pipeline.ts';

/** What a kernel is told: `Parameters` in threefry.wgsl, in its order. */
interface Parameters {
  readonly direction: Direction | null;
  readonly tensor: number;
  readonly start: number;
  readonly count: number;
  readonly width?: number;
  readonly shift: number;
}

/** One call of a kernel. */
export interface Dispatch {
  readonly pipeline: Pipeline;
  /** What is bound, in the kernel's order; 'parameters' where it finds its parameters. */
  readonly resources: readonly (GPUBufferBinding | 'parameters')[];
  /** Elements that the kernel's workgroups share out among them. */
  readonly elements: number;
  readonly parameters: Parameters;
}

/** Offsets of parameters are multiples of this on every device. */
const STRIDE = 256;

/** Runs kernels on a device, all that belong together in one pass and with one buffer of parameters. */
export class Dispatcher {
  readonly #device: GPUDevice;
  readonly #mostWorkgroups: number;
  #parameters: GPUBuffer;

  constructor(device: GPUDevice, mostWorkgroups: number) {
    this.#device = device;
    this.#mostWorkgroups = mostWorkgroups;
    this.#parameters = this.#allocate(32);
  }

  /** One after another; the device runs submissions in their order. */
  submit(dispatches: readonly Dispatch[], timestampWrites?: GPUComputePassTimestampWrites): void {
    const data = new ArrayBuffer(dispatches.length * STRIDE);
    if (data.byteLength > this.#parameters.size) {
      this.#parameters.destroy();
      this.#parameters = this.#allocate(dispatches.length);
    }
    const encoder = this.#device.createCommandEncoder();
    const pass = encoder.beginComputePass({ ...(timestampWrites && { timestampWrites }) });
    dispatches.forEach(({ pipeline, resources, elements, parameters }, i) => {
      encode(parameters, new DataView(data, i * STRIDE, PARAMETER_BYTES));
      pass.setPipeline(pipeline.pipeline);
      pass.setBindGroup(0, this.#bind(pipeline, resources), [i * STRIDE]);
      pass.dispatchWorkgroups(...gridOf(pipeline.source, elements, this.#mostWorkgroups));
    });
    pass.end();
    this.#device.queue.writeBuffer(this.#parameters, 0, data);
    this.#device.queue.submit([encoder.finish()]);
  }

  close(): void {
    this.#parameters.destroy();
  }

  #bind({ layout }: Pipeline, resources: Dispatch['resources']): GPUBindGroup {
    const parameters = { buffer: this.#parameters, size: PARAMETER_BYTES };
    return this.#device.createBindGroup({
      layout,
      entries: resources.map((resource, binding) => ({
        binding,
        resource: resource === 'parameters' ? parameters : resource,
      })),
    });
  }

  #allocate(count: number): GPUBuffer {
    return this.#device.createBuffer({ size: count * STRIDE, usage: GPUBufferUsage.UNIFORM | GPUBufferUsage.COPY_DST });
  }
}

function encode({ direction, tensor, start, count, width = 0, shift }: Parameters, view: DataView): void {
  const [low, high] = direction?.key ?? [0, 0];
  [low, high, tensor, start, count, width].forEach((word, i) => view.setUint32(4 * i, word, true));
  view.setFloat32(24, 2 ** -shift, true);
  view.setFloat32(28, direction?.amount ?? 0, true);
}
