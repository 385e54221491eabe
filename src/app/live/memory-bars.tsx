import { formatBytes, formatDecimal } from '../format.ts';
import { slice } from '../session.ts';
import { words } from './words/index.ts';

/** What the engine holds against what backpropagation would, as two bars and in words. */
export function MemoryBars() {
  const t = words().memory;
  const memory = slice('memory');
  if (!memory) {
    return (
      <>
        <h3>{t.title}</h3>
        <p class="muted">{t.later}</p>
      </>
    );
  }
  const { backpropagation: there, peak, scratch, weights } = memory;
  const times = there.total / peak;
  return (
    <div class="memory" data-testid="memory">
      <h3>{t.title}</h3>
      <div role="img" aria-label={t.label(peak, there.total)}>
        <Bar name={t.here} bytes={peak} most={Math.max(peak, there.total)} isOwn />
        <Bar name={t.there} bytes={there.total} most={Math.max(peak, there.total)} isOwn={false} />
      </div>
      <p>{times > 1.05 ? t.less(formatDecimal(times, 1)) : t.more}</p>
      <p class="muted">{t.own(peak, weights, scratch)}</p>
      <p class="muted">{t.parts(there.weights, there.gradients, there.moments, there.activations)}</p>
    </div>
  );
}

function Bar({ name, bytes, most, isOwn }: { name: string; bytes: number; most: number; isOwn: boolean }) {
  return (
    <div class={isOwn ? 'chance best' : 'chance'}>
      <span>{name}</span>
      <span>{formatBytes(bytes)}</span>
      <svg viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true">
        <rect class="rest" width="100" height="4" />
        <rect class="part" width={(100 * bytes) / most} height="4" />
      </svg>
    </div>
  );
}
