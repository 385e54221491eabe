import type { ServerMessage } from '../src/protocol/index.ts';
import type { Attendance } from './link.ts';
import type { Status } from './log/index.ts';

/** What clients are told of a status; nothing where there are none. */
export function statusMessage({ state, cause, words }: Status): ServerMessage | null {
  return state === 'archived' ? null : { type: 'status', state, cause, words };
}

/** Each number fits the 16 bits of its field. */
export function presenceMessage({ connected, ready, round }: Attendance, now: number): ServerMessage {
  const cut = (count: number) => Math.min(count, 0xffff);
  return {
    type: 'presence',
    connected: cut(connected),
    ready: cut(ready),
    participants: cut(round?.participants ?? 0),
    contributed: cut(round?.contributed ?? 0),
    remaining: round ? Math.max(0, round.deadline - now) : 0,
  };
}

/** Clients that a relay asks back in a second when it lets everybody go: what one takes in without effort. */
const RETURNS_PER_SECOND = 200;

/** Milliseconds over which so many had better come back, so that a relay that starts anew is not overrun. [T6] */
export function returnWithin(clients: number): number {
  return Math.ceil((clients / RETURNS_PER_SECOND) * 1000);
}
