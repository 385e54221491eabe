import { describeActivity, describeRefusal } from './describe.ts';
import { formatBytes, formatDuration } from '../format.ts';
import { Dandelion } from '../parts/dandelion.tsx';
import { addressOf } from '../route.ts';
import { joined, leave, pause, progress, resume, slice } from '../session.ts';
import { now } from '../ticker.ts';
import { Comfort } from '../manners/comfort.tsx';

/** Seeds drawn at most; where a round has more steps, a seed stands for several. */
const SEEDS = 40;
/** Milliseconds that nobody counts. */
const SHORT = 3000;

/** What the volunteer does at this moment, since when and why, and the three things one can do about it. */
export function Status() {
  return (
    <section class="card status" aria-label="What happens now">
      <Flower />
      <div class="status-text">
        <Headline />
        <Bar />
        <Refusal />
        <Buttons />
        <Comfort />
      </div>
    </section>
  );
}

function Headline() {
  // The whole store: the sentence draws on much of it, and it is two text nodes.
  const { title, reason } = describeActivity(progress.value, now.value);
  const since = slice('since');
  return (
    <>
      <h1 data-testid="activity">{title}</h1>
      <p data-testid="reason">
        {reason}
        {since > 0 && now.value - since >= SHORT && (
          <span class="muted"> For {formatDuration(now.value - since)}.</span>
        )}
      </p>
    </>
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

function Bar() {
  const activity = slice('activity')?.name;
  const download = slice('download');
  const { done, total } = useSteps();
  if (activity === 'loading' && download) {
    return (
      <label class="bar">
        <progress value={download.loaded} max={download.total} />
        <span>
          {formatBytes(download.loaded)} of {formatBytes(download.total)}
        </span>
      </label>
    );
  }
  if (activity !== 'training') return null;
  return (
    <label class="bar">
      <progress value={done} max={total} />
      <span data-testid="step">
        Step {done} of {total}
      </span>
    </label>
  );
}

function Refusal() {
  const refused = slice('refused');
  if (!refused) return null;
  return (
    <p class="problem" role="note">
      Round {refused.round}: {describeRefusal(refused.reason)}
    </p>
  );
}

function Buttons() {
  const paused = slice('activity')?.name === 'paused';
  if (!joined.value) {
    return (
      <p class="actions">
        <a class="button primary" href={addressOf('data')}>
          Join again
        </a>
      </p>
    );
  }
  return (
    <p class="actions">
      <button type="button" class={paused ? 'primary' : ''} onClick={paused ? resume : pause}>
        {paused ? 'Resume' : 'Pause'}
      </button>
      <button type="button" onClick={leave}>
        Leave
      </button>
    </p>
  );
}
