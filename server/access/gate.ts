import type { FederationId, ParticipantId } from '../../src/protocol/index.ts';
import type { AccessStore, Admission } from './access.ts';

/** Who comes into one federation that one is invited to. */
export class Gate {
  readonly #store: AccessStore;
  readonly #federation: FederationId | string;
  readonly #now: () => number;
  /** Revoked invites whose participants were handed out. */
  readonly #seen = new Set<string>();

  /** @param now milliseconds since 1970 */
  constructor(store: AccessStore, federation: FederationId | string, now: () => number) {
    this.#store = store;
    this.#federation = federation;
    this.#now = now;
  }

  admit(participant: ParticipantId, token: string): Promise<Admission> {
    return this.#store.admit(this.#federation, participant, token, this.#now());
  }

  /** Those whose admission was taken back since the last call, on whatever node that was done. */
  async newlyRevoked(): Promise<ParticipantId[]> {
    const revoked = await this.#store.revoked(this.#federation);
    const fresh = revoked.filter((id) => !this.#seen.has(id));
    const participants = await Promise.all(fresh.map((id) => this.#store.admittedBy(this.#federation, id)));
    for (const id of fresh) this.#seen.add(id);
    return participants.flat();
  }
}
