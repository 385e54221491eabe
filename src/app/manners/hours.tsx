import { formatTimeOfDay, formatWeekday } from '../format.ts';
import { now } from '../ticker.ts';
import { hoursAt } from './schedule.ts';
import type { Schedule } from './settings.ts';
import { choose, settings } from './state.ts';
import { words } from './words/index.ts';

/** At which hours of which days to compute. */
export function Hours() {
  const t = words();
  const { schedule } = settings.value;
  const change = (part: Partial<Schedule>): void => choose({ schedule: { ...schedule, ...part } });
  return (
    <fieldset>
      <legend>{t.schedule}</legend>
      <label class="check">
        <input
          type="checkbox"
          checked={schedule.on}
          onChange={({ currentTarget }) => change({ on: currentTarget.checked })}
        />
        {t.scheduleOn}
      </label>
      {schedule.on && (
        <>
          <div class="chips" role="group" aria-label={t.days}>
            {schedule.days.map((chosen, day) => (
              <label key={day} class="chip">
                <input
                  type="checkbox"
                  checked={chosen}
                  onChange={({ currentTarget: { checked } }) =>
                    change({ days: schedule.days.map((before, i) => (i === day ? checked : before)) })
                  }
                />
                <span>{formatWeekday(day)}</span>
              </label>
            ))}
          </div>
          <div class="span">
            <Time label={t.from} minutes={schedule.from} choose={(from) => change({ from })} />
            <Time label={t.to} minutes={schedule.to} choose={(to) => change({ to })} />
          </div>
          <p data-testid="hours">{describeHours(schedule)}</p>
        </>
      )}
    </fieldset>
  );
}

function describeHours(schedule: Schedule): string {
  const t = words();
  if (!schedule.days.some(Boolean)) return t.noDay;
  const { open, until } = hoursAt(schedule, now.value);
  const shape = schedule.from === schedule.to ? t.wholeDay : schedule.from > schedule.to ? t.crosses : '';
  if (until === null) return [t.openAlways, shape].join(' ').trim();
  const time = formatTimeOfDay(until, now.value);
  return [open ? t.openUntil(time) : t.closedUntil(time), shape].join(' ').trim();
}

interface TimeProps {
  readonly label: string;
  readonly minutes: number;
  readonly choose: (minutes: number) => void;
}

function Time({ label, minutes, choose: take }: TimeProps) {
  const two = (value: number): string => String(value).padStart(2, '0');
  return (
    <label>
      {label}
      <input
        type="time"
        required
        value={`${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`}
        onChange={({ currentTarget: { value } }) => {
          const [hour, minute] = value.split(':').map(Number);
          // Emptied: the time before stands until there is another.
          if (hour !== undefined && minute !== undefined) take(hour * 60 + minute);
        }}
      />
    </label>
  );
}
