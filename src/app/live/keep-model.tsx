import { formatBytes } from '../format.ts';
import { fetching, keepLog, keepModel, outcome, stopKeeping, writing } from './keep.ts';
import { memory } from '../landing/memory.ts';
import { slice } from '../session.ts';

/** Bytes of a log's file around its entries: for each a record's head and a fingerprint, and the manifest. */
const RECORD_BYTES = 26;
const MANIFEST_BYTES = 1500;

/** The finetuned model, to take along: as a file of weights, and as the log that gives it. */
export function KeepModel() {
  const manifest = slice('manifest');
  if (!manifest) return null;
  return (
    <section class="card" aria-labelledby="keep">
      <h2 id="keep">Take the model along</h2>
      <ul class="choices">
        <Model federation={manifest.id} />
        <Log federation={manifest.id} />
      </ul>
      <Writing />
      <div role="status">
        {outcome.value && <p class={outcome.value.failed ? 'problem' : 'muted'}>{outcome.value.text}</p>}
      </div>
    </section>
  );
}

function Model({ federation }: { federation: string }) {
  const loaded = slice('base') !== null || slice('entry') !== null;
  const bytes = memory.value?.file ?? 0;
  return (
    <li>
      <div>
        <strong>The model</strong>
        {bytes > 0 && <span class="muted">, {formatBytes(bytes)}</span>}
        <p class="muted">
          {loaded
            ? 'All its weights, as a safetensors file that Hugging Face loads. Written on this device.'
            : 'Possible once the model is loaded.'}
        </p>
      </div>
      {/* One button with two meanings, so that the focus stays where it is. */}
      <button
        type="button"
        disabled={!loaded}
        onClick={() => (writing.value ? stopKeeping() : void keepModel(federation, bytes))}
      >
        {writing.value ? 'Stop writing' : 'Download the model'}
      </button>
    </li>
  );
}

function Log({ federation }: { federation: string }) {
  const entry = slice('entry');
  return (
    <li>
      <div>
        <strong>The log</strong>
        {entry && (
          <span class="muted">
            , about {formatBytes(MANIFEST_BYTES + entry.sequence * (entry.bytes + RECORD_BYTES))}
          </span>
        )}
        <p class="muted">
          Everyone's numbers, from the relay. With the base model they give the same weights bit for bit:{' '}
          <code>npm run replay</code>.
        </p>
      </div>
      <button type="button" aria-disabled={fetching.value} onClick={() => void keepLog(federation)}>
        Download the log
      </button>
    </li>
  );
}

function Writing() {
  const state = writing.value;
  if (!state) return null;
  return (
    <label class="bar">
      <progress value={state.done} max={Math.max(1, state.total)} />
      <span>
        {formatBytes(state.done)} of {formatBytes(state.total)} written
      </span>
    </label>
  );
}
