import { useSignal } from '@preact/signals';
import type { Repeats } from '../../data/index.ts';
import type { Manifest } from '../../protocol/index.ts';
import { formatBytes } from '../format.ts';
import type { Rows } from './edits.ts';
import { counting, prepareCounting, tokensOf } from './token-counts.ts';
import { words } from './words/index.ts';

type Kind = 'duplicates' | 'conflicts' | 'long';

interface ChecksProps {
  readonly rows: Rows;
  readonly repeats: Repeats;
  /** Places of rows that training cuts. */
  readonly long: readonly number[];
  readonly manifest: Manifest | null;
  readonly show: (kind: Kind) => void;
  readonly remove: (places: readonly number[]) => void;
}

/** What may be wrong with the rows, each with a way to mend it in one tap. */
export function Checks({ rows, repeats: { duplicates, conflicts }, long, manifest, show, remove }: ChecksProps) {
  const t = words().checks;
  /** Which its owner keeps as they are, by their number: more of them are news. */
  const kept = useSignal<Partial<Record<Kind, number>>>({});
  const isNews = (kind: Kind, places: readonly number[]): boolean =>
    places.length > 0 && kept.value[kind] !== places.length;
  const keep = (kind: Kind, count: number): void => {
    kept.value = { ...kept.peek(), [kind]: count };
  };
  return (
    <section class="card" aria-labelledby="checks">
      <h2 id="checks">{t.title}</h2>
      {duplicates.length === 0 && conflicts.length === 0 && <p>{t.fine}</p>}
      {isNews('duplicates', duplicates) && (
        <div class="problem">
          <p>{t.duplicates(duplicates.length)}</p>
          <p class="actions">
            <button type="button" onClick={() => remove(duplicates)}>
              {t.removeDuplicates(duplicates.length)}
            </button>
            <ShowOrKeep show={() => show('duplicates')} keep={() => keep('duplicates', duplicates.length)} />
          </p>
        </div>
      )}
      {isNews('conflicts', conflicts) && (
        <div class="problem">
          <p>{t.conflicts(conflicts.length)}</p>
          <p class="actions">
            <button type="button" onClick={() => remove(conflicts)}>
              {t.removeConflicts}
            </button>
            <ShowOrKeep show={() => show('conflicts')} keep={() => keep('conflicts', conflicts.length)} />
          </p>
        </div>
      )}
      {manifest && isNews('long', long) && (
        <div class="problem">
          <p>{t.long(long.length, manifest.task.maxTokens)}</p>
          <p class="actions">
            <ShowOrKeep show={() => show('long')} keep={() => keep('long', long.length)} />
          </p>
        </div>
      )}
      {manifest && <Counting rows={rows} areShort={long.length === 0} manifest={manifest} />}
    </section>
  );
}

function ShowOrKeep({ show, keep }: { show: () => void; keep: () => void }) {
  const t = words().checks;
  return (
    <>
      <button type="button" class="quiet" onClick={show}>
        {t.show}
      </button>
      <button type="button" class="quiet" onClick={keep}>
        {t.keep}
      </button>
    </>
  );
}

function Counting({ rows, areShort, manifest }: { rows: Rows; areShort: boolean; manifest: Manifest }) {
  const t = words().checks;
  const state = counting.value;
  switch (state.state) {
    case 'idle':
      return null;
    case 'loading':
      return <p class="muted">{t.loadingTokenizer}</p>;
    case 'offer':
      return (
        <button type="button" onClick={() => void prepareCounting(manifest, true)}>
          {t.offer(formatBytes(state.bytes))}
        </button>
      );
    case 'failed':
      return (
        <p class="actions">
          <span class="muted">{t.tokenizerFailed}</span>
          <button type="button" class="quiet" onClick={() => void prepareCounting(manifest)}>
            {t.tryAgain}
          </button>
        </p>
      );
    case 'ready': {
      if (state.waiting > 0) return <p class="muted">{t.counting(rows.length - state.waiting, rows.length)}</p>;
      const longest = rows.reduce((most, { texts }) => Math.max(most, tokensOf(texts) ?? 0), 0);
      return areShort && longest > 0 ? (
        <p data-testid="longest">{t.counted(longest, manifest.task.maxTokens)}</p>
      ) : null;
    }
    default:
      return state satisfies never;
  }
}
