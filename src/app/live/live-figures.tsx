import { formatCount, formatDecimal, formatFingerprint, formatLoss, formatPercent, formatSpeed } from '../format.ts';
import { Figure } from '../parts/figure.tsx';
import { useThrottled } from '../parts/throttled.ts';
import { measures, slice } from '../session.ts';
import { now } from '../ticker.ts';
import { describeRollback } from './describe.ts';
import { countOf } from './tally.ts';
import { words } from './words/index.ts';

/** The figures that most people look for. */
export function Figures() {
  return (
    <section class="card" aria-labelledby="figures">
      <h2 id="figures">{words().figures.title}</h2>
      <dl class="figures">
        <Accuracy />
        <Loss />
        <Rounds />
        <Presence />
        <Pace />
        <Agreement />
      </dl>
    </section>
  );
}

function Accuracy() {
  const t = words().figures;
  const base = slice('base');
  const current = slice('current')?.evaluation;
  if (!base || !current) return <Figure name={t.accuracy} value="–" note={t.accuracyLater} />;
  return (
    <Figure
      name={t.accuracy}
      testid="accuracy"
      value={
        <>
          <span data-testid="accuracy-base">{formatPercent(base.accuracy)}</span> <span aria-label={t.now}>→</span>{' '}
          <strong data-testid="accuracy-now">{formatPercent(current.accuracy)}</strong>
        </>
      }
      note={t.accuracyNote(current.accuracy - base.accuracy, current.count, base.loss, current.loss)}
    />
  );
}

function Loss() {
  const t = words().figures;
  const step = slice('step');
  return (
    <Figure
      name={t.loss}
      testid="loss"
      value={step ? formatLoss(step.loss) : '–'}
      note={step ? t.lossNote(step.step, step.steps, step.round) : t.noStep}
    />
  );
}

function Rounds() {
  const t = words().figures;
  const entry = slice('entry');
  const contributions = countOf(slice('tally'));
  return (
    <Figure
      name={t.round}
      testid="round"
      value={entry ? formatCount(entry.sequence) : '0'}
      note={
        entry?.takenBack
          ? describeRollback(entry.takenBack)
          : contributions === 0
            ? t.inNone
            : `${t.inRounds(contributions)}${entry ? ` ${t.inLast(entry.participants)}` : ''}`
      }
    />
  );
}

function Presence() {
  const t = words().figures;
  const presence = slice('presence');
  if (!presence) return <Figure name={t.here} value="–" note={t.notConnected} />;
  const { connected, contributed, participants, ready, remaining, time } = presence;
  const left = remaining > 0 ? time + remaining - now.value : 0;
  return (
    <Figure
      name={t.here}
      testid="presence"
      value={formatCount(connected)}
      note={
        participants > 0 ? `${t.done(contributed, participants)}${left > 0 ? ` ${t.ends(left)}` : ''}` : t.ready(ready)
      }
    />
  );
}

function Pace() {
  const t = words().figures;
  const { stepSeconds, stepsPerSecond, tokensPerSecond } = useThrottled(
    () => void slice('steps'),
    () => measures.pace.figures(),
  );
  if (stepSeconds === 0) return <Figure name={t.pace} value="–" note={t.paceLater} />;
  return (
    <Figure
      name={t.pace}
      testid="pace"
      value={
        stepSeconds <= 2
          ? t.stepsPerSecond(formatDecimal(stepsPerSecond, 1))
          : t.secondsPerStep(formatDecimal(stepSeconds, 1))
      }
      note={t.tokens(formatSpeed(tokensPerSecond))}
    />
  );
}

function Agreement() {
  const t = words().figures;
  const verified = slice('verified');
  const entry = slice('entry');
  const fingerprint = verified?.fingerprint ?? entry?.fingerprint;
  return (
    <Figure
      name={t.same}
      testid="fingerprint"
      value={verified ? verified.equal ? <span class="good">{t.equal}</span> : t.differs : '–'}
      note={
        fingerprint ? (
          <>
            {t.afterRound(verified?.sequence ?? entry?.sequence ?? 0)} <code>{formatFingerprint(fingerprint)}</code>
          </>
        ) : (
          t.compared
        )
      }
    />
  );
}
