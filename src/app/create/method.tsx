import { scalarsPerStep } from '../../protocol/index.ts';
import { formatBytes, formatCount } from '../format.ts';
import { Advanced } from './advanced.tsx';
import { Check, Choice, Fault } from './fields.tsx';
import { phoneMemory } from './models.ts';
import { change, draft, state } from './store.ts';
import type { Preset } from './presets.ts';
import { words } from './words/index.ts';

/** How it is learned: three plain choices, and every number behind them. */
export function MethodStep() {
  const t = words();
  const { halfMemory, own, preset } = draft.value;
  // A preset is its numbers: what somebody wrote before belongs to another.
  const set = (changes: Partial<Preset>): void => change({ preset: { ...draft.peek().preset, ...changes }, own: {} });
  const isOwn = Object.keys(own).length > 0;
  return (
    <div class="columns">
      <div class="stack">
        <section class="card">
          <Choice
            legend={t.method.pace}
            names={['gentle', 'standard', 'fast']}
            titles={t.method.paces}
            value={preset.pace}
            onChange={(pace) => set({ pace })}
          />
          <Choice
            legend={t.method.directions}
            names={['private', 'shared']}
            titles={t.method.whose}
            value={preset.directions}
            onChange={(directions) => set({ directions })}
          />
          <Choice
            legend={t.method.trains}
            names={['all', 'biases', 'lora']}
            titles={t.method.sets}
            value={preset.trains}
            onChange={(trains) => set({ trains })}
          />
          <Check
            label={t.method.half}
            says={t.method.halfSays}
            checked={halfMemory}
            onChange={(on) => change({ halfMemory: on })}
          />
        </section>
      </div>
      <div class="stack">
        <Meaning />
        {isOwn && (
          <p class="actions">
            <span>{t.method.isOwn}</span>
            <button type="button" class="quiet" onClick={() => change({ own: {} })}>
              {t.method.reset}
            </button>
          </p>
        )}
        <Fault field="method" />
        <Advanced />
      </div>
    </div>
  );
}

/** What the choices come to for one volunteer. */
function Meaning() {
  const t = words();
  const { manifest } = state.value;
  const memory = phoneMemory.value;
  if (!manifest) return <p class="muted">{t.method.incomplete}</p>;
  const { method, round } = manifest;
  const scalars = method.localSteps * scalarsPerStep(method);
  return (
    <section class="card" data-testid="meaning">
      <h2>{t.method.meaning}</h2>
      <ul>
        <li>{t.method.round(method.localSteps, formatCount(method.batch))}</li>
        <li>{t.method.passes(2 * scalarsPerStep(method))}</li>
        <li>{t.method.leaves(formatCount(scalars), formatBytes(4 * scalars))}</li>
        <li>{t.method.falls(formatCount(method.learningRate.rounds))}</li>
        {memory !== null && <li>{t.method.memory(formatBytes(memory))}</li>}
        {method.directions === 'shared' && round.late === undefined && <li>{t.method.sharedMeans}</li>}
      </ul>
    </section>
  );
}
