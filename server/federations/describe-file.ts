import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { type Manifest, chunkBytesFor } from '../../src/protocol/index.ts';

/**
 * What a manifest says of a model's file: its length, its hash, and those of its chunks where it has more than one.
 * @param file where it lies; read once, a chunk at a time
 * @param name below `model.location`
 */
export async function describeFile(file: string, name: string): Promise<Manifest['model']['files'][number]> {
  const handle = await open(file);
  try {
    const { size } = await handle.stat();
    const chunkBytes = chunkBytesFor(size);
    const buffer = Buffer.alloc(Math.min(chunkBytes, size));
    const whole = createHash('sha256');
    const hashes: string[] = [];
    for (let start = 0; start < size; start += chunkBytes) {
      const length = Math.min(chunkBytes, size - start);
      for (let filled = 0; filled < length;) {
        const { bytesRead } = await handle.read(buffer, filled, length - filled, start + filled);
        if (bytesRead === 0) throw new Error(`${file} became shorter while it was read.`);
        filled += bytesRead;
      }
      const chunk = buffer.subarray(0, length);
      whole.update(chunk);
      hashes.push(createHash('sha256').update(chunk).digest('hex'));
    }
    const described = { name, bytes: size, sha256: whole.digest('hex') };
    return hashes.length > 1 ? { ...described, chunks: { bytes: chunkBytes, sha256: hashes } } : described;
  } finally {
    await handle.close();
  }
}
