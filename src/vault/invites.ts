import type { FederationId } from '../protocol/index.ts';
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
    return guarded(async () => (await this.#database.get('invites', federation)) ?? null);
  }

  keep(federation: FederationId, { invite, pin }: Invitation): Promise<void> {
    return guarded(async () => {
      const transaction = this.#database.transaction('invites', 'readwrite');
      await committed(transaction, transaction.store.put({ invite, pin }, federation));
    });
  }

  /** Forgets the token, which has done its work: the relay knows the device from now on. The manifest's pin stays. */
  used(federation: FederationId): Promise<void> {
    return guarded(async () => {
      const transaction = this.#database.transaction('invites', 'readwrite');
      const known = await transaction.store.get(federation);
      if (known?.invite) await committed(transaction, transaction.store.put({ ...known, invite: '' }, federation));
    });
  }
}
