import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { ODD_SHAPES, expectClose, pass } from '../../../tests/contract/engine-suite.ts';
import { architectureOf, randomCheckpoint } from '../../../tests/contract/random-checkpoint.ts';
import { someRows } from '../../../tests/contract/rows.ts';
import type { Update } from '../../lattice/index.ts';
import { type Architecture, readCheckpoint, toBatch } from '../../model/index.ts';
import { DeviceLostError, DeviceRefusalError, type Engine, createEngine, webgpuAdapter } from '../index.ts';
import { openDevice } from './adapter.ts';
import { WebGpuEngine, type WebGpuOptions } from './index.ts';
import { GpuSessions } from './sessions.ts';

const labels = Uint32Array.of(7, 11, 13);
const architecture = architectureOf(ODD_SHAPES[0]!);
/** Word embeddings of 13,524 bytes, or half of that, beside layers whose largest weight takes 3,108. */
const wordy = architectureOf({ ...ODD_SHAPES[0]!, vocabulary: 161 });

async function load<T extends Engine>(engine: T, seed = 5): Promise<T> {
  await engine.load(readCheckpoint(randomCheckpoint(engine.architecture, seed), engine.architecture));
  return engine;
}

const onGpu = async (shape: Architecture, options: WebGpuOptions) => load(await WebGpuEngine.create(shape, options));

describe('the adapter', () => {
  it('is there, so that these tests run on WebGPU', async () => {
    const adapter = await webgpuAdapter();
    expect(adapter?.description).toBeTruthy();
    expect(adapter?.largestBinding).toBeGreaterThanOrEqual(2 ** 27);
    expect(adapter?.timestamps).toBe(true);
  });
});

describe('webgpu beside cpu', () => {
  let device: GPUDevice;
  beforeAll(async () => {
    device = await openDevice();
  });
  afterAll(() => device.destroy());

  it('gives the logits of cpu to 1e-4 over 40 tokens, where attention has other kernels than over 20', async () => {
    const long = architectureOf({ ...ODD_SHAPES[1]!, hidden: 48, heads: 3, positions: 60 });
    const rows = [40, 33, 7].map((length, b) => ({
      ids: Array.from({ length }, (_, s) => 2 + ((b * 31 + s * 17) % 80)),
      maskPosition: 5,
      truncated: false,
    }));
    const batch = toBatch(rows, long);
    const gpu = await onGpu(long, { device });
    const cpu = await load(await createEngine('cpu', long));
    expectClose(await pass(gpu, batch, labels), await pass(cpu, batch, labels), 1e-4);
    await gpu.close();
  });

  it.each([32, 16] as const)(
    'promise 3: holds the bits of cpu at %i bits, in one buffer for a tensor or in many, and answers alike',
    async (precision) => {
      const gpu = await onGpu(wordy, { device, precision });
      const small = await onGpu(wordy, { device, precision, limits: { bindingBytes: 3328, workgroups: 2 } });
      const cpu = await load(await createEngine('cpu', wordy, { threads: 1, precision }));
      const batch = someRows(wordy, 6);
      expect(await small.fingerprint()).toBe(await cpu.fingerprint());
      const updates: Update[] = Array.from({ length: 20 }, (_, i) => ({
        key: [i % 7, i],
        from: i % 3 === 0 ? 0 : 21,
        to: i % 3 === 1 ? 21 : wordy.tensors.length,
        step: (i - 9.5) * 3.7e-4,
      }));
      await cpu.apply(updates);
      await gpu.apply(updates.toReversed());
      for (const update of updates) await small.apply([update]);
      const fingerprint = await cpu.fingerprint();
      expect(await gpu.fingerprint()).toBe(fingerprint);
      expect(await small.fingerprint()).toBe(fingerprint);
      expect(await small.integers(0)).toEqual(await cpu.integers(0));
      const at = { first: { key: [1, 2], amount: 1e-3 }, second: { key: [3, 4], amount: -1e-3 } } as const;
      const logits = await pass(gpu, batch, labels, at);
      expect(await pass(small, batch, labels, at)).toEqual(logits);
      expectClose(logits, await pass(cpu, batch, labels, at), 1e-4);
      await gpu.close();
      await small.close();
    },
  );

  it('promise 2: holds no more after many passes than after one', async () => {
    const gpu = await onGpu(architecture, { device });
    const batch = someRows(architecture, 6);
    for (let i = 0; i < 2; i++) await pass(gpu, batch, labels);
    const { peak } = gpu.memory();
    for (let i = 0; i < 10; i++) await pass(gpu, batch, labels);
    expect(gpu.memory().peak).toBe(peak);
    await gpu.close();
  });

  it.each([32, 16] as const)(
    'promise 2: counts at %i bits the weights on their way into the lattice',
    async (precision) => {
      const gpu = await WebGpuEngine.create(wordy, { device, precision });
      const { peak } = gpu.memory();
      await load(gpu);
      expect(gpu.memory().peak).toBeGreaterThanOrEqual(peak + 4 * 161 * 21);
      await gpu.close();
    },
  );

  it('times perturbing and layers by the device', async () => {
    const gpu = await onGpu(architecture, { device });
    await pass(gpu, someRows(architecture, 6), labels);
    const { perturb, layers } = gpu.seconds;
    expect(perturb).toBeGreaterThan(0);
    expect(layers).toBeGreaterThan(0);
    await gpu.close();
  });

  it('refuses a model whose layers the device cannot bind', async () => {
    const limits = { bindingBytes: 3072, workgroups: 65535 };
    await expect(WebGpuEngine.create(architecture, { device, limits })).rejects.toThrow('binds 3072 bytes');
  });
});

