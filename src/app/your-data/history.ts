/** Steps that can be taken back; each keeps the rows that it replaced, which share all that did not change. */
const STEPS = 200;

/** A value with the way back, and the way forward again. Pure: every step gives another one. */
export interface History<Value> {
  readonly now: Value;
  readonly past: readonly Value[];
  readonly future: readonly Value[];
}

export function begin<Value>(now: Value): History<Value> {
  return { now, past: [], future: [] };
}

export function step<Value>({ now, past }: History<Value>, next: Value): History<Value> {
  return { now: next, past: [...past.slice(-(STEPS - 1)), now], future: [] };
}

/** The same where there is nothing to take back. */
export function back<Value>(history: History<Value>): History<Value> {
  const { now, past, future } = history;
  return past.length === 0 ? history : { now: past.at(-1)!, past: past.slice(0, -1), future: [now, ...future] };
}

/** The same where nothing was taken back. */
export function forth<Value>(history: History<Value>): History<Value> {
  const { now, past, future } = history;
  return future.length === 0 ? history : { now: future[0]!, past: [...past, now], future: future.slice(1) };
}
