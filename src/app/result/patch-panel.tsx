import type { PatchProgress, VerifiedPatch } from '../../train/index.ts';
import { formatFingerprint } from '../format.ts';
import type { Outcome } from './outcome.ts';
import { failure, found, progress, stop, verify, write, written } from './patch.ts';
import { words } from './words/index.ts';

/** The seed patch: what it is, to take along, and to apply and check on this device. */
export function PatchPanel({ outcome: { manifest } }: { outcome: Outcome }) {
  const t = words().patch;
  const federation = manifest.id;
  const isBusy = progress.value !== null;
  const base = manifest.model.files.reduce((sum, { bytes }) => sum + bytes, 0);
  const open = (file: File | undefined): void => {
    if (file) void verify({ relay: location.origin, patch: { file } });
  };
  return (
    <section class="card" aria-labelledby="patch">
      <h2 id="patch">{t.title}</h2>
      <p>{t.lead}</p>
      <p>{t.howChecked}</p>
      <div class="actions">
        {/* One button with two meanings, so that the focus stays where it is. */}
        <button
          type="button"
          class="primary"
          onClick={() => (isBusy ? stop() : void verify({ relay: location.origin, patch: { federation } }))}
        >
          {isBusy ? t.stop : found.value ? t.applyAgain : t.apply}
        </button>
        <a class="button" href={`/federations/${federation}/export/log`}>
          {t.download}
        </a>
      </div>
      <p class="muted">{t.fetches(base)}</p>
      <div aria-live="polite">{progress.value && <Progress at={progress.value} />}</div>
      <div role="status">
        {failure.value !== null && (
          <div class="problem fatal" data-testid="patch-failure">
            <p>
              <strong>{t.failed}</strong>
            </p>
            <p>{failure.value}</p>
            <p>{t.failedRemedy}</p>
          </div>
        )}
        {found.value && <Found patch={found.value} />}
      </div>
      <label class="file-choice">
        <span>{t.file}</span>
        <input
          class="unseen"
          type="file"
          accept=".dandelion-log"
          disabled={isBusy}
          onChange={(event) => {
            open(event.currentTarget.files?.[0]);
            event.currentTarget.value = '';
          }}
        />
      </label>
    </section>
  );
}

function Progress({ at: { stage, done, total } }: { at: PatchProgress }) {
  const t = words().patch;
  return (
    <label class="bar">
      <span>{t.stages[stage]}</span>
      <progress {...(total !== null && { value: done, max: Math.max(1, total) })} />
      <span aria-hidden="true">{stage === 'replay' ? t.ofRounds(done, total) : t.ofBytes(done, total)}</span>
    </label>
  );
}

function Found({ patch }: { patch: VerifiedPatch }) {
  const t = words().found;
  const verdict = patch.relay === 'equal' ? t.equal : patch.relay === 'other' ? t.other : t.itself;
  const isGood = patch.relay !== 'other';
  const name = `${patch.manifest.id}-${patch.entries}.safetensors`;
  return (
    <div class="found" data-testid="patch-found" data-relay={patch.relay}>
      <h3 class={isGood ? 'good' : 'danger'}>{verdict}</h3>
      {!isGood && <p>{t.otherRemedy}</p>}
      <ul class="proof">
        <li>{t.chain(patch.entries)}</li>
        <li>{t.base(patch.baseBytes)}</li>
        <li>{patch.compared > 0 ? t.compared(patch.compared, patch.seconds) : t.noneCompared}</li>
        <li class={isGood ? undefined : 'fault'}>{t.relay[patch.relay]}</li>
      </ul>
      <dl class="pairs hashes">
        <dt>{t.fingerprint}</dt>
        <dd data-testid="patch-fingerprint">
          <code>{formatFingerprint(patch.fingerprint)}</code>
        </dd>
        <dt>{t.manifest}</dt>
        <dd>
          <code>{patch.manifestHash}</code>
        </dd>
        <dt>{t.chainValue}</dt>
        <dd>
          <code>{patch.chain}</code>
        </dd>
      </dl>
      <p class="actions">
        <button type="button" disabled={progress.value !== null} onClick={() => void write(name)}>
          {t.write}
        </button>
        <span class="muted">{t.writeNote}</span>
      </p>
      {written.value && (
        <div data-testid="patch-written">
          <p>{t.saved(written.value.name, written.value.bytes)}</p>
          <dl class="pairs hashes">
            <dt>{t.sha256}</dt>
            <dd>
              <code>{written.value.sha256}</code>
            </dd>
          </dl>
        </div>
      )}
    </div>
  );
}
