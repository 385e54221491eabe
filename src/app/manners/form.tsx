import { formatDecimal, formatDuration, formatShare } from '../format.ts';
import { slice } from '../session.ts';
import { Choice } from './choice.tsx';
import { HIDDEN_SHARE } from './decide.ts';
import { roundTime } from './figures.ts';
import { Hours } from './hours.tsx';
import './manners.css';
import { Network } from './network.tsx';
import { Power } from './power.tsx';
import { INTENSITIES } from './settings.ts';
import { choose, settings } from './state.ts';
import { canKeepAwake } from './wake-lock.ts';
import { words } from './words/index.ts';

/** Everything about when and how hard this device computes. @param of where it stands: it may stand twice */
export function MannersForm({ of }: { of: string }) {
  return (
    <form class="manners" onSubmit={(event) => event.preventDefault()}>
      <Intensity of={of} />
      <Power of={of} />
      <Hidden of={of} />
      <Network of={of} />
      <Hours />
      <Screen />
    </form>
  );
}

function Intensity({ of }: { of: string }) {
  const t = words();
  const { intensity } = settings.value;
  return (
    <Choice
      legend={t.intensity}
      name={`${of}-intensity`}
      options={INTENSITIES.map((share) => [share, formatShare(share)])}
      chosen={intensity}
      choose={(share) => choose({ intensity: share })}
    >
      <p class="muted">{intensity === 1 ? t.full : t.intensityNote(formatShare(intensity))}</p>
      <RoundTime />
    </Choice>
  );
}

/** Whether this device keeps a round's deadline at its intensity. */
export function RoundTime({ onlyMissed = false }: { onlyMissed?: boolean }) {
  const t = words();
  const manifest = slice('manifest');
  const stepSeconds = slice('stepSeconds');
  if (!manifest) return null;
  const round = { localSteps: manifest.method.localSteps, deadline: manifest.round.deadline };
  const time = roundTime(round, stepSeconds, settings.value.intensity);
  if (!time || (time.fits && onlyMissed)) return null;
  const [needs, deadline] = [formatSeconds(time.needs), formatDuration(time.deadline * 1000)];
  if (time.fits) return <p class="muted">{t.roundFits(needs, deadline)}</p>;
  return (
    <p class="problem" role="note" data-testid="round-missed">
      {t.roundMissed(needs, deadline)}{' '}
      {time.fitting === null ? t.roundNever : t.roundFitting(formatShare(time.fitting))}
    </p>
  );
}

/** A short time needs its decimals to say anything. */
function formatSeconds(seconds: number): string {
  return seconds < 10 ? `${formatDecimal(seconds, 1)} s` : formatDuration(seconds * 1000);
}

function Hidden({ of }: { of: string }) {
  const t = words();
  return (
    <Choice
      legend={t.hidden}
      name={`${of}-hidden`}
      options={[
        ['slow', t.hiddens.slow],
        ['pause', t.hiddens.pause],
      ]}
      chosen={settings.value.hidden}
      choose={(hidden) => choose({ hidden })}
    >
      <p class="muted">{t.hiddenNote(formatShare(HIDDEN_SHARE))}</p>
    </Choice>
  );
}

function Screen() {
  const t = words();
  return (
    <fieldset>
      <legend>{t.screen}</legend>
      {canKeepAwake ? (
        <>
          <label class="check">
            <input
              type="checkbox"
              checked={settings.value.awake}
              onChange={({ currentTarget }) => choose({ awake: currentTarget.checked })}
            />
            {t.awake}
          </label>
          <p class="muted">{t.awakeNote}</p>
        </>
      ) : (
        <p>{t.noWakeLock}</p>
      )}
    </fieldset>
  );
}
