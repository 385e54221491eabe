import { useSignal } from '@preact/signals';
import { utf8ToBytes } from '@noble/hashes/utils.js';
import { MAX_STATUS_WORDS, type Overview } from '../../protocol/index.ts';
import { formatBytes, formatCount, formatDuration, formatFingerprint, formatMoment } from '../format.ts';
import { Figure } from '../parts/figure.tsx';
import { now } from '../ticker.ts';
import { Confirm } from './confirm.tsx';
import type { Site } from './dashboard.tsx';
import { present } from './participants.ts';
import { command } from './relay-client.ts';
import { words } from './words/index.ts';

type Step = 'pause' | 'resume' | 'stop' | 'archive';

/** What can be done from each state. */
const STEPS: Readonly<Record<Overview['state'], readonly Step[]>> = {
  running: ['pause', 'stop', 'archive'],
  paused: ['resume', 'stop', 'archive'],
  stopped: ['archive'],
  archived: [],
};

/** How the federation stands in a few figures, and what its organiser can tell it. */
export function StateCard({ site, overview }: { site: Site; overview: Overview }) {
  const { state: t } = words();
  const asked = useSignal<Step | null>(null);
  const done = useSignal<Step | null>(null);
  const { state, cause, words: said } = overview;
  return (
    <section class="card" aria-labelledby="state">
      <h2 id="state" data-testid="state">
        {t[state]}
      </h2>
      {state !== 'running' && cause === 'guard' && <p>{t.byGuard}</p>}
      {said.trim() !== '' && (
        <div class="standing">
          <p>{t.shown}</p>
          <blockquote dir="auto">{said}</blockquote>
        </div>
      )}
      <Figures overview={overview} />
      <p role="status" class={done.value ? 'good' : 'unseen'}>
        {done.value && t.done[done.value]}
      </p>
      <div class="actions">
        {STEPS[state].map((step) => (
          <button
            key={step}
            type="button"
            class={step === 'pause' || step === 'resume' ? 'primary' : 'danger'}
            onClick={() => (asked.value = step)}
          >
            {t[step]}
          </button>
        ))}
      </div>
      {asked.value && (
        <Steer
          site={site}
          step={asked.value}
          finish={(well) => {
            if (well) done.value = asked.value;
            asked.value = null;
          }}
        />
      )}
    </section>
  );
}

function Figures({ overview }: { overview: Overview }) {
  const { state: t } = words();
  const { round, counts, traffic, sequence, fingerprint, since } = overview;
  const left = round ? round.deadline - now.value : 0;
  return (
    <dl class="figures state-figures">
      <Figure
        name={t.round}
        value={round ? t.roundValue(formatCount(round.number), round.contributed, round.participants) : t.noRound}
        note={round && (left > 0 ? t.deadline(formatDuration(left)) : t.deadlineOver)}
        testid="open-round"
      />
      <Figure name={t.rounds} value={formatCount(sequence)} note={t.roundsNote} testid="sequence" />
      <Figure
        name={t.here}
        value={formatCount(present(counts))}
        note={t.hereNote(present(counts) - counts.connected)}
        testid="here"
      />
      <Figure
        name={t.traffic}
        value={t.trafficValue(formatBytes(traffic.up), formatBytes(traffic.down))}
        note={t.trafficNote(formatMoment(since))}
      />
      {fingerprint && (
        <Figure name={t.fingerprint} value={<code class="fingerprint">{formatFingerprint(fingerprint)}</code>} />
      )}
    </dl>
  );
}

/** Asks before a step, with the words that volunteers will read. */
function Steer({ site, step, finish }: { site: Site; step: Step; finish: (well: boolean) => void }) {
  const { state: t } = words();
  const said = useSignal('');
  const bytes = utf8ToBytes(said.value).length;
  const fits = bytes <= MAX_STATUS_WORDS;
  let well = false;
  return (
    <Confirm
      {...t.ask[step]}
      danger={step === 'stop' || step === 'archive'}
      ready={fits}
      act={async () => {
        await command(site.signer, site.detail, { do: step, words: oneLine(said.peek()) });
        await site.watch.refresh();
        well = true;
      }}
      close={() => finish(well)}
    >
      {step !== 'resume' && (
        <label>
          {t.words}
          <input
            value={said}
            maxLength={MAX_STATUS_WORDS}
            autocomplete="off"
            onInput={({ currentTarget }) => (said.value = currentTarget.value)}
          />
          <span class={fits ? 'note' : 'note danger-text'}>
            {fits ? t.wordsNote : t.wordsLong(bytes, MAX_STATUS_WORDS)}
          </span>
        </label>
      )}
    </Confirm>
  );
}

/** Without control and format characters, which the relay refuses: joiners inside emoji among them. */
function oneLine(text: string): string {
  return text
    .replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ')
    .replaceAll(/\p{Cf}/gu, '')
    .trim();
}
