import { type ReadonlySignal, type Signal, batch, computed, signal } from '@preact/signals';
import { type Repeats, findRepeats } from '../../data/index.ts';
import type { DatasetRows, DatasetSummary } from '../../vault/index.ts';
import { attempt, datasets } from '../storage.ts';
import type { Rows } from './edits.ts';
import { type History, back, begin, forth, step } from './history.ts';

/** A write that takes longer, in milliseconds, is followed by a rest of so many times that. */
const LONG = 150;
const REST = 3;

/** A data set while its owner changes it, in the table or by labelling: every change is kept by itself. */
export class Editing {
  readonly set: Omit<DatasetRows, 'rows'>;
  readonly rows: ReadonlySignal<Rows>;
  readonly repeats: ReadonlySignal<Repeats>;
  readonly canUndo: ReadonlySignal<boolean>;
  readonly canRedo: ReadonlySignal<boolean>;
  readonly #history: Signal<History<Rows>>;
  readonly #state = signal<'saved' | 'saving' | 'failed'>('saved');
  readonly state: ReadonlySignal<'saved' | 'saving' | 'failed'> = this.#state;
  #saved: Rows;
  #revision: number;
  #writing: Promise<void> | null = null;
  #hurry: () => void = () => {};

  constructor({ rows, ...set }: DatasetRows) {
    this.set = set;
    this.#saved = rows;
    this.#revision = set.revision;
    this.#history = signal<History<Rows>>(begin(rows));
    this.rows = computed(() => this.#history.value.now);
    this.repeats = computed(() => findRepeats(this.rows.value));
    this.canUndo = computed(() => this.#history.value.past.length > 0);
    this.canRedo = computed(() => this.#history.value.future.length > 0);
  }

  change(rows: Rows): void {
    if (rows === this.rows.peek()) return;
    this.#move(step(this.#history.peek(), rows));
  }

  undo(): void {
    this.#move(back(this.#history.peek()));
  }

  redo(): void {
    this.#move(forth(this.#history.peek()));
  }

  #move(history: History<Rows>): void {
    this.#history.value = history;
    void this.keep();
  }

  /** Settles once the rows as they are now are kept, or could not be. */
  keep(): Promise<void> {
    this.#hurry();
    this.#writing ??= this.#write().finally(() => (this.#writing = null));
    return this.#writing;
  }

  async #write(): Promise<void> {
    for (let rows = this.rows.peek(); rows !== this.#saved; rows = this.rows.peek()) {
      this.#state.value = 'saving';
      const began = performance.now();
      const kept = await attempt(async (open) => {
        const summary = await open.datasets.replace(this.set.id, rows, this.#revision);
        this.#revision = summary.revision;
        replaceListed(summary);
      });
      if (!kept) {
        this.#state.value = 'failed';
        return;
      }
      this.#saved = rows;
      const took = performance.now() - began;
      // A large data set is not written with every key, lest keys wait for it.
      if (rows !== this.rows.peek() && took > LONG) await this.#rest(REST * took);
    }
    this.#state.value = 'saved';
  }

  #rest(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      this.#hurry = resolve;
      setTimeout(resolve, milliseconds);
    });
  }
}

function replaceListed(summary: DatasetSummary): void {
  datasets.value = datasets.peek().map((listed) => (listed.id === summary.id ? summary : listed));
}

/** The data set that is open: `undefined` while it is read, null where it is gone. */
export const editing = signal<Editing | null | undefined>();
let opened: number | null = null;

/** Opens a data set, unless it is open: what can be undone stays so between the table and the labelling. */
export async function openEditing(id: number, again = false): Promise<void> {
  if (opened === id && editing.peek() && !again) return;
  opened = id;
  editing.value = undefined;
  let found: DatasetRows | null = null;
  await attempt(async (open) => {
    found = await open.datasets.open(id);
  });
  if (opened === id) editing.value = found && new Editing(found);
}

/** Forgets the open data set, such as when it is deleted. */
export function closeEditing(): void {
  batch(() => {
    opened = null;
    editing.value = undefined;
  });
}

// A tab that is put away may never come back.
document.addEventListener('visibilitychange', () => {
  if (document.hidden) void editing.peek()?.keep();
});
// And one that is closed while it still writes asks first.
addEventListener('beforeunload', (event) => {
  if (editing.peek()?.state.peek() === 'saving') event.preventDefault();
});
