import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { EvaluationView } from '../../protocol/index.ts';
import { formatCount, formatLoss, formatPercent } from '../format.ts';
import { Confirm } from './confirm.tsx';
import type { Site } from './dashboard.tsx';
import { ofEverybody } from './groups.ts';
import { command, federationDetail } from './relay-client.ts';
import { type Watched, reachOf } from './rounds.ts';
import { words } from './words/index.ts';

/** Measured states that are offered besides the best, the newest ones. */
const OFFERED = 6;

/** Takes the model back to an earlier state, chosen with what devices measured at each. */
export function Rollback({ site, watched }: { site: Site; watched: Watched }) {
  const { rollback: t, state } = words();
  const { overview, rounds } = watched;
  const { sequence, evaluations } = overview;
  const logBytes = useSignal(site.detail.logBytes);
  const chosen = useSignal<number | null>(null);
  const asking = useSignal(false);
  const done = useSignal(false);
  useEffect(() => {
    // What the log holds besides rounds: earlier rollbacks, which a new one would hold again.
    void federationDetail(site.detail.id).then(
      (detail) => (logBytes.value = detail.logBytes),
      () => {},
    );
  }, [sequence]);
  if (overview.state === 'archived') return null;
  const { earliest } = reachOf(rounds, sequence, logBytes.value);
  const offered = ofEverybody(evaluations).filter((one) => one.sequence >= earliest && one.sequence < sequence);
  const best = offered.reduce<EvaluationView | null>(
    (least, one) => (least && least.loss <= one.loss ? least : one),
    null,
  );
  const to = chosen.value ?? best?.sequence ?? sequence - 1;
  const isValid = Number.isInteger(to) && to >= earliest && to < sequence;
  let well = false;
  return (
    <section class="card" aria-labelledby="rollback">
      <h2 id="rollback">{t.heading}</h2>
      <p>{t.about}</p>
      {earliest >= sequence && <p class="muted">{t.none}</p>}
      {earliest < sequence && (
        <>
          <p class="muted">
            {earliest === 0 ? t.reachAll : t.reach(formatCount(earliest))} {earliest > 0 && t.earlier}
          </p>
          <Measured offered={offered} best={best} to={to} choose={(one) => (chosen.value = one)} />
          <label>
            {t.to}
            <input
              type="number"
              inputMode="numeric"
              min={earliest}
              max={sequence - 1}
              value={Number.isNaN(to) ? '' : to}
              onInput={({ currentTarget }) => (chosen.value = currentTarget.valueAsNumber)}
            />
            <span class={isValid ? 'note' : 'note danger-text'}>
              {t.range(formatCount(earliest), formatCount(sequence - 1))}
            </span>
          </label>
          <button type="button" class="danger" disabled={!isValid} onClick={() => (asking.value = true)}>
            {t.button}
          </button>
        </>
      )}
      <p role="status" class={done.value ? 'good' : 'unseen'}>
        {done.value && state.done.rollback}
      </p>
      {asking.value && (
        <Confirm
          {...{ title: t.title(to === 0 ? t.base : formatCount(to)), text: t.text(sequence - to), yes: t.yes }}
          danger
          act={async () => {
            await command(site.signer, site.detail, { do: 'rollback', to });
            await site.watch.refresh();
            chosen.value = null;
            well = true;
          }}
          close={() => {
            asking.value = false;
            done.value = well;
          }}
        />
      )}
    </section>
  );
}

interface MeasuredProps {
  readonly offered: readonly EvaluationView[];
  readonly best: EvaluationView | null;
  readonly to: number;
  readonly choose: (state: number) => void;
}

/** States to choose from by what devices measured there: the best, and the newest. */
function Measured({ offered, best, to, choose }: MeasuredProps) {
  const { rollback: t } = words();
  const newest = offered.slice(-OFFERED);
  const shown = best && !newest.includes(best) ? [best, ...newest] : newest;
  if (shown.length === 0) return <p class="muted">{t.unmeasured}</p>;
  return (
    <fieldset>
      <legend>{t.measured}</legend>
      {[...shown].reverse().map((one) => {
        const name = one.sequence === 0 ? t.base : formatCount(one.sequence);
        const accuracy = one.accuracy === null ? null : formatPercent(one.accuracy);
        return (
          <label key={one.sequence} class="check">
            <input type="radio" name="rollback" checked={to === one.sequence} onChange={() => choose(one.sequence)} />
            <span>
              {t.option(name, formatLoss(one.loss), accuracy)}
              {one === best && <strong class="note">{t.best}</strong>}
            </span>
          </label>
        );
      })}
    </fieldset>
  );
}
