import { formatShare } from '../format.ts';
import { Chips, Choice } from './choice.tsx';
import { MARGIN } from './decide.ts';
import { LEVELS } from './settings.ts';
import { choose, pluggedIn, settings } from './state.ts';
import { battery } from './surroundings.ts';
import { words } from './words/index.ts';

/** Whether to compute on battery, down to what; and what the browser, or the person, says of it. */
export function Power({ of }: { of: string }) {
  const t = words();
  const { power, level } = settings.value;
  const options = (['always', 'level', 'plugged'] as const).map((value) => [value, t.powers[value]] as const);
  return (
    <Choice
      legend={t.power}
      name={`${of}-power`}
      options={options}
      chosen={power}
      choose={(value) => choose({ power: value })}
    >
      {power === 'level' && (
        <>
          <label class="inline">
            {t.level}{' '}
            <select
              value={String(level)}
              onChange={({ currentTarget }) =>
                choose({ level: LEVELS.find((value) => String(value) === currentTarget.value) ?? level })
              }
            >
              {LEVELS.map((value) => (
                <option key={value} value={String(value)}>
                  {formatShare(value)}
                </option>
              ))}
            </select>
          </label>
          <p class="muted">{t.levelNote(formatShare(level + MARGIN))}</p>
        </>
      )}
      {power !== 'always' && <Known of={of} />}
    </Choice>
  );
}

function Known({ of }: { of: string }) {
  const t = words();
  if (battery.value) {
    const { level, charging } = battery.value;
    return <p data-testid="battery">{(charging ? t.charging : t.discharging)(formatShare(level))}</p>;
  }
  const said = pluggedIn.value;
  const unsaid = settings.value.power === 'plugged' ? t.notSaidAsk : t.notSaid;
  return (
    <div class="manual" data-testid="battery">
      <p>{t.noBattery}</p>
      <Chips
        name={`${of}-plugged`}
        options={[
          ['yes', t.pluggedIn],
          ['no', t.onBattery],
        ]}
        chosen={said === null ? null : said ? 'yes' : 'no'}
        choose={(value) => (pluggedIn.value = value === 'yes')}
      />
      <p class="muted">{said === null ? unsaid : said ? t.saidPlugged : t.saidBattery}</p>
    </div>
  );
}
