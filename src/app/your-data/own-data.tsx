import { type Signal, useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { draftProblem, readFiles, readPasted, reading, waiting } from './draft.ts';
import type { Shape } from './shape.ts';
import { words } from './words/index.ts';

/** Own texts: by file, by drop, by paste. */
export function OwnData({ shape }: { shape: Shape }) {
  const { fields, classes } = shape;
  const t = words();
  const columns = [...fields, 'label'];
  const single = fields.length === 1;
  const labels = classes.map(({ name }) => name);
  const over = useSignal(false);
  const pasted = useSignal('');
  const take = (files: FileList | null | undefined): void => void readFiles([...(files ?? [])], shape);
  useEffect(() => onDrop(take, over), [shape.fields.join('|'), classes]);
  return (
    <section class="card" aria-labelledby="own">
      <h2 id="own">{t.own.title}</h2>
      <p>{single ? t.own.single(labels) : t.own.several(columns, labels)}</p>
      <label class={over.value ? 'drop over' : 'drop'}>
        <span>{t.own.file}</span>
        <input
          type="file"
          multiple
          accept=".csv,.tsv,.tab,.txt,.json,.jsonl,.ndjson,text/*,application/json"
          onChange={(event) => {
            take(event.currentTarget.files);
            // So that the same file can be chosen again after it was changed.
            event.currentTarget.value = '';
          }}
        />
      </label>
      <details>
        <summary>{t.own.paste}</summary>
        <label>
          {single ? t.own.pasteSingle : t.own.pasteSeveral(columns)}
          <textarea
            rows={6}
            placeholder={
              single ? t.own.example : `${columns.join(',')}\n${fields.map(() => '"…"').join(',')},${labels[0]}`
            }
            value={pasted}
            onInput={(event) => (pasted.value = event.currentTarget.value)}
          />
        </label>
        <button
          type="button"
          disabled={pasted.value.trim() === ''}
          onClick={() => {
            void readPasted(pasted.value, t.own.pasted, shape).then(() => {
              // What was read lies in the preview; a text that could not be read stays to be mended.
              if (!draftProblem.peek()) pasted.value = '';
            });
          }}
        >
          {t.own.read}
        </button>
      </details>
      <div aria-live="polite">
        {reading.value && <p class="muted">{t.own.reading}</p>}
        {waiting.value.length > 0 && <p class="muted">{t.own.more(waiting.value.length)}</p>}
        {draftProblem.value && (
          <div class="problem">
            <p>
              <strong>{t.problems[draftProblem.value].message}</strong>
            </p>
            <p>{t.problems[draftProblem.value].remedy}</p>
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
