import { encodeServerMessage } from '../src/protocol/index.ts';
import { type Room, readyClients } from './room/index.ts';
import type { Surroundings } from './surroundings.ts';

/** Milliseconds between two PRESENCE messages of a federation, at least. [P1] */
const INTERVAL = 250;

/** Tells everybody how many are here, whenever that changes, a few times a second at most. */
export class Presence {
  readonly #world: Surroundings;
  readonly #broadcast: (frame: Uint8Array<ArrayBuffer>) => void;
  #room: Room | null = null;
  #told = '';
  #isPaused = false;
  #cancel: () => void = () => {};

  constructor(surroundings: Surroundings, broadcast: (frame: Uint8Array<ArrayBuffer>) => void) {
    this.#world = surroundings;
    this.#broadcast = broadcast;
  }

  update(room: Room): void {
    this.#room = room;
    if (!this.#isPaused) this.#tell(room);
  }

  /** Somebody is here who was told nothing yet. */
  renew(): void {
    this.#told = '';
  }

  stop(): void {
    this.#isPaused = true;
    this.#cancel();
  }

  #tell(room: Room): void {
    const { connected, ready, participants, contributed } = counts(room);
    const changed = [connected, ready, participants, contributed, room.round?.number, room.round?.deadline].join();
    // With nobody to tell, nothing is told.
    if (changed === this.#told || connected === 0) return;
    this.#told = changed;
    const remaining = room.round ? Math.max(0, room.round.deadline - this.#world.now()) : 0;
    this.#broadcast(encodeServerMessage({ type: 'presence', connected, ready, participants, contributed, remaining }));
    this.#isPaused = true;
    this.#cancel = this.#world.after(INTERVAL, () => {
      this.#isPaused = false;
      if (this.#room) this.#tell(this.#room);
    });
  }
}

/** Clients here and ready, and those of the open round; each fits the 16 bits of its field. */
export function counts(room: Room) {
  const cut = (count: number) => Math.min(count, 0xffff);
  return {
    connected: cut(room.clients.size),
    ready: cut(readyClients(room).length),
    participants: cut(room.round?.asked.size ?? 0),
    contributed: cut(room.round?.contributions.size ?? 0),
  };
}
