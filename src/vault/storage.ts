/** What this page's storage takes, in bytes. Null where the browser does not say, as on pages without HTTPS. */
export interface StorageUse {
  readonly usage: number | null;
  readonly quota: number | null;
  /** Whether the browser has promised not to clear it when the device runs short. */
  readonly persisted: boolean | null;
}

export async function storageUse(): Promise<StorageUse> {
  const storage = storageManager();
  const [estimate, persisted] = await Promise.all([
    storage?.estimate().catch(() => null),
    storage?.persisted().catch(() => null),
  ]);
  return { usage: estimate?.usage ?? null, quota: estimate?.quota ?? null, persisted: persisted ?? null };
}

/** Asks the browser to keep the data when the device runs short. Null where it cannot be asked. */
export async function persistStorage(): Promise<boolean | null> {
  return (
    (await storageManager()
      ?.persist()
      .catch(() => null)) ?? null
  );
}

function storageManager(): StorageManager | null {
  return typeof navigator !== 'undefined' && 'storage' in navigator ? navigator.storage : null;
}
