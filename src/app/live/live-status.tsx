import { formatBytes, formatDuration } from '../format.ts';
import { Comfort } from '../manners/comfort.tsx';
import { MannersForm, RoundTime } from '../manners/form.tsx';
import { decision, goOnAnyway, loadAnyway, pluggedIn } from '../manners/state.ts';
import { Dandelion } from '../parts/dandelion.tsx';
import { addressOf } from '../route.ts';
import { finish, finishing, joined, leave, pause, progress, resume, slice } from '../session.ts';
import { now } from '../ticker.ts';
import { type Description, type Span, describeActivity, describeRefusal, roundSpan } from './describe.ts';
import { words } from './words/status/index.ts';
import './live-status.css';

/** Seeds drawn at most; where a round has more steps, a seed stands for several. */
const SEEDS = 40;
/** Milliseconds that nobody counts. */
const SHORT = 3000;

/** What the volunteer does at this moment, since when and why, what is next, and what one can do about it. */
export function Status() {
  const t = words();
  return (
    <section class="card status" aria-label={t.label}>
      <Flower />
      <Headline />
      <div class="status-more">
        <Happening />
        <RoundTime onlyMissed />
        <Refusal />
        <Buttons />
        <Comfort />
      </div>
      {joined.value && (
        <details class="status-manners">
          <summary>{t.manners}</summary>
          <MannersForm of="live" />
        </details>
      )}
    </section>
  );
}

function useDescription(): Description {
  // The whole store: the sentences draw on much of it, and they are a few text nodes.
  const wishes = { finishing: finishing.value, intensity: decision.value.intensity };
  return describeActivity(progress.value, now.value, wishes);
}

function Headline() {
  const t = words();
  const { title, reason } = useDescription();
  const since = slice('since');
  return (
    <div class="status-text">
      <h1 data-testid="activity">{title}</h1>
      <p data-testid="reason">
        {reason}
        {since > 0 && now.value - since >= SHORT && (
          <span class="muted"> {t.since(formatDuration(now.value - since))}</span>
        )}
      </p>
    </div>
  );
}

function Happening() {
  const said = useDescription();
  return (
    <>
      <Bar said={said} />
      <Next said={said} />
    </>
  );
}

/** What comes after this, and who takes part. */
function Next({ said }: { said: Description }) {
  const t = words();
  const presence = slice('presence');
  const open = presence !== null && presence.participants > 0;
  return (
    <dl class="next">
      <dt>{t.next}</dt>
      <dd data-testid="next">{said.next}</dd>
      {joined.value && presence && presence.connected > 0 && (
        <dd class="muted" data-testid="who">
          {open
            ? t.inRound(presence.contributed, presence.participants)
            : t.participants(presence.ready, presence.connected)}
        </dd>
      )}
    </dl>
  );
}

/** Steps of the round under way that are done: none where no round is. */
function useSteps(): { done: number; total: number; flying: boolean } {
  const step = slice('step');
  const activity = slice('activity');
  const total = slice('manifest')?.method.localSteps ?? 10;
  const training = activity?.name === 'training';
  const flying = activity?.name === 'waiting' && activity.reason === 'others';
  const done = training && step?.round === activity.round ? step.step : flying ? total : 0;
  return { done, total, flying };
}

function Flower() {
  const { done, total, flying } = useSteps();
  const seeds = Math.min(total, SEEDS);
  return <Dandelion seeds={seeds} ripe={Math.floor((done / total) * seeds)} flying={flying} />;
}

/** How far it is: bytes of a download, steps of a round, or time of a wait whose end is known. */
function Bar({ said }: { said: Description }) {
  const t = words();
  const activity = slice('activity')?.name;
  const download = slice('download');
  const { done, total } = useSteps();
  if (activity === 'loading' && download) {
    return (
      <label class="bar">
        <progress value={download.loaded} max={download.total} />
        <span data-testid="download">
          {t.bytesOf(formatBytes(download.loaded), formatBytes(download.total))}
          {download.perSecond > 0 && download.loaded < download.total && (
            <span class="muted">
              {' '}
              {t.downloadPace(
                formatBytes(download.perSecond),
                formatDuration(((download.total - download.loaded) / download.perSecond) * 1000),
              )}
            </span>
          )}
        </span>
      </label>
    );
  }
  if (activity !== 'training') return said.span && <Countdown span={said.span} isTold />;
  const seconds = ((total - done) * slice('stepSeconds')) / decision.value.intensity;
  const round = roundSpan(progress.value);
  return (
    <>
      <label class="bar">
        <progress value={done} max={total} />
        <span>
          <span data-testid="step">{t.step(done, total)}</span>
          {seconds >= 1 && <span class="muted"> · {t.timeLeft(formatDuration(seconds * 1000))}</span>}
        </span>
      </label>
      {round && <Countdown span={round} />}
    </>
  );
}

/** @param isTold the sentence above says it in words */
function Countdown({ span, isTold = false }: { span: Span; isTold?: boolean }) {
  const t = words();
  const duration = formatDuration(Math.max(0, span.until - now.value));
  return (
    <label class="bar" data-testid="countdown">
      <progress value={Math.max(0, now.value - span.from)} max={Math.max(1, span.until - span.from)} />
      <span class={isTold ? 'unseen' : 'muted'}>{span.atMost ? t.roundEnds(duration) : t.timeLeft(duration)}</span>
    </label>
  );
}

function Refusal() {
  const refused = slice('refused');
  if (!refused) return null;
  return (
    <p class="problem" role="note">
      {words().refused(refused.round, describeRefusal(refused.reason))}
    </p>
  );
}

function Buttons() {
  const t = words();
  const activity = slice('activity');
  if (!joined.value) {
    return (
      <p class="actions">
        <a class="button primary" href={addressOf('data')}>
          {t.joinAgain}
        </a>
      </p>
    );
  }
  const reasons = activity?.name === 'paused' ? activity.reasons : [];
  const asks = reasons.some(({ name }) => name === 'ask-plugged');
  const canFinish = activity?.name === 'training' || (activity?.name === 'waiting' && activity.reason === 'others');
  return (
    <p class="actions">
      {asks && (
        <>
          <button type="button" class="primary" onClick={() => (pluggedIn.value = true)}>
            {t.pluggedIn}
          </button>
          <button type="button" onClick={() => (pluggedIn.value = false)}>
            {t.unplugged}
          </button>
        </>
      )}
      {activity?.name === 'metered' && (
        <button type="button" class="primary" onClick={() => (loadAnyway.value = true)}>
          {t.loadAnyway}
        </button>
      )}
      <Pausing key="pausing" />
      <button type="button" onClick={leave}>
        {activity?.name === 'loading' && slice('download') ? t.cancelDownload : t.leave}
      </button>
      {(canFinish || finishing.value) && (
        <button type="button" onClick={() => finish(!finishing.value)}>
          {finishing.value ? t.unfinish : t.finish}
        </button>
      )}
    </p>
  );
}

/** One button with three meanings, so that it stays under the finger that pressed it. */
function Pausing() {
  const t = words();
  const activity = slice('activity');
  const reasons = activity?.name === 'paused' ? activity.reasons : [];
  const byPerson = reasons.some(({ name }) => name === 'person');
  const byManners = reasons.length > 0 && !byPerson;
  return (
    <button
      type="button"
      class={reasons.length > 0 && !reasons.some(({ name }) => name === 'ask-plugged') ? 'primary' : ''}
      onClick={byPerson ? resume : byManners ? goOnAnyway : pause}
    >
      {byPerson ? t.resume : byManners ? t.goOnAnyway : t.pause}
    </button>
  );
}
