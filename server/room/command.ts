import { MAX_STATUS_WORDS } from '../../src/protocol/index.ts';
import type { Status } from '../log/index.ts';
import { type Effect, type RoomEvent, type Step, store } from './events.ts';
import { setGuard } from './guard.ts';
import type { Room } from './room.ts';
import type { Rules } from './rules.ts';
import { endRound } from './settle.ts';

type CommandEvent = RoomEvent & { type: 'command' };
type Do = CommandEvent['command']['do'];

/** The state that each command leads to, and those that it can be said in. [R10] [R11] */
const COMMANDS: Readonly<Record<Do, { readonly to: Status['state']; readonly from: readonly Status['state'][] }>> = {
  pause: { to: 'paused', from: ['running', 'paused'] },
  resume: { to: 'running', from: ['running', 'paused'] },
  stop: { to: 'stopped', from: ['running', 'paused', 'stopped'] },
  archive: { to: 'archived', from: ['running', 'paused', 'stopped', 'archived'] },
};

/** Says a command, or why it cannot be. */
export function command(rules: Rules, room: Room, { id, command: given }: CommandEvent, now: number): Step {
  const { to, from } = COMMANDS[given.do];
  const refuse = (words: string): Step => [room, [{ type: 'result', id, ok: false, words }]];
  const bytes = new TextEncoder().encode(given.words).length;
  if (bytes > MAX_STATUS_WORDS) return refuse(`The words have ${bytes} bytes; they may have ${MAX_STATUS_WORDS}.`);
  if (!from.includes(room.status.state)) {
    return refuse(
      `The federation is ${room.status.state}, and that is for good: ${given.do} changes nothing any more.`,
    );
  }
  const ended = to === 'stopped' || to === 'archived' ? lastRound(rules, room, to, now) : ([room, []] as const);
  if (typeof ended === 'string') return refuse(ended);
  const [next, effects] = ended;
  const status: Status = { state: to, cause: to === 'running' ? 'none' : 'organiser', words: given.words };
  // Whoever resumes has seen the losses: it takes as many states again until the guard stops.
  const [guarded, further] =
    to === 'running' && next.guard.above > 0
      ? setGuard(next, { best: next.guard.best, above: 0, judged: next.guard.judged })
      : [next, []];
  const said: Effect[] = [
    store({ type: 'status', status }),
    { type: 'status', status },
    { type: 'result', id, ok: true, words: '' },
  ];
  return [{ ...guarded, status }, [...effects, ...further, ...said]];
}

/** What was acknowledged gets its entry before there are none any more. A stopped federation's open round goes on. */
function lastRound(rules: Rules, room: Room, to: Status['state'], now: number): Step | string {
  return to === 'stopped' && room.round ? [room, []] : endRound(rules, room, now);
}
