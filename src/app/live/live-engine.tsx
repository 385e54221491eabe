import { type EngineName, OFFERED, type OfferedEngine, PROGRAM_BYTES, offeredEngine } from '../../engine/index.ts';
import type { Trial } from '../../train/index.ts';
import { formatBytes, formatSpeed, plural } from '../format.ts';
import { joined, rejoin, slice } from '../session.ts';
import { chooseEngine, engineChoice } from '../storage.ts';

/** Engines that a person may choose, and what each runs on. */
const ENGINES = {
  simd: 'built in',
  webgpu: 'graphics',
  webgl: 'older graphics',
  wasm: 'ONNX Runtime',
} as const satisfies Record<OfferedEngine, string>;

/** What computes, why it does, and the way to have another. */
export function Engine() {
  const engine = slice('engine');
  return (
    <section class="card" aria-labelledby="engine">
      <h2 id="engine">Engine</h2>
      <p data-testid="engine">
        {engine ? (
          <>
            <strong>{engine.engine}</strong>, {plural(engine.threads, 'thread')}. <span>{engine.reason}</span>
          </>
        ) : (
          'Chosen once the model is here.'
        )}
      </p>
      <Trials />
      <Choice />
      {engine?.threads === 1 && !crossOriginIsolated && (
        <p class="muted">One thread: browsers allow more on https or localhost only. It works the same, slower.</p>
      )}
    </section>
  );
}

/** What each engine does here, or why nobody knows; open for as long as it is measured. */
function Trials() {
  const trials = slice('trials');
  const activity = slice('activity');
  const tried = activity?.name === 'probing' ? activity.engine : null;
  if (trials.length === 0 && tried === null) return null;
  return (
    <details open={tried !== null}>
      <summary>All engines</summary>
      <dl class="pairs" data-testid="trials">
        {OFFERED.map((name) => {
          const trial = trials.find(({ engine }) => engine === name);
          if (tried === name) return <Pair key={name} name={name} text="Measuring …" />;
          return trial && <Pair key={name} name={name} text={describeTrial(trial)} />;
        })}
      </dl>
    </details>
  );
}

function describeTrial({ passesPerSecond, reason }: Trial): string {
  if (passesPerSecond !== null) return `${formatSpeed(passesPerSecond)} passes/s`;
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
  const chosen = engineChoice.value;
  const change = async (name: EngineName | null, measureAgain: boolean): Promise<void> => {
    await chooseEngine(name);
    if (joined.peek()) rejoin(measureAgain);
  };
  return (
    <>
      <label class="field">
        Engine to use
        <select value={chosen ?? ''} onChange={(event) => void change(offeredEngine(event.currentTarget.value), false)}>
          <option value="">Automatic: the fastest measured</option>
          {OFFERED.map((name) => (
            <option key={name} value={name}>
              {name}: {ENGINES[name]}
              {name !== 'simd' && `, loads ${formatBytes(PROGRAM_BYTES[name])}`}
            </option>
          ))}
        </select>
      </label>
      <p class="actions">
        <button type="button" disabled={!joined.value} onClick={() => void change(null, true)}>
          Measure again
        </button>
      </p>
      <p class="muted">
        A change begins this visit anew: the copy is made again from the log. What you contributed stays, and the choice
        is kept on this device.
      </p>
    </>
  );
}
