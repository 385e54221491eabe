import { useEffect } from 'preact/hooks';
import { formatCount, formatDuration } from '../format.ts';
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
            <div class="scroll" tabIndex={0} role="group" aria-label={t.caption}>
              <table class="figures-table">
                <caption class="unseen">{t.caption}</caption>
                <thead>
                  <tr>
                    {[t.day, t.federation, t.rounds, t.numbers, t.time].map((name) => (
                      <th key={name} scope="col">
                        {name}
                      </th>
                    ))}
                  </tr>
                </thead>
                <tbody>
                  {days.map((day) => (
                    <tr key={`${day.day} ${day.federation}`}>
                      <th scope="row">{day.day}</th>
                      <td>{day.title || day.federation}</td>
                      <td>{formatCount(day.rounds)}</td>
                      <td>{formatCount(day.numbers)}</td>
                      <td>{formatDuration(1000 * day.seconds)}</td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </div>
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
