/**
 * Counts the bytes of all buffers of a device, ONNX Runtime's own included: WebGPU does not tell. The device's
 * `createBuffer` is replaced by one that counts.
 */
export class GpuMemory {
  #bytes = 0;
  #peak = 0;

  constructor(device: GPUDevice) {
    const createBuffer = device.createBuffer.bind(device);
    device.createBuffer = (descriptor) => {
      const buffer = createBuffer(descriptor);
      this.#bytes += buffer.size;
      this.#peak = Math.max(this.#peak, this.#bytes);
      const destroy = buffer.destroy.bind(buffer);
      let isHeld = true;
      buffer.destroy = () => {
        if (isHeld) this.#bytes -= buffer.size;
        isHeld = false;
        return destroy();
      };
      return buffer;
    };
  }

  /** Bytes of buffers that were made and not destroyed. */
  get bytes(): number {
    return this.#bytes;
  }

  get peak(): number {
    return this.#peak;
  }
}
