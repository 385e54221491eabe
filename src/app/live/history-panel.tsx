import { useEffect } from 'preact/hooks';
import { formatCount, formatDuration } from '../format.ts';
import { FiguresTable } from '../parts/figures-table.tsx';
import { save } from '../save.ts';
import { history, historyFile, sumOf, watchHistory } from './added.ts';
import { words } from './words/index.ts';

/** What this device has added on all its visits: in a sentence, by federation and day, and as a file. */
export function HistoryPanel() {
  const t = words().history;
  useEffect(() => watchHistory(), []);
  const days = history.value;
  if (days === null) return null;
  const { numbers, rounds, seconds, days: count } = sumOf(days);
  return (
    <section class="card" aria-labelledby="history" data-testid="history">
      <h2 id="history">{t.title}</h2>
      {rounds === 0 ? (
        <p>{t.nothing}</p>
      ) : (
        <>
          <p>
            <strong data-testid="added">{t.total(rounds, numbers, seconds, count)}</strong> {t.thanks}
          </p>
          <details>
            <summary>{t.byDay}</summary>
            <FiguresTable
              caption={t.caption}
              head={[t.day, t.federation, t.rounds, t.numbers, t.time]}
              rows={days.map((day) => [
                day.day,
                day.title || day.federation,
                formatCount(day.rounds),
                formatCount(day.numbers),
                formatDuration(1000 * day.seconds),
              ])}
            />
            <p class="actions">
              <button type="button" class="quiet" onClick={() => save(historyFile(days), 'dandelion-history.json')}>
                {t.save}
              </button>
            </p>
          </details>
        </>
      )}
      <p class="muted">{t.kept}</p>
    </section>
  );
}
