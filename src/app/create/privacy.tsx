import { useSignal } from '@preact/signals';
import { Check, Choice, NumberField } from './fields.tsx';
import { numbersOf } from './draft.ts';
import { change, changeIn, draft } from './store.ts';
import { words } from './words/index.ts';

/** What a contribution may do, what is said besides it, and when rounds stop by themselves. */
export function PrivacyStep() {
  const t = words();
  const { aggregation, evaluate, factor, guard, learnedClip, preset, share } = draft.value;
  const fitting =
    preset.directions === 'shared' ? (['mean', 'median', 'trimmed'] as const) : (['mean', 'norm-bounded'] as const);
  // One that does not fit stays to be seen, with what the manifest says of it.
  const names = fitting.some((name) => name === aggregation) ? fitting : [...fitting, aggregation];
  return (
    <>
      <div class="problem not-private" role="note">
        <p>
          <strong>{t.privacy.notPrivate}</strong>
        </p>
        <p>{t.privacy.because}</p>
        <Threats />
      </div>
      <div class="columns">
        <section class="card">
          <Choice
            legend={t.privacy.aggregation}
            names={names}
            titles={t.privacy.ways}
            value={aggregation}
            field="aggregation.by"
            onChange={(value) => change({ aggregation: value })}
          />
          {aggregation === 'norm-bounded' && (
            <NumberField
              label={t.privacy.factor}
              hint={t.privacy.factorHint}
              field="aggregation.factor"
              value={factor}
              onInput={(value) => change({ factor: value })}
            />
          )}
          {aggregation === 'trimmed' && (
            <NumberField
              label={t.privacy.share}
              hint={t.privacy.shareHint}
              field="aggregation.share"
              value={share}
              onInput={(value) => change({ share: value })}
            />
          )}
          <NumberField
            label={t.privacy.clip}
            hint={t.privacy.clipHint}
            field="method.clip"
            value={numbersOf(draft.value).clip}
            onInput={(clip) => changeIn('own', { clip })}
          />
          <Check
            label={t.privacy.learned}
            says={t.privacy.learnedSays}
            checked={learnedClip.on}
            onChange={(on) => changeIn('learnedClip', { on })}
          />
          {learnedClip.on && (
            <NumberField
              label={t.privacy.times}
              hint={t.privacy.timesHint}
              field="aggregation.learnedClip"
              value={learnedClip.times}
              onInput={(times) => changeIn('learnedClip', { times })}
            />
          )}
        </section>
        <section class="card">
          <h2>{t.privacy.heldOut}</h2>
          <Check
            label={t.privacy.evaluate}
            says={t.privacy.evaluateSays}
            checked={evaluate.on}
            onChange={(on) => changeIn('evaluate', { on })}
          />
          {evaluate.on && (
            <NumberField
              label={t.privacy.every}
              hint={t.privacy.everyHint}
              field="evaluate.every"
              value={evaluate.every}
              onInput={(every) => changeIn('evaluate', { every })}
            />
          )}
          <Check
            label={t.privacy.guard}
            says={t.privacy.guardSays}
            checked={guard.on}
            onChange={(on) => changeIn('guard', { on })}
          />
          {guard.on && (
            <>
              <NumberField
                label={t.privacy.rise}
                unit="nats"
                hint={t.privacy.riseHint}
                field="guard.rise"
                value={guard.rise}
                onInput={(rise) => changeIn('guard', { rise })}
              />
              <NumberField
                label={t.privacy.evaluations}
                hint={t.privacy.evaluationsHint}
                field="guard.evaluations"
                value={guard.evaluations}
                onInput={(evaluations) => changeIn('guard', { evaluations })}
              />
            </>
          )}
        </section>
      </div>
    </>
  );
}

/** docs/THREATS.md as it is written, loaded when it is opened. */
function Threats() {
  const t = words();
  const text = useSignal<string | null>(null);
  const read = async (): Promise<void> => {
    const { default: threats } = await import('../../../docs/THREATS.md?raw');
    text.value = threats;
  };
  return (
    <details
      onToggle={(event) => {
        if (event.currentTarget.open && text.peek() === null)
          void read().catch(() => (text.value = t.privacy.noThreats));
      }}
    >
      <summary>{t.privacy.threats}</summary>
      <div class="scroll threats" lang="en" tabIndex={0} role="region" aria-label={t.privacy.threats}>
        {text.value ?? '…'}
      </div>
    </details>
  );
}
