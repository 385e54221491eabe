import { Choice, NumberField } from './fields.tsx';
import { EMPTY } from './draft.ts';
import { change, changeIn, draft } from './store.ts';
import { words } from './words/index.ts';

/** When a round opens and closes, and who may take part. */
export function RoundsStep() {
  const t = words();
  const { access, cap, preset, round, weighting } = draft.value;
  return (
    <div class="columns">
      <section class="card">
        <h2>{t.rounds.title}</h2>
        <Choice
          legend={t.rounds.together}
          names={['several', 'alone']}
          titles={t.rounds.company}
          value={round.quorum === 1 ? 'alone' : 'several'}
          onChange={(company) => changeIn('round', { quorum: company === 'alone' ? 1 : EMPTY.round.quorum })}
        />
        <NumberField
          label={t.rounds.quorum}
          hint={t.rounds.quorumHint}
          field="round.quorum"
          value={round.quorum}
          onInput={(quorum) => changeIn('round', { quorum })}
        />
        <NumberField
          label={t.rounds.deadline}
          unit={t.rounds.seconds}
          hint={t.rounds.deadlineHint}
          field="round.deadline"
          value={round.deadline}
          onInput={(deadline) => changeIn('round', { deadline })}
        />
        <NumberField
          label={t.rounds.grace}
          unit={t.rounds.seconds}
          hint={t.rounds.graceHint}
          field="round.grace"
          value={round.grace}
          onInput={(grace) => changeIn('round', { grace })}
        />
        <details>
          <summary>{t.rounds.more}</summary>
          <div class="stack">
            <NumberField
              label={t.rounds.maximum}
              hint={t.rounds.maximumHint}
              field="round.maximum"
              value={round.maximum}
              onInput={(maximum) => changeIn('round', { maximum })}
            />
            <NumberField
              label={t.rounds.target}
              hint={t.rounds.targetHint}
              field="round.target"
              value={round.target}
              onInput={(target) => changeIn('round', { target })}
            />
            <NumberField
              label={t.rounds.late}
              hint={preset.directions === 'shared' ? t.rounds.lateShared : t.rounds.lateHint}
              field="round.late"
              value={round.late}
              onInput={(late) => changeIn('round', { late })}
            />
          </div>
        </details>
      </section>
      <div class="stack">
        <section class="card">
          <Choice
            legend={t.rounds.who}
            names={['open', 'invite']}
            titles={t.rounds.access}
            value={access}
            field="access"
            onChange={(value) => change({ access: value })}
          />
        </section>
        <section class="card">
          <Choice
            legend={t.rounds.weight}
            names={['examples', 'participant']}
            titles={t.rounds.weights}
            value={weighting}
            onChange={(value) => change({ weighting: value })}
          />
          {weighting === 'examples' && (
            <NumberField
              label={t.rounds.cap}
              hint={t.rounds.capHint}
              field="weighting.cap"
              value={cap}
              onInput={(value) => change({ cap: value })}
            />
          )}
        </section>
      </div>
    </div>
  );
}
