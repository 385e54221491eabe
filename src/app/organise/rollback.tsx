import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { formatCount, formatLoss, formatPercent } from '../format.ts';
import { Confirm } from './confirm.tsx';
import type { Site } from './dashboard.tsx';
import { ofEverybody } from './groups.ts';
import { command, federationDetail } from './relay-client.ts';
import { type Watched, reachOf } from './rounds.ts';
import { words } from './words/index.ts';

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
  const measured = new Map(ofEverybody(evaluations).map((one) => [one.sequence, one]));
  const states = Array.from({ length: sequence - earliest }, (_, i) => sequence - 1 - i);
  const best = states.reduce<number | null>((least, place) => {
    const loss = measured.get(place)?.loss ?? Infinity;
    return loss < (least === null ? Infinity : (measured.get(least)?.loss ?? Infinity)) ? place : least;
  }, null);
  const nameOf = (place: number): string => {
    const one = measured.get(place);
    const name = place === 0 ? t.base : formatCount(place);
    const figures = one
      ? t.option(name, formatLoss(one.loss), one.accuracy === null ? null : formatPercent(one.accuracy))
      : t.plain(name);
    return place === best ? `${figures} (${t.best})` : figures;
  };
  const to = chosen.value ?? best ?? states[0] ?? 0;
  let well = false;
  return (
    <section class="card" aria-labelledby="rollback">
      <h2 id="rollback">{t.heading}</h2>
      <p>{t.about}</p>
      {states.length === 0 && <p class="muted">{t.none}</p>}
      {states.length > 0 && (
        <>
          <p class="muted">
            {earliest === 0 ? t.reachAll : t.reach(formatCount(earliest))} {earliest > 0 && t.earlier}
          </p>
          <label>
            {t.to}
            <select value={to} onChange={({ currentTarget }) => (chosen.value = Number(currentTarget.value))}>
              {states.map((place) => (
                <option key={place} value={place}>
                  {nameOf(place)}
                </option>
              ))}
            </select>
          </label>
          <button type="button" class="danger" onClick={() => (asking.value = true)}>
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
