import { useSignal } from '@preact/signals';
import type { ClassName } from '../../data/index.ts';
import { draftProblem, readFile, readPasted, reading } from '../draft.ts';

/** Own texts: by file, by drop, by paste. */
export function OwnData({ classes }: { classes: readonly ClassName[] }) {
  const over = useSignal(false);
  const pasted = useSignal('');
  const take = (files: FileList | null | undefined): void => {
    const file = files?.[0];
    if (file) void readFile(file, classes);
  };
  return (
    <section class="card" aria-labelledby="own">
      <h2 id="own">Use your own</h2>
      <p>
        CSV, TSV or JSON lines with a column of texts and a column of labels, such as{' '}
        {classes.map(({ name }) => name).join(' / ')} or 0 / 1.
      </p>
      <label
        class={over.value ? 'drop over' : 'drop'}
        onDragOver={(event) => (event.preventDefault(), (over.value = true))}
        onDragLeave={() => (over.value = false)}
        onDrop={(event) => {
          event.preventDefault();
          over.value = false;
          take(event.dataTransfer?.files);
        }}
      >
        <span>Choose a file, or drop one here</span>
        <input
          type="file"
          accept=".csv,.tsv,.tab,.txt,.json,.jsonl,.ndjson,text/*,application/json"
          onChange={(event) => {
            take(event.currentTarget.files);
            // So that the same file can be chosen again after it was changed.
            event.currentTarget.value = '';
          }}
        />
      </label>
      <details>
        <summary>Or paste text</summary>
        <label for="pasted">Rows with a text and a label each</label>
        <textarea
          id="pasted"
          rows={6}
          placeholder={'text,label\n"The food was cold.",negative'}
          value={pasted}
          onInput={(event) => (pasted.value = event.currentTarget.value)}
        />
        <button
          type="button"
          disabled={pasted.value.trim() === ''}
          onClick={() => void readPasted(pasted.value, classes)}
        >
          Read the pasted text
        </button>
      </details>
      <div aria-live="polite">
        {reading.value && <p class="muted">Reading …</p>}
        {draftProblem.value && (
          <div class="problem">
            <p>
              <strong>{draftProblem.value.message}</strong>
            </p>
            <p>{draftProblem.value.remedy}</p>
          </div>
        )}
      </div>
    </section>
  );
}
