import { formatBytes } from '../format.ts';
import { fetching, keepLog, keepModel, outcome, stopKeeping, writing } from './keep.ts';
import { memory } from '../landing/memory.ts';
import { addressOf } from '../route.ts';
import { slice } from '../session.ts';
import { words } from './words/index.ts';

/** Bytes of a log's file around its entries: for each a record's head and a fingerprint, and the manifest. */
const RECORD_BYTES = 26;
const MANIFEST_BYTES = 1500;

/** The finetuned model, to take along: as a file of weights, and as the log that gives it. */
export function KeepModel() {
  const manifest = slice('manifest');
  if (!manifest) return null;
  return (
    <section class="card" aria-labelledby="keep">
      <h2 id="keep">{words().keep.title}</h2>
      <ul class="choices">
        <Model federation={manifest.id} />
        <Log federation={manifest.id} />
        <Result />
      </ul>
      <Writing />
      <div role="status">
        {outcome.value && <p class={outcome.value.failed ? 'problem' : 'muted'}>{outcome.value.text}</p>}
      </div>
    </section>
  );
}

function Model({ federation }: { federation: string }) {
  const t = words().keep;
  const loaded = slice('base') !== null || slice('entry') !== null;
  const bytes = memory.value?.file ?? 0;
  return (
    <li>
      <div>
        <strong>{t.model}</strong>
        {bytes > 0 && <span class="muted">, {formatBytes(bytes)}</span>}
        <p class="muted">{loaded ? t.modelNote : t.later}</p>
      </div>
      {/* One button with two meanings, so that the focus stays where it is. */}
      <button
        type="button"
        disabled={!loaded}
        onClick={() => (writing.value ? stopKeeping() : void keepModel(federation, bytes))}
      >
        {writing.value ? t.stop : t.download}
      </button>
    </li>
  );
}

function Log({ federation }: { federation: string }) {
  const t = words().keep;
  const entry = slice('entry');
  return (
    <li>
      <div>
        <strong>{t.log}</strong>
        {entry && (
          <span class="muted">, {t.about(MANIFEST_BYTES + entry.sequence * (entry.bytes + RECORD_BYTES))}</span>
        )}
        <p class="muted">
          {t.logNote} <code>npm run replay</code>.
        </p>
      </div>
      <button type="button" aria-disabled={fetching.value} onClick={() => void keepLog(federation)}>
        {t.downloadLog}
      </button>
    </li>
  );
}

function Result() {
  const t = words().keep;
  return (
    <li>
      <p>{t.result}</p>
      <a class="button" href={addressOf('result')}>
        {t.resultLink}
      </a>
    </li>
  );
}

function Writing() {
  const state = writing.value;
  if (!state) return null;
  return (
    <label class="bar">
      <progress value={state.done} max={Math.max(1, state.total)} />
      <span>{words().keep.written(state.done, state.total)}</span>
    </label>
  );
}
