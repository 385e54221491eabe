import { type Signal, useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
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
  useEffect(() => onDrop(take, over), [classes]);
  return (
    <section class="card" aria-labelledby="own">
      <h2 id="own">Use your own</h2>
      <p>
        CSV, TSV or JSON lines with a column of texts and a column of labels, such as{' '}
        {classes.map(({ name }) => name).join(' / ')} or 0 / 1.
      </p>
      <label class={over.value ? 'drop over' : 'drop'}>
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
        <label>
          Rows with a text and a label each
          <textarea
            rows={6}
            placeholder={'text,label\n"The food was cold.",negative'}
            value={pasted}
            onInput={(event) => (pasted.value = event.currentTarget.value)}
          />
        </label>
        <button
          type="button"
          disabled={pasted.value.trim() === ''}
          onClick={() => {
            void readPasted(pasted.value, classes).then(() => {
              // What was read lies in the preview; a text that could not be read stays to be mended.
              if (!draftProblem.peek()) pasted.value = '';
            });
          }}
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

/** Files may be dropped anywhere: one that misses its place would replace the page. @returns the way to stop */
function onDrop(take: (files: FileList | null | undefined) => void, over: Signal<boolean>): () => void {
  const stop = new AbortController();
  const listen = (type: 'dragover' | 'dragleave' | 'drop', react: (event: DragEvent) => void): void =>
    document.addEventListener(type, react, { signal: stop.signal });
  listen('dragover', (event) => {
    event.preventDefault();
    over.value = true;
  });
  listen('dragleave', () => (over.value = false));
  listen('drop', (event) => {
    event.preventDefault();
    over.value = false;
    take(event.dataTransfer?.files);
  });
  return () => stop.abort();
}
