import { type Signal, useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { inWords } from '../../data/index.ts';
import { draftProblem, readFile, readPasted, reading } from './draft.ts';
import type { Shape } from './shape.ts';

/** Own texts: by file, by drop, by paste. */
export function OwnData({ shape }: { shape: Shape }) {
  const { fields, classes } = shape;
  const columns = [...fields, 'label'];
  const single = fields.length === 1;
  const over = useSignal(false);
  const pasted = useSignal('');
  const take = (files: FileList | null | undefined): void => {
    const file = files?.[0];
    if (file) void readFile(file, shape);
  };
  useEffect(() => onDrop(take, over), [shape.fields.join('|'), classes]);
  return (
    <section class="card" aria-labelledby="own">
      <h2 id="own">Use your own</h2>
      <p>
        CSV, TSV or JSON lines with{' '}
        {single ? 'a column of texts and a column of labels, such as ' : `the columns ${inWords(columns)}. Labels are `}
        {classes.map(({ name }) => name).join(' / ')}
        {single ? ' or 0 / 1.' : ', or others that you explain below.'}
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
          Rows with {single ? 'a text and a label' : inWords(columns)} each
          <textarea
            rows={6}
            placeholder={
              single
                ? 'text,label\n"The food was cold.",negative'
                : `${columns.join(',')}\n${fields.map(() => '"…"').join(',')},${classes[0]?.name}`
            }
            value={pasted}
            onInput={(event) => (pasted.value = event.currentTarget.value)}
          />
        </label>
        <button
          type="button"
          disabled={pasted.value.trim() === ''}
          onClick={() => {
            void readPasted(pasted.value, shape).then(() => {
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