describe('a device that is lost', () => {
  it('ends the call under way and every later one with DeviceLostError, and closing works', async () => {
    const device = await openDevice();
    const engine = await onGpu(architecture, { device });
    const batch = someRows(architecture, 6);
    const hidden = await engine.first(batch, 1, null);
    const running = engine.second(hidden, labels, null, null);
    device.destroy();
    await expect(running).rejects.toBeInstanceOf(DeviceLostError);
    await expect(engine.second(hidden, labels, null, null)).rejects.toBeInstanceOf(DeviceLostError);
    await expect(engine.first(batch, 1, null)).rejects.toThrow('was lost');
    await expect(engine.fingerprint()).rejects.toBeInstanceOf(DeviceLostError);
    await expect(engine.integers(0)).rejects.toBeInstanceOf(DeviceLostError);
    await expect(engine.apply([{ key: [1, 2], from: 0, to: 3, step: 0.1 }])).rejects.toBeInstanceOf(DeviceLostError);
    await expect(engine.restore(0, new Int32Array(61 * 21), 29)).rejects.toBeInstanceOf(DeviceLostError);
    hidden.release();
    await engine.close();
  });

  it('is destroyed with its engine, even if a pass hangs in the runtime', async () => {
    let device: GPUDevice | undefined;
    const { requestDevice } = GPUAdapter.prototype;
    const request = vi.spyOn(GPUAdapter.prototype, 'requestDevice').mockImplementation(async function own(
      this: GPUAdapter,
      descriptor,
    ) {
      return (device = await requestDevice.call(this, descriptor));
    });
    const engine = await WebGpuEngine.create(architecture);
    request.mockRestore();
    const hang = vi.spyOn(GpuSessions.prototype, 'close').mockReturnValue(new Promise(() => {}));
    await engine.close();
    hang.mockRestore();
    expect(await device?.lost).toMatchObject({ reason: 'destroyed' });
  });

  it.each([
    { what: 'memory', kind: 'RangeError' },
    { what: 'a command', kind: 'Error' },
  ])('and one that refuses $what, ends every call with the refusal', async ({ what, kind }) => {
    const device = await openDevice();
    const engine = await onGpu(architecture, { device });
    const error = what === 'memory' ? new GPUOutOfMemoryError('no room') : new GPUValidationError('no such thing');
    device.dispatchEvent(new GPUUncapturedErrorEvent('uncapturederror', { error }));
    const refused: unknown = await engine.fingerprint().catch((reason: unknown) => reason);
    expect(refused).toBeInstanceOf(DeviceRefusalError);
    expect(refused).toBeInstanceOf(DeviceLostError);
    expect(refused instanceof DeviceRefusalError && refused.cause.name).toBe(kind);
    await engine.close();
    device.destroy();
  });

  it('leaves the runtime fit for the next engine', async () => {
    const engine = await load(await createEngine('webgpu', architecture));
    const logits = await pass(engine, someRows(architecture, 2), labels);
    expect(logits.every(Number.isFinite)).toBe(true);
    await engine.close();
  });
});
