/** Bytes of a buffer that kernels read and write four elements at a time, as ONNX Runtime does too. */
export function paddedBytes(elements: number): number {
  return Math.ceil(elements / 4) * 16;
}

/** A buffer for `elements` words of 32 bits, zeroed. */
export function storageBuffer(device: GPUDevice, elements: number): GPUBuffer {
  return device.createBuffer({
    size: paddedBytes(elements),
    usage: GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST,
  });
}

/** A buffer of exactly these words, so that a kernel can tell their number. */
export function bufferOf(device: GPUDevice, words: Uint32Array | Int32Array | Float32Array): GPUBuffer {
  const buffer = device.createBuffer({
    size: words.byteLength,
    usage: GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST,
  });
  write(device, buffer, words);
  return buffer;
}

/** Copies words into a buffer from its beginning. */
export function write(device: GPUDevice, buffer: GPUBuffer, words: Uint32Array | Int32Array | Float32Array): void {
  device.queue.writeBuffer(buffer, 0, words.buffer, words.byteOffset, words.byteLength);
}

/** A copy of a buffer's first `bytes`, once everything that was submitted has run. Rejects when the device is lost. */
export async function read(device: GPUDevice, buffer: GPUBuffer, bytes: number): Promise<ArrayBuffer> {
  const staging = device.createBuffer({ size: bytes, usage: GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST });
  try {
    const encoder = device.createCommandEncoder();
    encoder.copyBufferToBuffer(buffer, 0, staging, 0, bytes);
    device.queue.submit([encoder.finish()]);
    await staging.mapAsync(GPUMapMode.READ);
    return staging.getMappedRange().slice(0);
  } finally {
    staging.destroy();
  }
}
