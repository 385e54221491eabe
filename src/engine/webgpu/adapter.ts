/** What a device's WebGPU adapter is, for whoever chooses an engine. */
export interface WebGpuAdapter {
  /** Vendor, architecture and name, as far as the browser tells them. */
  readonly description: string;
  /** Runs on the processor: right, and much slower than any other engine. */
  readonly software: boolean;
  /** Bytes of the largest weight that a layer may have; larger embedding tables are split. */
  readonly largestBinding: number;
  /** Whether the adapter can time its own work. */
  readonly timestamps: boolean;
}

/** How an engine uses its device. */
export interface GpuLimits {
  /** Bytes of lattice in one buffer at most. */
  readonly bindingBytes: number;
  /** Workgroups of a dispatch along one side at most. */
  readonly workgroups: number;
}

/** A cheap look, without a device: null where there is no WebGPU, which also is so on every page over plain HTTP. */
export async function webgpuAdapter(): Promise<WebGpuAdapter | null> {
  const adapter = await requestAdapter();
  if (!adapter) return null;
  const { vendor, architecture, device, description, isFallbackAdapter } = adapter.info;
  return {
    description: [vendor, architecture, device, description].filter(Boolean).join(' ') || 'unnamed',
    software: isFallbackAdapter,
    largestBinding: limitsOf(adapter.limits).bindingBytes,
    timestamps: adapter.features.has('timestamp-query'),
  };
}

/**
 * A device of its own for an engine, with the adapter's limits.
 *
 * Of the features only timestamps are asked for. With `subgroups` ONNX Runtime 1.30 computes attention by a kernel
 * that gave wrong values on an adapter with subgroups of 4 (docs/WEBGPU.md).
 * @throws Error without an adapter.
 */
export async function openDevice(): Promise<GPUDevice> {
  const adapter = await requireAdapter();
  const { limits } = adapter;
  return adapter.requestDevice({
    requiredFeatures: adapter.features.has('timestamp-query') ? ['timestamp-query'] : [],
    requiredLimits: {
      maxBufferSize: limits.maxBufferSize,
      maxStorageBufferBindingSize: limits.maxStorageBufferBindingSize,
      maxStorageBuffersPerShaderStage: limits.maxStorageBuffersPerShaderStage,
      maxComputeWorkgroupStorageSize: limits.maxComputeWorkgroupStorageSize,
      maxComputeInvocationsPerWorkgroup: limits.maxComputeInvocationsPerWorkgroup,
      maxComputeWorkgroupSizeX: limits.maxComputeWorkgroupSizeX,
      maxComputeWorkgroupSizeY: limits.maxComputeWorkgroupSizeY,
      maxComputeWorkgroupSizeZ: limits.maxComputeWorkgroupSizeZ,
      maxComputeWorkgroupsPerDimension: limits.maxComputeWorkgroupsPerDimension,
    },
  });
}

export function limitsOf(limits: GPUSupportedLimits): GpuLimits {
  return {
    bindingBytes: Math.min(limits.maxStorageBufferBindingSize, limits.maxBufferSize),
    workgroups: limits.maxComputeWorkgroupsPerDimension,
  };
}

/** @throws Error without an adapter, as in Node. */
export async function requireAdapter(): Promise<GPUAdapter> {
  const adapter = await requestAdapter();
  if (adapter) return adapter;
  throw new Error(
    'There is no graphics device to be had by WebGPU here: the browser has none, keeps it off, or the page came over ' +
      'plain HTTP. Choose another engine.',
  );
}

async function requestAdapter(): Promise<GPUAdapter | null> {
  if (typeof navigator === 'undefined' || !('gpu' in navigator)) return null;
  return navigator.gpu.requestAdapter({ powerPreference: 'high-performance' });
}
