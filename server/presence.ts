import type { Attendance } from './link.ts';
import type { Room } from './room/index.ts';
import type { Surroundings } from './surroundings.ts';

/** Milliseconds between two PRESENCE messages of a federation, at least. [P1] */
const INTERVAL = 250;
/** And for each client: telling a crowd of itself takes the same share of a processor however large it is. */
const INTERVAL_PER_CLIENT = 1;

/** Tells how many are here, whenever that changes, a few times a second at most. */
export class Presence {
  readonly #world: Surroundings;
  readonly #tellAll: (attendance: Attendance) => void;
  #room: Room | null = null;
  #told = '';
  #isPaused = false;
  #cancel: () => void = () => {};

  constructor(surroundings: Surroundings, tellAll: (attendance: Attendance) => void) {
    this.#world = surroundings;
    this.#tellAll = tellAll;
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
    const attendance = attendanceOf(room);
    const changed = JSON.stringify(attendance);
    if (attendance.connected === 0) {
      // Only that the last one has left, to other nodes whom somebody may ask.
      if (this.#told !== '') this.#tellAll(attendance);
      this.#told = '';
      return;
    }
    if (changed === this.#told) return;
    this.#told = changed;
    this.#tellAll(attendance);
    this.#isPaused = true;
    this.#cancel = this.#world.after(Math.max(INTERVAL, attendance.connected * INTERVAL_PER_CLIENT), () => {
      this.#isPaused = false;
      if (this.#room) this.#tell(this.#room);
    });
  }
}

/** Clients here and ready, and those of the open round. */
export function attendanceOf(room: Room): Attendance {
  const { round } = room;
  return {
    connected: room.clients.size,
    ready: room.clients.ready.size,
    round: round && {
      number: round.number,
      participants: round.asked.size,
      contributed: round.contributions.size,
      deadline: round.deadline,
    },
  };
}
