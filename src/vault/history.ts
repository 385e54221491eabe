import type { IDBPObjectStore, StoreNames } from 'idb';
import { guarded } from './error.ts';
import type { Database, HistoryDay, JournalRecord, Schema } from './schema.ts';

/** What this device has added, by federation and day. It outlives the journal, which forgets closed rounds. */
export class History {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** All of it, the newest day first. */
  list(): Promise<HistoryDay[]> {
    return guarded(async () => {
      const days = await this.#database.getAll('history');
      return days.toSorted((a, b) =>
        a.day === b.day ? (a.federation < b.federation ? -1 : 1) : a.day < b.day ? 1 : -1,
      );
    });
  }
}

/** Adds a contribution to its day, the day that it was made on. Only IndexedDB may be awaited here. */
export async function note(
  store: IDBPObjectStore<Schema, ArrayLike<StoreNames<Schema>>, 'history', 'readwrite'>,
  { federation, contribution, keptAt, work }: JournalRecord,
): Promise<void> {
  const day = dayOf(keptAt);
  const before = await store.get([federation, day]);
  await store.put({
    federation,
    day,
    title: work?.title ?? before?.title ?? '',
    rounds: (before?.rounds ?? 0) + 1,
    numbers: (before?.numbers ?? 0) + contribution.scalars.length,
    passes: (before?.passes ?? 0) + (work?.passes ?? 0),
    seconds: (before?.seconds ?? 0) + (work?.seconds ?? 0),
  });
}

/** The day by this device's clock and time zone, such as `2026-11-23`. @param time milliseconds since 1970 */
export function dayOf(time: number): string {
  const date = new Date(time);
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}
