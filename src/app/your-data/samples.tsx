import { SAMPLES } from '../../data/index.ts';
import { keepSample, reading } from './draft.ts';
import { formatBytes } from '../format.ts';
import type { Shape } from './shape.ts';
import { chosen, datasets } from '../storage.ts';
import { words } from './words/index.ts';

/** The data sets that come with the project. */
export function Samples({ shape }: { shape: Shape }) {
  const t = words().samples;
  return (
    <section class="card" aria-labelledby="samples">
      <h2 id="samples">{t.title}</h2>
      <ul class="choices">
        {SAMPLES.map((sample) => {
          const kept = datasets.value.find(({ source }) => source === `sample:${sample.name}`);
          return (
            <li key={sample.name}>
              <div>
                <strong>{sample.title}</strong>
                <p class="muted">{t.about(t.descriptions[sample.name], sample.rows, formatBytes(sample.bytes))}</p>
              </div>
              <button
                type="button"
                disabled={reading.value}
                onClick={() => (kept ? (chosen.value = kept.id) : void keepSample(sample, shape))}
              >
                {kept ? t.choose(sample.title) : t.use(sample.title)}
              </button>
            </li>
          );
        })}
      </ul>
      <p class="muted">{t.attribution}</p>
    </section>
  );
}
