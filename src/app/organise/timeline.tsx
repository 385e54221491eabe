import type { RoundView } from '../../protocol/index.ts';
import { formatClock } from '../format.ts';
import { barsOf } from './rounds.ts';
import { words } from './words/index.ts';

/** Rounds that are drawn: on a phone each is then some pixels wide. */
const SHOWN = 40;
const WIDTH = 1000;
const HEIGHT = 120;

/** The last rounds on one line of time: a bar from opening to close, filled as far as devices answered. */
export function Timeline({ rounds, until }: { rounds: readonly RoundView[]; until: number }) {
  const { rounds: t } = words();
  const bars = barsOf(rounds.slice(-SHOWN), until);
  const [first] = bars;
  if (!first) return null;
  return (
    <figure class="timeline">
      <figcaption>{t.timeline}</figcaption>
      <svg
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={t.timelineAlt(bars.length)}
      >
        {bars.map(({ round, from, to, filled }) => {
          // A gap of a unit keeps neighbours apart; a short round is still to be seen.
          const box = { x: from * WIDTH, width: Math.max(2, (to - from) * WIDTH - 2) };
          return (
            <g key={round.number} class={round.extended ? 'extended' : ''}>
              <rect class="asked" {...box} y="0" height={HEIGHT} />
              <rect class="given" {...box} y={HEIGHT * (1 - filled)} height={HEIGHT * filled} />
            </g>
          );
        })}
      </svg>
      <p class="axis">
        <span>{formatClock(first.round.openedAt)}</span>
        <span>{formatClock(until)}</span>
      </p>
      <ul class="legend">
        <li class="given">{t.answered}</li>
        <li class="asked">{t.missing}</li>
        {bars.some(({ round }) => round.extended) && <li class="extended">{t.extended}</li>}
      </ul>
    </figure>
  );
}
