export type VaultErrorCode =
  /** The browser's storage is full. */
  | 'quota'
  /** Another tab holds an older version of the vault open. */
  | 'blocked'
  /** The browser lends no storage here, as in some private windows. */
  | 'unavailable'
  /** The vault was written by a newer version of the project. */
  | 'newer-version'
  /** This connection was closed: by `close`, a wipe or an upgrade in another tab. */
  | 'closed'
  /** What was asked for is not there (any more). */
  | 'missing'
  /** Another tab changed the same thing since it was read. */
  | 'changed'
  | 'failed';

/** What went wrong with this device's storage. What was stored before is still there. */
export class VaultError extends Error {
  override readonly name = 'VaultError';
  readonly code: VaultErrorCode;
  /** What the person can do. */
  readonly remedy: string;
  constructor(code: VaultErrorCode, message: string, remedy: string, cause?: unknown) {
    super(message, { cause });
    this.code = code;
    this.remedy = remedy;
  }
}

/** Runs work on the database and turns what the browser throws into a VaultError. */
export async function guarded<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw toVaultError(error);
  }
}

export function toVaultError(error: unknown): VaultError {
  if (error instanceof VaultError) return error;
  const name = error instanceof Error ? error.name : '';
  switch (name) {
    case 'QuotaExceededError':
      return new VaultError(
        'quota',
        "This browser's storage is full; nothing was changed.",
        'Remove a model or a data set here, or free space on the device, and try again.',
        error,
      );
    case 'VersionError':
      return new VaultError(
        'newer-version',
        'The data on this device was written by a newer version of this page.',
        'Reload the page to get the newer version.',
        error,
      );
    case 'InvalidStateError':
      return new VaultError('closed', 'The storage of this tab was closed.', 'Reload the page.', error);
    case 'SecurityError':
    case 'UnknownError':
      return unavailable(error);
    default:
      return new VaultError('failed', `The storage of this browser failed (${name}).`, 'Reload the page.', error);
  }
}

export function unavailable(cause?: unknown): VaultError {
  return new VaultError(
    'unavailable',
    'This browser lends the page no storage.',
    'Leave the private window, or allow this site to store data, and reload the page.',
    cause,
  );
}
