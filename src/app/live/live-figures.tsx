import { describeRollback } from './describe.ts';
import { diagnostics } from '../trouble/diagnostics.ts';
import {
  formatBytes,
  formatCount,
  formatDuration,
  formatFingerprint,
  formatLoss,
  formatPace,
  formatPercent,
  formatPoints,
  plural,
} from '../format.ts';
import { CopyButton } from '../parts/copy-button.tsx';
import { Figure } from '../parts/figure.tsx';
import { slice } from '../session.ts';
import { countOf } from './tally.ts';
import { now } from '../ticker.ts';

/** The figures that most people look for. */
export function Figures() {
  return (
    <section class="card" aria-labelledby="figures">
      <h2 id="figures">So far</h2>
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
  const base = slice('base');
  const current = slice('current')?.evaluation;
  if (!base || !current)
    return <Figure name="Accuracy on your held-out texts" value="–" note="Measured once the model is loaded." />;
  return (
    <Figure
      name="Accuracy on your held-out texts"
      testid="accuracy"
      value={
        <>
          <span data-testid="accuracy-base">{formatPercent(base.accuracy)}</span> <span aria-label="now">→</span>{' '}
          <strong data-testid="accuracy-now">{formatPercent(current.accuracy)}</strong>
        </>
      }
      note={`${formatPoints(current.accuracy - base.accuracy)} since the base model, on ${plural(current.count, 'text')}. Loss there ${formatLoss(base.loss)} → ${formatLoss(current.loss)}.`}
    />
  );
}

function Loss() {
  const step = slice('step');
  return (
    <Figure
      name="Training loss"
      testid="loss"
      value={step ? formatLoss(step.loss) : '–'}
      note={step ? `Step ${step.step} of ${step.steps} in round ${step.round}.` : 'No step yet.'}
    />
  );
}

function Rounds() {
  const entry = slice('entry');
  const contributions = countOf(slice('tally'));
  return (
    <Figure
      name="Round"
      testid="round"
      value={entry ? formatCount(entry.sequence) : '0'}
      note={
        entry?.takenBack
          ? describeRollback(entry.takenBack)
          : contributions === 0
            ? 'You are in none of them yet.'
            : `Your numbers are in ${formatCount(contributions)} of them.${entry ? ` ${plural(entry.participants, 'participant')} in the last.` : ''}`
      }
    />
  );
}

function Presence() {
  const presence = slice('presence');
  if (!presence) return <Figure name="Here now" value="–" note="Not connected yet." />;
  const left = presence.remaining > 0 ? presence.time + presence.remaining - now.value : 0;
  const open = presence.participants > 0;
  return (
    <Figure
      name="Here now"
      testid="presence"
      value={formatCount(presence.connected)}
      note={
        open
          ? `${presence.contributed} of ${presence.participants} are done with this round${left > 0 ? `; it ends in ${formatDuration(left)} at most` : ''}.`
          : `${presence.ready} ready for the next round.`
      }
    />
  );
}

function Pace() {
  const seconds = slice('stepSeconds');
  const forward = slice('forwardSeconds');
  if (seconds === 0) return <Figure name="Pace" value="–" note="Measured with the first steps." />;
  return (
    <Figure
      name="Pace"
      testid="pace"
      value={formatPace(seconds)}
      note={`${Math.round((forward / seconds) * 100)} % of it are the forward passes themselves.`}
    />
  );
}

function Agreement() {
  const verified = slice('verified');
  const entry = slice('entry');
  const fingerprint = verified?.fingerprint ?? entry?.fingerprint;
  return (
    <Figure
      name="Same model as everybody"
      testid="fingerprint"
      value={verified ? verified.equal ? <span class="good">✓ bit-identical with the relay</span> : 'Differs' : '–'}
      note={
        fingerprint ? (
          <>
            After round {verified?.sequence ?? entry?.sequence}: <code>{formatFingerprint(fingerprint)}</code>
          </>
        ) : (
          'Compared after each round.'
        )
      }
    />
  );
}

/** What the device does and how much it moves. */
export function Machine() {
  const memory = slice('memory');
  const traffic = slice('traffic');
  // The record counts at once, and must never differ from what is said here.
  const sent = slice('sent').bytes;
  const data = slice('data');
  const steps = slice('steps');
  return (
    <section class="card" aria-labelledby="machine">
      <h2 id="machine">This device</h2>
      <dl class="pairs">
        <dt>Sent / received</dt>
        <dd data-testid="traffic">
          {formatBytes(sent)} / {formatBytes(traffic.down)}
          {traffic.files > 0 && `, and ${formatBytes(traffic.files)} of files`}
        </dd>
        <dt>Memory</dt>
        <dd>
          {memory
            ? `${formatBytes(memory.peak)} at most (weights ${formatBytes(memory.weights)}, scratch ${formatBytes(memory.scratch)})`
            : '–'}
        </dd>
        <dt>Your texts</dt>
        <dd>
          {data
            ? `${formatCount(data.training)} for training, ${formatCount(data.heldOut)} held out${data.truncated > 0 ? `, ${formatCount(data.truncated)} cut to fit` : ''}`
            : '–'}
        </dd>
        <dt>Steps</dt>
        <dd>{formatCount(steps)}</dd>
      </dl>
      <CopyButton label="Copy diagnostics (no data in them)" text={diagnostics} />
    </section>
  );
}
