import type { ParticipantId } from '../../src/protocol/index.ts';

/** A connected client. It counts for the next round once it has the whole log and says that it is ready. */
export interface Client {
  readonly synced: boolean;
  readonly ready: boolean;
}

/** The connected clients, and those of them who count: a look-up and a number, however many there are. Changed in place. */
export class Clients {
  readonly #clients = new Map<ParticipantId, Client>();
  readonly #ready = new Set<ParticipantId>();

  get size(): number {
    return this.#clients.size;
  }

  /** Those who count for the next round. [R1] */
  get ready(): ReadonlySet<ParticipantId> {
    return this.#ready;
  }

  has(participant: ParticipantId): boolean {
    return this.#clients.has(participant);
  }

  get(participant: ParticipantId): Client | undefined {
    return this.#clients.get(participant);
  }

  values(): IterableIterator<Client> {
    return this.#clients.values();
  }

  join(participant: ParticipantId): void {
    this.#set(participant, { synced: false, ready: false });
  }

  /** Nothing happens where the client is not here. */
  change(participant: ParticipantId, change: Partial<Client>): void {
    const client = this.#clients.get(participant);
    if (client) this.#set(participant, { ...client, ...change });
  }

  leave(participant: ParticipantId): void {
    this.#clients.delete(participant);
    this.#ready.delete(participant);
  }

  #set(participant: ParticipantId, client: Client): void {
    this.#clients.set(participant, client);
    if (client.synced && client.ready) this.#ready.add(participant);
    else this.#ready.delete(participant);
  }
}
