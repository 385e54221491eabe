/** Bytes of a buffer of words that kernels read and write four at a time, as ONNX Runtime does too. */
export function paddedBytes(count: number): number {
  return Math.ceil(count / 4) * 16;
}

/** A buffer for `count` words of 32 bits, zeroed. */
export function storageBuffer(device: GPUDevice, count: number): GPUBuffer {
  return device.createBuffer({
    size: paddedBytes(count),
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

/** Copies whole words into a buffer from its beginning; of integers of 16 bits an even number. */
export function write(
  device: GPUDevice,
  buffer: GPUBuffer,
  words: Uint32Array | Int32Array | Int16Array | Float32Array,
): void {
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
