import { type EngineName, OFFERED, PROGRAM_BYTES, offeredEngine } from '../../engine/index.ts';
import type { Trial } from '../../train/index.ts';
import { formatSpeed } from '../format.ts';
import { joined, rejoin, slice } from '../session.ts';
import { chooseEngine, engineChoice } from '../storage.ts';
import { words } from './words/index.ts';

/** What computes, why it does, and the way to have another. */
export function Engine() {
  const t = words().engine;
  const engine = slice('engine');
  return (
    <section class="card" aria-labelledby="engine">
      <h2 id="engine">{t.title}</h2>
      <p data-testid="engine">
        {engine ? (
          <>
            <strong>{engine.engine}</strong>, {t.threads(engine.threads)}. <span>{engine.reason}</span>
          </>
        ) : (
          t.later
        )}
      </p>
      <Trials />
      <Choice />
      {engine?.threads === 1 && !crossOriginIsolated && <p class="muted">{t.oneThread}</p>}
    </section>
  );
}

/** What each engine does here, or why nobody knows; open for as long as it is measured. */
function Trials() {
  const t = words().engine;
  const trials = slice('trials');
  const activity = slice('activity');
  const tried = activity?.name === 'probing' ? activity.engine : null;
  if (trials.length === 0 && tried === null) return null;
  return (
    <details open={tried !== null}>
      <summary>{t.all}</summary>
      <dl class="pairs" data-testid="trials">
        {OFFERED.map((name) => {
          const trial = trials.find(({ engine }) => engine === name);
          if (tried === name) return <Pair key={name} name={name} text={t.measuring} />;
          return trial && <Pair key={name} name={name} text={describeTrial(trial)} />;
        })}
      </dl>
    </details>
  );
}

function describeTrial({ passesPerSecond, reason }: Trial): string {
  if (passesPerSecond !== null) return words().engine.passes(formatSpeed(passesPerSecond));
  return `${reason.charAt(0).toUpperCase()}${reason.slice(1)}.`;
}

function Pair({ name, text }: { name: string; text: string }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{text}</dd>
    </>
  );
}

function Choice() {
  const t = words().engine;
  const chosen = engineChoice.value;
  const change = async (name: EngineName | null, measureAgain: boolean): Promise<void> => {
    await chooseEngine(name);
    if (joined.peek()) rejoin(measureAgain);
  };
  return (
    <>
      <label class="field">
        {t.use}
        <select value={chosen ?? ''} onChange={(event) => void change(offeredEngine(event.currentTarget.value), false)}>
          <option value="">{t.automatic}</option>
          {OFFERED.map((name) => (
            <option key={name} value={name}>
              {name}: {t.on[name]}
              {name !== 'simd' && `, ${t.loads(PROGRAM_BYTES[name])}`}
            </option>
          ))}
        </select>
      </label>
      <p class="actions">
        <button type="button" disabled={!joined.value} onClick={() => void change(null, true)}>
          {t.again}
        </button>
      </p>
      <p class="muted">{t.note}</p>
    </>
  );
}
