import { threadsFor, threadsOf } from '../../engine/index.ts';
import { Figure } from '../parts/figure.tsx';
import { addressOf } from '../route.ts';
import { engineChoice } from '../storage.ts';
import type { Federation } from '../federations.ts';
import { formatBytes } from '../format.ts';
import { type Cost, costOf, trafficOf } from './cost.ts';
import { type Download, download } from './download.ts';
import { type Memory, memory } from './memory.ts';
import { modelHost } from './model-host.ts';
import { words } from './words/index.ts';

/** What joining costs: what is known exactly, what is estimated, and how. */
export function Costs({ federation: { manifest, ready, pace } }: { federation: Federation }) {
  const t = words();
  const cost = costOf(manifest);
  const traffic = trafficOf(manifest, ready, pace);
  return (
    <section class="card" aria-labelledby="costs">
      <h2 id="costs">{t.costs}</h2>
      <dl class="figures facts">
        <Figure name={t.download} {...describeDownload(download.value, cost)} />
        <Figure
          name={t.data}
          testid="data-plan"
          value={t.dataHourly(traffic.hourly)}
          note={t.dataNote(traffic.up + traffic.down)}
        />
        <Figure name={t.battery} value={t.batteryLike} note={t.batteryNote} />
        <Figure name={t.memory} {...describeMemory(memory.value, modelHost(manifest))} />
      </dl>
      <MemoryWarning />
      <details>
        <summary>{t.how}</summary>
        <ul>
          <li>{t.howDownload(cost.modelBytes)}</li>
          <li>
            {t.howData(traffic.up, traffic.down)}{' '}
            {traffic.seen ? t.howPaceSeen(traffic.pace) : t.howPaceAssumed(traffic.pace)}
          </li>
          <li>
            {t.howBattery(threadsOf(engineChoice.value ?? 'simd', threadsFor(navigator.hardwareConcurrency)))}{' '}
            <a href={addressOf('settings')}>{t.settings}</a>
          </li>
          <li>{t.howMemory}</li>
        </ul>
      </details>
    </section>
  );
}

interface Described {
  readonly value: string;
  readonly note: string;
}

function describeDownload(known: Download | null, { modelBytes }: Cost): Described {
  const t = words();
  if (!known) return { value: formatBytes(modelBytes), note: t.downloadLooking };
  const { model, present, begun } = known;
  if (model === 0) return { value: t.downloadNothing, note: t.downloadHere(present) };
  if (begun > 0) return { value: formatBytes(model), note: t.downloadBegun(present) };
  return { value: formatBytes(model), note: present > 0 ? t.downloadRest(present) : t.downloadOnce };
}

function describeMemory(known: Memory | null, host: string | null): Described {
  const t = words();
  if (!known) return { value: '–', note: host === null ? t.memoryLooking : t.memoryElsewhere(host) };
  return { value: formatBytes(known.peak), note: t.memoryNote(known.weights) };
}

function MemoryWarning() {
  const t = words();
  const known = memory.value;
  if (!known?.problem) return null;
  const { peak, problem } = known;
  return (
    <div class="problem" role="note">
      <p>
        <strong>
          {problem.limit === 'device' ? t.memoryDevice(peak, problem.gibibytes) : t.memoryAddresses(peak)}
        </strong>
      </p>
      <p>{t.memoryRemedy}</p>
    </div>
  );
}
