import { effect, signal } from '@preact/signals';
import type { HistoryDay } from '../../vault/index.ts';
import { progress } from '../session.ts';
import { attempt } from '../storage.ts';

/** What this device has added on all its visits, the newest day first; null until the storage has answered. */
export const history = signal<readonly HistoryDay[] | null>(null);

/** Milliseconds between two readings at least. */
const PAUSE = 1000;

async function read(): Promise<void> {
  await attempt(async (open) => {
    history.value = await open.history.list();
  });
}

/** Reads the history now, and a while after each message that left and each round. @returns the way to stop */
export function watchHistory(): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let messages = -1;
  let sequence = -1;
  void read();
  const stop = effect(() => {
    const { entry, sent } = progress.value;
    if (sent.messages.length === messages && entry?.sequence === sequence) return;
    [messages, sequence] = [sent.messages.length, entry?.sequence ?? -1];
    timer ??= setTimeout(() => {
      timer = undefined;
      void read();
    }, PAUSE);
  });
  return () => {
    stop();
    clearTimeout(timer);
  };
}

export interface Added {
  readonly rounds: number;
  readonly numbers: number;
  readonly passes: number;
  readonly seconds: number;
  /** Days on which something was added. */
  readonly days: number;
}

export function sumOf(days: readonly HistoryDay[]): Added {
  const sum = (of: (day: HistoryDay) => number): number => days.reduce((total, day) => total + of(day), 0);
  return {
    rounds: sum(({ rounds }) => rounds),
    numbers: sum(({ numbers }) => numbers),
    passes: sum(({ passes }) => passes),
    seconds: sum(({ seconds }) => seconds),
    days: new Set(days.map(({ day }) => day)).size,
  };
}

/** The history as a file for its owner. */
export function historyFile(days: readonly HistoryDay[]): Blob {
  return new Blob([`${JSON.stringify({ total: sumOf(days), days }, null, 2)}\n`], { type: 'application/json' });
}
