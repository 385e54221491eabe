import { useSignal } from '@preact/signals';
import { SAMPLES } from '../../data/index.ts';
import type { ZeroShot } from '../../train/index.ts';
import {
  formatBytes,
  formatCount,
  formatDecimal,
  formatDuration,
  formatLoss,
  formatPace,
  formatPercent,
} from '../format.ts';
import { Figure } from '../parts/figure.tsx';
import { addressOf } from '../route.ts';
import { MEASURED, estimateRun } from './estimate.ts';
import { rows } from './examples.ts';
import { interval } from './interval.ts';
import { kit } from './kit.ts';
import type { Rehearsal, Source } from './rehearsal-state.ts';
import { rehearsal, rehearse, stopRehearsal } from './rehearsal.ts';
import { draft, state } from './store.ts';
import { words as troubles } from '../trouble/words/index.ts';
import { language } from '../words/index.ts';
import { KitProblem } from './kit-problem.tsx';
import { words } from './words/index.ts';

/** What the federation would be to one volunteer, tried on this device before it opens. */
export function DryRunStep() {
  const t = words();
  const { manifest } = state.value;
  const wanted = useSignal<Source | null>(null);
  const run = rehearsal.value;
  const { examples, own } = rows.value;
  const isSentiment = draft.value.template === 'sentiment';
  const sources: Source[] = [
    ...(examples.length > 0 ? [own ? ('own' as const) : ('template' as const)] : []),
    ...(isSentiment ? SAMPLES.map(({ name }) => name) : []),
  ];
  const source = sources.find((one) => one === wanted.value) ?? sources[0];
  const isRunning = run?.status === 'running';
  // What the tokenizer's address is closed to, the model's is too.
  const isBlocked = kit.value.status === 'failed' && kit.value.why === 'policy';
  return (
    <div class="columns">
      <div class="stack">
        <section class="card">
          <h2>{t.dryRun.on}</h2>
          <div role="radiogroup" aria-label={t.dryRun.on}>
            {sources.map((one) => (
              <label class="pick" key={one}>
                <input type="radio" name="source" checked={one === source} onChange={() => (wanted.value = one)} />
                <strong>{one === 'own' || one === 'template' ? t.dryRun.rows[one] : sampleTitle(one)}</strong>
                <span class="muted">
                  {one === 'own' || one === 'template' ? t.dryRun.count(examples.length) : t.dryRun.sample}
                </span>
              </label>
            ))}
          </div>
          {source === undefined && <p class="muted">{t.dryRun.none}</p>}
          {(source === 'template' || (source === 'own' && examples.length < 20)) && <p class="note">{t.dryRun.few}</p>}
          <p class="note">{t.dryRun.stays}</p>
          <KitProblem />
          {!manifest && (
            <p class="fault" role="status">
              {t.dryRun.incomplete}
            </p>
          )}
          <p class="actions">
            <button
              type="button"
              class="primary"
              disabled={!manifest || source === undefined || isRunning || isBlocked}
              onClick={() => manifest && source && void rehearse(manifest, source)}
            >
              {run ? t.dryRun.again : t.dryRun.start}
            </button>
            {isRunning && (
              <button type="button" onClick={stopRehearsal}>
                {t.dryRun.stop}
              </button>
            )}
          </p>
          {run && <Progress run={run} />}
        </section>
      </div>
      {run && <Outcome run={run} />}
    </div>
  );
}

function sampleTitle(name: Source): string {
  return SAMPLES.find((sample) => sample.name === name)?.title ?? name;
}

function Progress({ run }: { run: Rehearsal }) {
  const t = words();
  const { at, download, judged, problem, status, steps } = run;
  if (status === 'running') {
    const loading = at === 'loading' && download && download.loaded < download.total ? download : null;
    const part = at === 'judging' && judged ? judged : loading ? { done: loading.loaded, total: loading.total } : null;
    return (
      <div class="bar">
        <span role="status">{t.dryRun.doing[at]}</span>
        <progress aria-label={t.dryRun.doing[at]} {...(part && { value: part.done, max: part.total })} />
        {at === 'timing' && <span>{t.dryRun.steps(steps)}</span>}
        {loading && (
          <span>
            {formatBytes(loading.loaded)} / {formatBytes(loading.total)}
          </span>
        )}
      </div>
    );
  }
  if (problem) {
    // That one means something else while one takes part.
    const own = problem.code === 'worker' ? t.dryRun.lost : null;
    const { message, remedy } = own ?? troubles().say(problem);
    return (
      <div class="problem" role="alert" data-code={problem.code}>
        <p>
          <strong>{message}</strong>
        </p>
        <p>{remedy}</p>
      </div>
    );
  }
  return <p role="status">{status === 'done' ? t.dryRun.done : t.dryRun.stopped}</p>;
}

