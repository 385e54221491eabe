import { formatBytes } from '../format.ts';
import { Chips, Choice } from './choice.tsx';
import { dataUse } from './data-use.ts';
import { choose, onMobileData, settings } from './state.ts';
import { network } from './surroundings.ts';
import { words } from './words/index.ts';

/** On which networks the model is loaded; what network this is; and what the rounds need of it. */
export function Network({ of }: { of: string }) {
  const t = words();
  const options = (['unmetered', 'any'] as const).map((value) => [value, t.networks[value]] as const);
  return (
    <Choice
      legend={t.network}
      name={`${of}-network`}
      options={options}
      chosen={settings.value.network}
      choose={(value) => choose({ network: value })}
    >
      {settings.value.network === 'unmetered' && <Known of={of} />}
      <Use />
    </Choice>
  );
}

function Known({ of }: { of: string }) {
  const t = words();
  const found = network.value;
  if (found !== 'unknown') return <p data-testid="network">{t.networkNow[found]}</p>;
  const said = onMobileData.value;
  return (
    <div class="manual" data-testid="network">
      <p>{t.networkUnknown}</p>
      <Chips
        name={`${of}-mobile`}
        options={[
          ['no', t.onWifi],
          ['yes', t.onMobileData],
        ]}
        chosen={said === null ? null : said ? 'yes' : 'no'}
        choose={(value) => (onMobileData.value = value === 'yes')}
      />
    </div>
  );
}

function Use() {
  const t = words();
  const { bytes, perHour } = dataUse.value;
  if (bytes === 0) return null;
  return (
    <p class="muted" data-testid="data-use">
      {perHour === null ? t.dataUse(formatBytes(bytes)) : t.dataRate(formatBytes(bytes), formatBytes(perHour))}
    </p>
  );
}
