import { useSignal } from '@preact/signals';
import type { Overview, ParticipantView } from '../../protocol/index.ts';
import { formatCount, formatMoment } from '../format.ts';
import { SORTS, STATES, type Sort, present, sorted } from './participants.ts';
import { words } from './words/index.ts';

/** Rows that are drawn before somebody asks for all. */
const FIRST = 12;
/** The relay's list has so many at most. */
const LISTED = 500;
const NUMERIC: readonly Sort[] = ['contributed', 'missed', 'seenAt'];

/** Who takes part: counts by state, and the participants one by one. */
export function Participants({ overview }: { overview: Overview }) {
  const { participants: t } = words();
  const by = useSignal<Sort>('state');
  const down = useSignal(false);
  const all = useSignal(false);
  const { participants, counts, since, at } = overview;
  const rows = sorted(participants, by.value, down.value).slice(0, all.value ? LISTED : FIRST);
  return (
    <section class="card" aria-labelledby="participants">
      <h2 id="participants">{t.heading}</h2>
      <dl class="counts" aria-label={t.counts} data-testid="counts">
        {STATES.map((state) => (
          <div key={state}>
            <dt>{t.states[state]}</dt>
            <dd>{formatCount(counts[state])}</dd>
          </div>
        ))}
      </dl>
      <p class="muted">{t.since(formatMoment(since))}</p>
      {present(counts) + counts.away === 0 && <p class="empty">{t.none}</p>}
      {participants.length > 0 && (
        <>
          <div class="sorting">
            <label>
              {t.sortBy}
              <select
                value={by.value}
                onChange={({ currentTarget }) => {
                  const chosen = SORTS.find((name) => name === currentTarget.value) ?? 'state';
                  by.value = chosen;
                  down.value = NUMERIC.includes(chosen);
                }}
              >
                {SORTS.map((name) => (
                  <option key={name} value={name}>
                    {t.columns[name]}
                  </option>
                ))}
              </select>
            </label>
            <button type="button" class="quiet" aria-pressed={down.value} onClick={() => (down.value = !down.value)}>
              {down.value ? t.down : t.up}
            </button>
          </div>
          <List rows={rows} by={by.value} down={down.value} at={at} />
          {!all.value && participants.length > FIRST && (
            <button type="button" class="quiet" onClick={() => (all.value = true)}>
              {t.more(formatCount(participants.length))}
            </button>
          )}
          {participants.length >= LISTED && <p class="muted">{t.listed(formatCount(LISTED))}</p>}
        </>
      )}
    </section>
  );
}

interface ListProps {
  readonly rows: readonly ParticipantView[];
  readonly by: Sort;
  readonly down: boolean;
  /** The relay's clock. */
  readonly at: number;
}

/** A table, which on a phone is drawn as cards: each cell then stands behind its column's name. */
function List({ rows, by, down, at }: ListProps) {
  const { participants: t } = words();
  const order = down ? 'descending' : 'ascending';
  return (
    <table class="as-cards people" data-testid="participants">
      <thead>
        <tr>
          {SORTS.map((name) => (
            <th key={name} scope="col" aria-sort={name === by ? order : undefined}>
              {t.columns[name]}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((one) => (
          <tr key={one.participant}>
            <td data-column={t.columns.state}>{t.states[one.state]}</td>
            <td data-column={t.columns.participant}>
              <code title={one.participant}>{one.participant.slice(0, 8)}</code>
            </td>
            <td data-column={t.columns.group}>{one.group ?? '–'}</td>
            <td data-column={t.columns.device}>
              <Device device={one.device} />
            </td>
            <td data-column={t.columns.contributed}>{formatCount(one.contributed)}</td>
            <td data-column={t.columns.missed}>
              {formatCount(one.missed)}
              {one.refused > 0 && <span class="danger-text note">{t.refused(one.refused)}</span>}
            </td>
            <td data-column={t.columns.seenAt}>
              <Ago milliseconds={at - one.seenAt} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** How long ago, in the largest unit: nobody needs the seconds of an hour. */
function Ago({ milliseconds }: { milliseconds: number }) {
  const { participants: t } = words();
  const seconds = Math.round(milliseconds / 1000);
  if (seconds < 10) return <>{t.now}</>;
  if (seconds < 60) return <>{t.seconds(seconds)}</>;
  return <>{seconds < 3600 ? t.minutes(Math.round(seconds / 60)) : t.hours(Math.round(seconds / 3600))}</>;
}

/** What kind of device it is, as far as it told. */
export function Device({ device }: { device: ParticipantView['device'] }) {
  const { devices: t, participants } = words();
  return <>{device ? t.name(t.forms[device.form], t.engines[device.engine]) : participants.unknown}</>;
}
