import type { KernelSource } from './kernels/index.ts';

/** Bytes of `Parameters` in threefry.wgsl. */
export const PARAMETER_BYTES = 32;

const BUFFER_TYPES = { read: 'read-only-storage', write: 'storage', parameters: 'uniform' } as const;

/** A kernel on a device. */
export interface Pipeline {
  readonly pipeline: GPUComputePipeline;
  readonly layout: GPUBindGroupLayout;
  readonly source: KernelSource;
}

/** @throws Error when the shader does not compile. */
export async function createPipeline(device: GPUDevice, source: KernelSource): Promise<Pipeline> {
  const layout = device.createBindGroupLayout({
    entries: source.bindings.map((kind, binding) => ({
      binding,
      visibility: GPUShaderStage.COMPUTE,
      buffer: { type: BUFFER_TYPES[kind], hasDynamicOffset: kind === 'parameters' },
    })),
  });
  const pipeline = await device.createComputePipelineAsync({
    label: source.name,
    layout: device.createPipelineLayout({ bindGroupLayouts: [layout] }),
    compute: { module: device.createShaderModule({ label: source.name, code: source.code }), entryPoint: 'main' },
  });
  return { pipeline, layout, source };
}

/** Workgroups for `elements`, in a grid whose sides are `most` at most: dispatches have 65535 along a side. */
export function gridOf({ elements: each }: KernelSource, elements: number, most: number): [number, number] {
  const groups = Math.ceil(elements / each);
  if (groups <= most) return [groups, 1];
  const rows = Math.ceil(groups / most);
  return [Math.ceil(groups / rows), rows];
}
