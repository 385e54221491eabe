import type { DatasetSummary } from '../../vault/index.ts';
import { formatBytes, formatCount } from '../format.ts';
import { type Shape, fitsSamples, misfit } from './shape.ts';
import { chosen, datasets, exportDataset, removeDataset } from '../storage.ts';

/** The data sets on this device, one of them chosen. */
export function StoredSets({ shape }: { shape: Shape }) {
  const sets = datasets.value;
  return (
    <section class="card" aria-labelledby="stored">
      <h2 id="stored">On this device</h2>
      {sets.length === 0 && (
        <p class="muted">No data yet. Take {fitsSamples(shape) ? 'a sample, or your own' : 'your own'}.</p>
      )}
      <div role="radiogroup" aria-labelledby="stored">
        <ul class="choices">
          {sets.map((set) => (
            <Stored key={set.id} set={set} fault={misfit(set, shape)} />
          ))}
        </ul>
      </div>
    </section>
  );
}

function Stored({ set, fault }: { set: DatasetSummary; fault: string | null }) {
  const { id, name, labels, counts, bytes, source } = set;
  return (
    <li>
      <label class="pick">
        <input
          type="radio"
          name="dataset"
          checked={chosen.value === id}
          disabled={fault !== null}
          onChange={() => (chosen.value = id)}
        />
        <strong>{name}</strong>
        <span class="muted">
          {labels.map((label, i) => `${formatCount(counts[i] ?? 0)} ${label}`).join(', ')}; {formatBytes(bytes)}
          {source.startsWith('sample:') && ', sample'}
          {fault !== null && `; ${fault}`}
        </span>
      </label>
      <span class="tools">
        <button
          type="button"
          class="quiet"
          aria-label={`Save as file: ${name}`}
          onClick={() => void exportDataset(set)}
        >
          Save as file
        </button>
        <button type="button" class="quiet" aria-label={`Delete: ${name}`} onClick={() => void removeDataset(id)}>
          Delete
        </button>
      </span>
    </li>
  );
}
