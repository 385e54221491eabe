import { parseHash } from '../protocol/index.ts';
import type { Vault } from '../vault/index.ts';
import type { FileStore } from './files.ts';

/** Model files as the page's workers keep them: in the vault. */
export function vaultFiles({ files }: Vault): FileStore {
  return {
    file: (hash) => files.get(parseHash(hash)),
    saveFile: async (hash, name, contents) => {
      await files.save(parseHash(hash), name, contents);
      // The stored copy is on disk; the one that was downloaded can go.
      return (await files.get(parseHash(hash))) ?? contents;
    },
    removeFile: (hash) => files.remove(parseHash(hash)),
  };
}
