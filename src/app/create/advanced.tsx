import { Choice, NumberField } from './fields.tsx';
import { numbersOf } from './draft.ts';
import type { MethodNumbers } from './presets.ts';
import { change, changeIn, draft } from './store.ts';
import { words } from './words/index.ts';

/** Numbers, each with where the manifest has it. The clip is among the privacy settings. */
const FIELDS = [
  ['rateFrom', 'method.learningRate.from'],
  ['rateTo', 'method.learningRate.to'],
  ['rateRounds', 'method.learningRate.rounds'],
  ['localSteps', 'method.localSteps'],
  ['batch', 'method.batch'],
  ['epsilon', 'method.epsilon'],
  ['p', 'method.p'],
  ['p1', 'method.p1'],
  ['p2', 'method.p2'],
  ['split', 'method.split'],
] as const satisfies readonly (readonly [keyof MethodNumbers, string])[];

/** Numbers that the other method has: FedZO knows no blocks. */
const NOT_OF: Readonly<Record<'fedspzo' | 'fedzo', readonly (keyof MethodNumbers)[]>> = {
  fedspzo: ['p'],
  fedzo: ['p1', 'p2', 'split'],
};

const OF_ADAPTERS = [
  ['rank', 'trainable.rank'],
  ['alpha', 'trainable.alpha'],
] as const satisfies readonly (readonly [keyof MethodNumbers, string])[];

/** Every number of the method: what it does, what is usual, and what too much of it does. */
export function Advanced() {
  const t = words();
  const numbers = numbersOf(draft.value);
  const { method = 'fedspzo', preset } = draft.value;
  const all = preset.trains === 'lora' ? [...FIELDS, ...OF_ADAPTERS] : FIELDS;
  const fields = all.filter(([name]) => !NOT_OF[method].includes(name));
  return (
    <details class="card advanced">
      <summary>
        <h2>{t.advanced.title}</h2>
      </summary>
      <p class="muted">{t.advanced.says}</p>
      <Choice
        legend={t.advanced.method}
        names={['fedspzo', 'fedzo']}
        titles={t.advanced.methods}
        value={method}
        onChange={(name) => change({ method: name })}
      />
      {fields.map(([name, field]) => {
        const { label, does, usual, tooLarge } = t.advanced.numbers[name];
        return (
          <NumberField
            key={name}
            label={label}
            field={field}
            value={numbers[name]}
            onInput={(value) => changeIn('own', { [name]: value })}
            hint={
              <>
                {does} <em>{usual}</em> {tooLarge}
              </>
            }
          />
        );
      })}
      <NumberField
        label={t.advanced.snapshotEvery.label}
        hint={t.advanced.snapshotEvery.does}
        field="round.snapshotEvery"
        value={draft.value.round.snapshotEvery}
        onInput={(snapshotEvery) => change({ round: { ...draft.peek().round, snapshotEvery } })}
      />
    </details>
  );
}
