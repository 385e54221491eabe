import { useSignal } from '@preact/signals';
import { formatBytes } from '../format.ts';
import { addressOf } from '../route.ts';
import { save } from '../save.ts';
import { Refused } from './confirm.tsx';
import type { Site } from './dashboard.tsx';
import { explain } from './refusal.ts';
import { federationDetail, summary } from './relay-client.ts';
import type { Watched } from './rounds.ts';
import { runManifest } from './run-manifest.ts';
import { words } from './words/index.ts';

/** The result to take home: model, log and what the run was. */
export function Exports({ site, watched }: { site: Site; watched: Watched }) {
  const { exports: t } = words();
  const failure = useSignal<unknown>(null);
  const { id } = site.detail;
  const bytes = watched.rounds.reduce((sum, round) => sum + round.bytes, 0);
  const saveRun = async (): Promise<void> => {
    failure.value = null;
    try {
      const [detail, sums] = await Promise.all([federationDetail(id), summary(id)]);
      const run = runManifest(location.origin, detail, sums, watched, Date.now());
      const file = new Blob([`${JSON.stringify(run, null, 2)}\n`], { type: 'application/json' });
      save(file, `${id}-${detail.sequence}-run.json`);
    } catch (error) {
      failure.value = error;
    }
  };
  return (
    <section class="card" aria-labelledby="exports">
      <h2 id="exports">{t.heading}</h2>
      <ul class="plain exports">
        <li>
          <a class="button" href={`/federations/${id}/export/model`} download>
            {t.model}
          </a>
          <span class="muted">{t.modelNote}</span>
        </li>
        <li>
          <a class="button" href={`/federations/${id}/export/log`} download>
            {t.log}
          </a>
          <span class="muted">{t.logNote(formatBytes(Math.max(bytes, site.detail.logBytes)))}</span>
        </li>
        <li>
          <button type="button" onClick={() => void saveRun()}>
            {t.runButton}
          </button>
          <span class="muted">{t.runNote}</span>
        </li>
      </ul>
      {failure.value !== null && <Refused {...explain(failure.value)} />}
      <p>
        <a href={`${addressOf('result')}/${id}`}>{t.result}</a>
      </p>
    </section>
  );
}
