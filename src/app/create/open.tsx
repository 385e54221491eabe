import { useEffect } from 'preact/hooks';
import type { Manifest } from '../../protocol/index.ts';
import { formatCount } from '../format.ts';
import { loadKey, organiserKey } from '../organise/key.ts';
import { METHOD_NAMES } from '../landing/method-names.ts';
import { addressOf } from '../route.ts';
import { save } from '../save.ts';
import { idFrom } from './manifest.ts';
import { TextField } from './fields.tsx';
import { hasWrongWords } from './kit.ts';
import { Refused } from './model.tsx';
import { manifestFile, open, openFault, opened, opening } from './opening.ts';
import { rehearsal } from './rehearsal.ts';
import { STEPS, stepOf } from './steps.ts';
import { change, draft, state } from './store.ts';
import { Ready } from './ready.tsx';
import { words } from './words/index.ts';

/** The last look, then the federation opens; or the manifest is taken home. */
export function OpenStep() {
  const t = words();
  useEffect(() => void loadKey(), []);
  if (opened.value) return <Ready opened={opened.value} />;
  const { manifest } = state.value;
  const wrong = hasWrongWords();
  return (
    <div class="columns">
      <div class="stack">
        {(!manifest || wrong) && <Missing wrongWords={wrong} />}
        {manifest && <Summary manifest={manifest} />}
      </div>
      <div class="stack">
        <section class="card">
          <TextField
            label={t.open.id}
            hint={t.open.idHint}
            field="id"
            mono
            maxLength={40}
            placeholder={idFrom(draft.value.title)}
            value={draft.value.id}
            onInput={(id) => change({ id: id.trim() })}
          />
          <Key />
          {rehearsal.value?.status !== 'done' && <p class="note">{t.open.noDryRun}</p>}
          <p class="actions">
            <button
              type="button"
              class="primary"
              disabled={!manifest || wrong || !organiserKey.value || opening.value}
              onClick={() => manifest && void open(manifest)}
            >
              {opening.value ? t.open.opening : t.open.open}
            </button>
          </p>
          <div aria-live="polite">{openFault.value !== null && <Refused error={openFault.value} again={null} />}</div>
        </section>
        <section class="card">
          <h2>{t.open.byHand}</h2>
          <p class="muted">{t.open.byHandSays}</p>
          <pre>npm start -- --manifest {manifest?.id ?? 'federation'}.json</pre>
          <button
            type="button"
            disabled={!manifest}
            onClick={() => manifest && save(manifestFile(manifest), `${manifest.id}.json`)}
          >
            {t.open.download}
          </button>
        </section>
      </div>
    </div>
  );
}

function Key() {
  const t = words();
  const key = organiserKey.value;
  if (key === undefined) return <p aria-busy="true">{t.open.asking}</p>;
  if (key && key.verdict !== 'wrong') return <p class="muted">{t.open.signed}</p>;
  return (
    <div class="problem" role="note">
      <p>
        <strong>{key ? t.open.wrongKey : t.noKey}</strong>
      </p>
      <p>{t.open.keySays}</p>
      <p>
        <a href={addressOf('organise')}>{t.getKey}</a>
      </p>
    </div>
  );
}

/** Where something is still to be done. */
function Missing({ wrongWords }: { wrongWords: boolean }) {
  const t = words();
  const faulty = new Set([...state.value.faults.keys()].map(stepOf));
  const steps = STEPS.filter((step) => faulty.has(step) || (step === 'task' && wrongWords));
  return (
    <div class="problem" role="status">
      <p>
        <strong>{t.open.missing}</strong>
      </p>
      <ul>
        {steps.map((step) => (
          <li key={step}>
            <a href={`${addressOf('create')}/${step}`}>{t.steps[step].name}</a>
          </li>
        ))}
      </ul>
    </div>
  );
}

function Summary({ manifest }: { manifest: Manifest }) {
  const t = words();
  const { access, guard, method, model, purpose, round, task, title } = manifest;
  const { evaluate, preset } = draft.value;
  return (
    <section class="card">
      <h2>{title}</h2>
      <p class="purpose">{purpose}</p>
      <dl class="pairs">
        <dt>{t.open.model}</dt>
        <dd>
          {model.name}, {model.licence}
        </dd>
        <dt>{t.open.question}</dt>
        <dd>
          <code>{task.template}</code>
        </dd>
        <dt>{t.open.classes}</dt>
        <dd>{task.labels.map(({ name, word }) => `${name} (${word.trim()})`).join(', ')}</dd>
        <dt>{t.open.method}</dt>
        <dd>
          {[
            METHOD_NAMES[method.name],
            t.method.paces[preset.pace].title,
            t.method.whose[preset.directions].title,
            t.method.sets[preset.trains].title,
          ].join(', ')}
        </dd>
        <dt>{t.open.round}</dt>
        <dd>{t.open.roundSays(method.localSteps, formatCount(round.quorum), formatCount(round.deadline))}</dd>
        <dt>{t.open.who}</dt>
        <dd>{t.rounds.access[access === 'invite' ? 'invite' : 'open'].title}</dd>
        <dt>{t.open.told}</dt>
        <dd>{evaluate.on || guard ? t.open.heldOut : t.open.nothing}</dd>
      </dl>
    </section>
  );
}
