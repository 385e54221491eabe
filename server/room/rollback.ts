import {
  type RollbackEntry,
  decodeEntry,
  encodeEntry,
  entryHash,
  parseSequence,
  rollbackFault,
} from '../../src/protocol/index.ts';
import type { Head } from '../log/index.ts';
import { type Effect, type RoomEvent, type Step, store } from './events.ts';
import { setGuard } from './guard.ts';
import type { Room } from './room.ts';
import type { Rules } from './rules.ts';
import { endRound } from './settle.ts';

type Rollback = RoomEvent & { type: 'rollback' };

/** Takes back every entry after `to`, the open round's among them, by one that holds them all. [R12] [R13] */
export function rollback(rules: Rules, room: Room, { id, to, undone, head }: Rollback, now: number): Step {
  const refuse = (words: string): Step => [room, [{ type: 'result', id, ok: false, words }]];
  if (room.status.state === 'archived') return refuse('The federation is archived: nothing is appended to its log.');
  if (to >= room.head.sequence) {
    return refuse(`The log ends with entry ${room.head.sequence}: there is nothing after entry ${to} to take back.`);
  }
  // What will be too much is so before anything is read again.
  const already = rollbackFault(undone);
  if (already !== null) return refuse(already);
  if (head.chain !== room.head.chain || undone.length !== head.sequence - to) {
    return [room, [{ type: 'rollback-stale', id, to }]];
  }
  // A command that comes twice, such as one whose answer was lost, is done once.
  if (isThere(room, to, undone)) return [room, [{ type: 'result', id, ok: true, words: '' }]];
  const ended = endRound(rules, room, now);
  if (typeof ended === 'string') return refuse(ended);
  const [closed, effects] = ended;
  const last = effects.flatMap((effect) => (effect.type === 'entry' ? [effect.bytes] : []));
  const fault = rollbackFault([...undone, ...last]);
  if (fault !== null) return refuse(fault);
  const [next, further] = append(closed, to, [...undone, ...last], now);
  // The losses of states that are gone are nothing to compare with.
  const [guarded, said] = rules.guard
    ? setGuard(next, { best: null, above: 0, judged: next.head.sequence })
    : [next, []];
  return [guarded, [...effects, ...further, ...said, { type: 'result', id, ok: true, words: '' }]];
}

/** Whether the model is at state `to` by a rollback to it, and nobody has contributed since. */
function isThere({ round, late }: Room, to: Rollback['to'], undone: readonly Uint8Array[]): boolean {
  const last = undone.at(-1);
  if (!last || late.size > 0 || (round && round.contributions.size > 0)) return false;
  const entry = decodeEntry(last);
  return entry.kind === 'rollback' && entry.to === to;
}

function append(room: Room, to: RollbackEntry['to'], undone: readonly Uint8Array[], now: number): Step {
  const { chain: previous } = room.head;
  const sequence = parseSequence(room.head.sequence + 1);
  const bytes = encodeEntry({ kind: 'rollback', sequence, previous, to, undone });
  const head: Head = { sequence, chain: entryHash(bytes) };
  const effects: Effect[] = [
    store({ type: 'append', ...head, previous, bytes, participants: [], at: now, record: null }),
    store({ type: 'forget', after: to }),
    { type: 'entry', head, bytes, round: null, late: 0 },
  ];
  return [{ ...room, head, recent: room.recent.filter(({ number }) => number <= to) }, effects];
}
