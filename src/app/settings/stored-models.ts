import type { Hash } from '../../protocol/index.ts';
import type { StoredFile } from '../../vault/index.ts';

/** The files of one model on this device. */
export interface StoredModel {
  readonly name: string;
  readonly bytes: number;
  /** Milliseconds since 1970, of its newest file. */
  readonly savedAt: number;
  readonly hashes: readonly Hash[];
}

/** Files by the model that they were loaded for, the largest first; those of before there were names under their own. */
export function storedModels(files: readonly StoredFile[]): readonly StoredModel[] {
  const models = new Map<string, StoredModel>();
  for (const { name, bytes, savedAt, hash } of files) {
    const model = modelOf(name);
    const known = models.get(model);
    models.set(model, {
      name: model,
      bytes: (known?.bytes ?? 0) + bytes,
      savedAt: Math.max(known?.savedAt ?? 0, savedAt),
      hashes: [...(known?.hashes ?? []), hash],
    });
  }
  return [...models.values()].toSorted((a, b) => b.bytes - a.bytes);
}

/** `MODEL/FILE`, where a model's name may have slashes and a file's has none. */
export function modelOf(name: string): string {
  const slash = name.lastIndexOf('/');
  return slash > 0 ? name.slice(0, slash) : name;
}
