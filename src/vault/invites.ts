import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import { type FederationId, type Hash, parseHash } from '../protocol/index.ts';
import { committed } from './commit.ts';
import { guarded } from './error.ts';
import type { Database, Invitation } from './schema.ts';

/** What links said that brought this device to its federations. */
export class Invites {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** What the last link to a federation said, or null. */
  get(federation: FederationId): Promise<Invitation | null> {
    return guarded(async () => {
      const known = await this.#database.get('invites', federation);
      return known ? { invite: known.invite, pin: known.pin } : null;
    });
  }

  /** A token that has done its work is not kept again. @returns what is kept */
  keep(federation: FederationId, { invite, pin }: Invitation): Promise<Invitation> {
    return guarded(async () => {
      const transaction = this.#database.transaction('invites', 'readwrite');
      const known = await transaction.store.get(federation);
      const isSpent = known?.spent !== undefined && known.spent === hashOf(invite);
      const kept = { ...known, invite: isSpent ? '' : invite, pin };
      await committed(transaction, transaction.store.put(kept, federation));
      return { invite: kept.invite, pin };
    });
  }

  /** Forgets the token, which has done its work: the relay knows the device from now on. The manifest's pin stays. */
  used(federation: FederationId): Promise<void> {
    return guarded(async () => {
      const transaction = this.#database.transaction('invites', 'readwrite');
      const known = await transaction.store.get(federation);
      if (!known?.invite) return;
      const kept = { ...known, invite: '', spent: hashOf(known.invite) };
      await committed(transaction, transaction.store.put(kept, federation));
    });
  }
}

function hashOf(token: string): Hash {
  return parseHash(bytesToHex(sha256(utf8ToBytes(token))));
}
