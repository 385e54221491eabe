import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { ModelDescription } from '../../protocol/index.ts';
import { formatBytes, formatCount } from '../format.ts';
import { organiserKey, loadKey } from '../organise/key.ts';
import { explain } from '../organise/refusal.ts';
import { addressOf } from '../route.ts';
import { Fault } from './fields.tsx';
import { choose, fetchFault, fetchModel, fetching, known, listFault, loadModels, memoryOf } from './models.ts';
import { draft } from './store.ts';
import { KitProblem } from './kit-problem.tsx';
import { words } from './words/index.ts';

/** Which model is finetuned. */
export function ModelStep() {
  const t = words();
  const chosen = draft.value.model;
  const list = known.value ?? [];
  const isListed = list.some(({ model }) => model.location === chosen?.model.location);
  const all = chosen && !isListed ? [...list, chosen] : list;
  return (
    <div class="columns">
      <div class="stack">
        <section class="card">
          <fieldset class="choice">
            <legend>{t.model.here}</legend>
            {all.map((one) => (
              <Model
                key={one.model.location}
                description={one}
                checked={one.model.location === chosen?.model.location}
              />
            ))}
            {known.value === null && !listFault.value && <p aria-busy="true">{t.model.asking}</p>}
          </fieldset>
          <Fault field="model" />
          <KitProblem />
          {listFault.value !== null && <Refused error={listFault.value} again={() => void loadModels()} />}
        </section>
      </div>
      <Fetch />
    </div>
  );
}

function Model({ description, checked }: { description: ModelDescription; checked: boolean }) {
  const t = words();
  const { architecture, hidden, layers, model, parameters, positions } = description;
  const bytes = model.files.reduce((sum, file) => sum + file.bytes, 0);
  const length = Math.min(draft.value.maxTokens ?? 128, positions);
  const [whole, half] = [memoryOf(description, 32, length, false), memoryOf(description, 16, length, false)];
  return (
    <div class="model" data-testid="model">
      <label class="pick">
        <input type="radio" name="model" checked={checked} onChange={() => choose(description)} />
        <strong>{model.name}</strong>
        <span class="muted">{t.model.weights(formatCount(parameters), formatBytes(bytes))}</span>
      </label>
      <dl class="pairs">
        <dt>{t.model.licence}</dt>
        <dd>{model.licence}</dd>
        <dt>{t.model.kind}</dt>
        <dd>{t.model.shape(architecture, layers, formatCount(hidden))}</dd>
        <dt>{t.model.positions}</dt>
        <dd>{t.model.tokens(formatCount(positions))}</dd>
        <dt>{t.model.memory}</dt>
        <dd>{whole && half ? t.model.about(formatBytes(whole), formatBytes(half)) : t.model.unknown}</dd>
        <dt>{t.model.from}</dt>
        <dd>
          <code>{model.location}</code>
        </dd>
      </dl>
    </div>
  );
}

/** Another model, which the relay fetches and hashes. */
function Fetch() {
  const t = words();
  const kind = useSignal<'hub' | 'url'>('hub');
  const id = useSignal('');
  const revision = useSignal('main');
  const url = useSignal('');
  useEffect(() => void loadKey(), []);
  const key = organiserKey.value;
  const source =
    kind.value === 'hub'
      ? ({ kind: 'hub', id: id.value.trim(), revision: revision.value.trim() || 'main' } as const)
      : ({ kind: 'url', url: url.value.trim() } as const);
  const isWhole = source.kind === 'hub' ? /^[\w.-]+\/[\w.-]+$/.test(source.id) : source.url.startsWith('https://');
  return (
    <section class="card">
      <h2>{t.model.another}</h2>
      <p class="muted">{t.model.anotherSays}</p>
      <form
        class="stacked"
        onSubmit={(event) => {
          event.preventDefault();
          if (isWhole) void fetchModel(source);
        }}
      >
        <div class="row" role="radiogroup" aria-label={t.model.another}>
          {(['hub', 'url'] as const).map((one) => (
            <label class="check" key={one}>
              <input type="radio" name="source" checked={kind.value === one} onChange={() => (kind.value = one)} />
              {t.model.sources[one]}
            </label>
          ))}
        </div>
        {kind.value === 'hub' ? (
          <>
            <label>
              {t.model.id}
              <input
                class="mono"
                autocomplete="off"
                autocapitalize="off"
                spellcheck={false}
                placeholder="FacebookAI/roberta-base"
                value={id}
                onInput={(event) => (id.value = event.currentTarget.value)}
              />
            </label>
            <label>
              {t.model.revision}
              <input
                class="mono"
                autocomplete="off"
                value={revision}
                onInput={(event) => (revision.value = event.currentTarget.value)}
              />
            </label>
          </>
        ) : (
          <label>
            {t.model.url}
            <input
              class="mono"
              inputMode="url"
              autocomplete="off"
              placeholder="https://example.org/models/mine"
              value={url}
              onInput={(event) => (url.value = event.currentTarget.value)}
            />
          </label>
        )}
        {key === null && (
          <p class="muted">
            {t.noKey} <a href={addressOf('organise')}>{t.getKey}</a>
          </p>
        )}
        <p class="actions">
          <button type="submit" disabled={!isWhole || !key || fetching.value !== null}>
            {t.model.fetch}
          </button>
          {fetching.value && (
            <button type="button" class="quiet" onClick={() => fetching.peek()?.abort()}>
              {t.model.stop}
            </button>
          )}
        </p>
      </form>
      <div aria-live="polite">
        {fetching.value && (
          <p class="muted" aria-busy="true">
            {t.model.fetching}
          </p>
        )}
        {fetchFault.value !== null && <Refused error={fetchFault.value} again={null} />}
      </div>
      <p class="note">{t.model.which}</p>
    </section>
  );
}

/** What the relay did not do, and what to do. */
export function Refused({ error, again }: { error: unknown; again: (() => void) | null }) {
  const t = words();
  const { message, remedy, said } = explain(error);
  return (
    <div class="problem" role="alert">
      <p>
        <strong>{message}</strong> {said && <span lang="en">{said}</span>}
      </p>
      <p>{remedy}</p>
      {again && (
        <button type="button" onClick={again}>
          {t.preview.again}
        </button>
      )}
    </div>
  );
}
