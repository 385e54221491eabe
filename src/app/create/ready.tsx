import { useSignal } from '@preact/signals';
import { useEffect, useId, useRef } from 'preact/hooks';
import { CopyButton } from '../parts/copy-button.tsx';
import { addressOf } from '../route.ts';
import { save } from '../save.ts';
import { Refused } from './model.tsx';
import {
  type Opened,
  inviteFault,
  inviteTo,
  invitations,
  linkTo,
  manifestFile,
  opened as openedNow,
} from './opening.ts';
import { rehearsal } from './rehearsal.ts';
import { loadModels } from './models.ts';
import { startFrom } from './start-from.ts';
import { discard } from './store.ts';
import { words } from './words/index.ts';

const LOCAL = ['localhost', '127.0.0.1', '[::1]'];

/** It is open: its link to share, invitations, and the way to the dashboard. */
export function Ready({ opened }: { opened: Opened }) {
  const t = words();
  const { manifest } = opened;
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  const byInvitation = manifest.access === 'invite';
  return (
    <div class="columns" data-testid="opened">
      <section class="card">
        <h2 ref={heading} tabIndex={-1}>
          {t.ready.title(manifest.title)}
        </h2>
        <p role="status">{byInvitation ? t.ready.byInvitation : t.ready.says}</p>
        {byInvitation ? <Invite opened={opened} /> : <Link link={linkTo(manifest)} label={manifest.title} />}
        {LOCAL.includes(location.hostname) && <p class="note">{t.ready.local}</p>}
      </section>
      <section class="card">
        <h2>{t.ready.next}</h2>
        <ul>
          <li>{t.ready.watch}</li>
          <li>{t.ready.restart}</li>
          <li>{t.ready.terms}</li>
        </ul>
        <p class="actions">
          <a class="button primary" href={`${addressOf('organise')}/${manifest.id}`}>
            {t.ready.dashboard}
          </a>
          <a class="button" href={linkTo(manifest)}>
            {t.ready.visit}
          </a>
          <button type="button" class="quiet" onClick={() => save(manifestFile(manifest), `${manifest.id}.json`)}>
            {t.open.download}
          </button>
          <button
            type="button"
            class="quiet"
            onClick={() => {
              openedNow.value = null;
              rehearsal.value = null;
              discard();
              startFrom('sentiment');
              void loadModels();
              location.hash = addressOf('create');
            }}
          >
            {t.ready.another}
          </button>
        </p>
      </section>
    </div>
  );
}

function Link({ link, label }: { link: string; label: string }) {
  const t = words();
  const code = useSignal<string | null>(null);
  useEffect(() => {
    void import('uqr').then(
      ({ renderSVG }) => (code.value = `data:image/svg+xml,${encodeURIComponent(renderSVG(link, { border: 2 }))}`),
      () => {},
    );
  }, [link]);
  return (
    <div class="share-link">
      {code.value && <img src={code.value} width="148" height="148" alt={t.ready.code(label)} />}
      <div>
        <p>
          <a href={link} data-testid="link">
            {link}
          </a>
        </p>
        <CopyButton label={t.ready.copy} text={() => link} />
      </div>
    </div>
  );
}

function Invite({ opened }: { opened: Opened }) {
  const t = words();
  const id = useId();
  const label = useSignal('');
  const uses = useSignal('1');
  const busy = useSignal(false);
  const limit = uses.value.trim() === '' ? null : Number(uses.value);
  const isValid = limit === null || (Number.isInteger(limit) && limit >= 1);
  const make = async (): Promise<void> => {
    busy.value = true;
    await inviteTo(opened, label.value.trim(), limit);
    busy.value = false;
    if (inviteFault.peek() === null) label.value = '';
  };
  return (
    <>
      <form
        class="stacked"
        onSubmit={(event) => {
          event.preventDefault();
          if (isValid && !busy.peek()) void make();
        }}
      >
        <div class="fields">
          <label>
            {t.ready.label}
            <input
              value={label}
              maxLength={60}
              autocomplete="off"
              placeholder={t.ready.labelExample}
              onInput={(event) => (label.value = event.currentTarget.value)}
            />
          </label>
          <label for={id}>
            {t.ready.uses}
            <input
              id={id}
              inputMode="numeric"
              value={uses}
              aria-invalid={!isValid}
              onInput={(event) => (uses.value = event.currentTarget.value)}
            />
          </label>
        </div>
        <p class="note">{t.ready.usesHint}</p>
        <button type="submit" disabled={!isValid || busy.value}>
          {t.ready.invite}
        </button>
      </form>
      <div aria-live="polite">
        {inviteFault.value !== null && <Refused error={inviteFault.value} again={null} />}
        {invitations.value.length > 0 && <p class="note">{t.ready.once}</p>}
      </div>
      {invitations.value.map(({ label: name, link }) => (
        <div key={link}>
          <h3>{name || t.ready.unnamed}</h3>
          <Link link={link} label={name} />
        </div>
      ))}
    </>
  );
}
