import { SAMPLES } from '../../data/index.ts';
import { keepSample, reading } from './draft.ts';
import { formatBytes, formatCount } from '../format.ts';
import type { Shape } from './shape.ts';
import { chosen, datasets } from '../storage.ts';

/** The data sets that come with the project. */
export function Samples({ shape }: { shape: Shape }) {
  return (
    <section class="card" aria-labelledby="samples">
      <h2 id="samples">Try with a sample</h2>
      <ul class="choices">
        {SAMPLES.map((sample) => {
          const kept = datasets.value.find(({ source }) => source === `sample:${sample.name}`);
          return (
            <li key={sample.name}>
              <div>
                <strong>{sample.title}</strong>
                <p class="muted">
                  {sample.description} {formatCount(sample.rows)} rows, {formatBytes(sample.bytes)}.
                </p>
              </div>
              <button
                type="button"
                disabled={reading.value}
                onClick={() => (kept ? (chosen.value = kept.id) : void keepSample(sample, shape))}
              >
                {kept ? 'Choose' : 'Use'} {sample.title}
              </button>
            </li>
          );
        })}
      </ul>
      <p class="muted">{SAMPLES[0]?.attribution}.</p>
    </section>
  );
}
