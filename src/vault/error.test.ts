import { expect, test } from 'vitest';
import { toVaultError } from './error.ts';
import { openVault } from './index.ts';

test('without IndexedDB, as in Node, the vault says so', async () => {
  await expect(openVault()).rejects.toMatchObject({ name: 'VaultError', code: 'unavailable' });
});

test.each([
  ['QuotaExceededError', 'quota'],
  ['VersionError', 'newer-version'],
  ['InvalidStateError', 'closed'],
  ['SecurityError', 'unavailable'],
  ['UnknownError', 'unavailable'],
  ['ConstraintError', 'failed'],
])('%s becomes %s with a remedy, and its cause is kept', (name, code) => {
  const cause = new DOMException('text of the browser', name);
  const error = toVaultError(cause);
  expect(error).toMatchObject({ code, cause });
  expect(error.remedy).toMatch(/\.$/);
  expect(error.message).not.toContain('text of the browser');
  expect(toVaultError(error)).toBe(error);
});