function Outcome({ run }: { run: Rehearsal }) {
  const t = words();
  const { engine, pace, source, zeroShot } = run;
  const { manifest } = state.value;
  const isOld = manifest !== null && JSON.stringify(manifest) !== JSON.stringify(run.manifest);
  return (
    <section class="card" aria-labelledby="outcome" data-testid="outcome">
      <h2 id="outcome">{t.dryRun.outcome}</h2>
      {isOld && <p class="problem">{t.dryRun.old}</p>}
      {!zeroShot && !pace && <p class="muted">{t.dryRun.soon}</p>}
      {zeroShot && <Accuracy zeroShot={zeroShot} names={run.manifest.task.labels.map(({ name }) => name)} />}
      {zeroShot && source === 'template' && <p class="note">{t.dryRun.notYours}</p>}
      {pace && (
        <>
          <h3>{t.dryRun.device}</h3>
          <dl class="figures">
            <Figure
              name={t.dryRun.step}
              value={formatPace(pace.stepSeconds)}
              note={t.dryRun.stepNote(pace.timed, formatDecimal(pace.passes, 1))}
              testid="step-time"
            />
            <Figure
              name={t.dryRun.memory}
              value={formatBytes(pace.memory.peak)}
              note={t.dryRun.memoryNote(formatBytes(pace.memory.weights))}
            />
          </dl>
          {engine && (
            <p class="note">
              {t.dryRun.engine(engine.name, engine.threads)} {language.value === 'en' && engine.reason}
            </p>
          )}
          <Rounds run={run} />
        </>
      )}
    </section>
  );
}

/** Points of difference between what the model answers and what there is from which it is a lean. */
const LEAN = 0.2;

function Accuracy({ zeroShot, names }: { zeroShot: ZeroShot; names: readonly string[] }) {
  const t = words();
  const { actual, answered, count, loss, right, truncated } = zeroShot;
  const [from, to] = interval(right, count);
  const most = Math.max(...actual) / count;
  const lean = answered.findIndex((times, i) => (times - actual[i]!) / count > LEAN);
  return (
    <>
      <dl class="figures">
        <Figure
          name={t.dryRun.accuracy}
          value={formatPercent(right / count)}
          note={t.dryRun.accuracyNote(formatPercent(from), formatPercent(to), formatCount(count))}
          testid="zero-shot"
        />
        <Figure name={t.dryRun.majority} value={formatPercent(most)} note={t.dryRun.majorityNote} />
        <Figure
          name={t.dryRun.loss}
          value={formatLoss(loss)}
          note={t.dryRun.lossNote(formatLoss(Math.log(names.length)))}
        />
      </dl>
      <div class="scroll" tabIndex={0} role="region" aria-label={t.dryRun.answers}>
        <table>
          <caption class="unseen">{t.dryRun.answers}</caption>
          <thead>
            <tr>
              <th scope="col">{t.dryRun.class}</th>
              <th scope="col">{t.dryRun.there}</th>
              <th scope="col">{t.dryRun.said}</th>
            </tr>
          </thead>
          <tbody>
            {names.map((name, i) => (
              <tr key={name}>
                <th scope="row">{name}</th>
                <td>{formatCount(actual[i]!)}</td>
                <td>{formatCount(answered[i]!)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {lean >= 0 && <p>{t.dryRun.lean(names[lean]!, formatPercent(answered[lean]! / count))}</p>}
      {truncated > 0 && <p class="note">{t.dryRun.truncated(truncated)}</p>}
      {to < most && <p class="note">{t.dryRun.belowChance}</p>}
    </>
  );
}

/** To the tenth where it is short: a round may take less than a second. */
function duration(seconds: number): string {
  return seconds < 10 ? `${formatDecimal(seconds, 1)} s` : formatDuration(seconds * 1000);
}

function Rounds({ run: { manifest, pace } }: { run: Rehearsal }) {
  const t = words();
  if (!pace) return null;
  const { down, participants, passes, rounds, secondsPerRound, up } = estimateRun(manifest, pace);
  const time = (count: number): string => duration(count * secondsPerRound);
  return (
    <>
      <h3>{t.dryRun.round}</h3>
      <dl class="figures">
        <Figure
          name={t.dryRun.computing}
          value={duration(secondsPerRound)}
          note={t.dryRun.computingNote(manifest.method.localSteps, formatDecimal(passes, 0))}
          testid="round-time"
        />
        <Figure
          name={t.dryRun.bytes}
          value={t.dryRun.upDown(formatBytes(up), formatBytes(down))}
          note={t.dryRun.bytesNote(participants)}
          testid="bytes"
        />
        <Figure
          name={t.dryRun.rounds}
          value={rounds ? t.dryRun.range(rounds.from, rounds.to) : t.dryRun.notKnown}
          note={
            rounds
              ? t.dryRun.roundsNote(
                  `${MEASURED.passes.from}–${MEASURED.passes.to}`,
                  formatPercent(MEASURED.accuracy),
                  participants,
                )
              : t.dryRun.notKnownNote
          }
          testid="rounds"
        />
        {rounds && (
          <Figure
            name={t.dryRun.time}
            value={t.dryRun.timeRange(time(rounds.from), time(rounds.to))}
            note={t.dryRun.timeNote}
          />
        )}
      </dl>
      <p class="note">
        {t.dryRun.schedule(formatCount(manifest.method.learningRate.rounds), time(manifest.method.learningRate.rounds))}
      </p>
      <p>
        <a href={`${addressOf('create')}/method`}>{t.dryRun.change}</a>
      </p>
    </>
  );
}
