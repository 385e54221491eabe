import { diagnostics } from '../trouble/diagnostics.ts';
import { formatBytes, formatCount, formatSpeed } from '../format.ts';
import { CopyButton } from '../parts/copy-button.tsx';
import { useThrottled } from '../parts/throttled.ts';
import { measures, slice } from '../session.ts';
import { describeDrift } from './drift.ts';
import { MemoryBars } from './memory-bars.tsx';
import { words } from './words/index.ts';

/** What the device does, how much it moves, and whether it becomes slower. */
export function Machine() {
  const { figures, machine: t } = words();
  const traffic = slice('traffic');
  // The record counts at once, and must never differ from what is said here.
  const sent = slice('sent').bytes;
  const data = slice('data');
  const { steps, forward, pace } = useThrottled(
    () => void slice('steps'),
    () => {
      const share = slice('stepSeconds') === 0 ? 0 : slice('forwardSeconds') / slice('stepSeconds');
      return { steps: slice('steps'), forward: Math.round(100 * share), pace: measures.pace.figures() };
    },
  );
  return (
    <section class="card" aria-labelledby="machine">
      <h2 id="machine">{t.title}</h2>
      <dl class="pairs">
        <dt>{t.traffic}</dt>
        <dd data-testid="traffic">
          {formatBytes(sent)} / {formatBytes(traffic.down)}
          {traffic.files > 0 && `, ${t.files(traffic.files)}`}
        </dd>
        <dt>{t.texts}</dt>
        <dd>
          {data
            ? `${t.textsNote(data.training, data.heldOut)}${data.truncated > 0 ? `, ${t.cut(data.truncated)}` : ''}`
            : '–'}
        </dd>
        <dt>{t.steps}</dt>
        <dd data-testid="steps">{formatCount(steps)}</dd>
        {steps > 0 && (
          <>
            <dt>{t.speed}</dt>
            <dd data-testid="tokens">{figures.tokens(formatSpeed(pace.tokensPerSecond))}</dd>
            <dt>{t.warmth}</dt>
            <dd data-testid="drift">
              {describeDrift(pace.drift)} {t.forward(forward)}
            </dd>
          </>
        )}
      </dl>
      <MemoryBars />
      <CopyButton label={t.copy} text={diagnostics} />
    </section>
  );
}
