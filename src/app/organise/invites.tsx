import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { joinFragment, parseFederationId } from '../../protocol/index.ts';
import { formatMoment } from '../format.ts';
import { now } from '../ticker.ts';
import { Confirm, Refused } from './confirm.tsx';
import type { Site } from './dashboard.tsx';
import { InviteForm } from './invite-form.tsx';
import { inviteState } from './invite-state.ts';
import { LinkBox, isLocal } from './link-box.tsx';
import { explain } from './refusal.ts';
import type { InviteRow } from './relay-answers.ts';
import { command, invite, invites } from './relay-client.ts';
import { words } from './words/index.ts';

/** Invites: made, listed, taken back. A new one's link is shown until it is put away, and never again. */
export function Invites({ site }: { site: Site }) {
  const { invites: t, share, state } = words();
  const rows = useSignal<readonly InviteRow[]>([]);
  const failure = useSignal<unknown>(null);
  const link = useSignal<string | null>(null);
  const revoking = useSignal<InviteRow | null>(null);
  const revoked = useSignal(false);
  const { signer, detail } = site;
  const { sequence } = site.watch.sight.value.watched?.overview ?? { sequence: 0 };
  const load = async (): Promise<void> => {
    try {
      rows.value = await invites(signer, detail);
      failure.value = null;
    } catch (error) {
      failure.value = error;
    }
  };
  // With each round, as those it let in come by and by.
  useEffect(() => void load(), [sequence]);
  const make = async (limits: Parameters<typeof invite>[2]): Promise<void> => {
    const { token } = await invite(signer, detail, limits);
    const federation = parseFederationId(detail.id);
    const fragment = joinFragment({ federation, invite: token, pin: detail.manifestHash.slice(0, 16) });
    link.value = `${location.origin}/${fragment}`;
    await load();
  };
  let well = false;
  return (
    <section class="card" aria-labelledby="invites">
      <h2 id="invites">{t.heading}</h2>
      {failure.value !== null && <Refused {...explain(failure.value)} />}
      {link.value ? (
        <div class="made stack" data-testid="made">
          <p class="good" role="status">
            {t.made}
          </p>
          {isLocal() && <p class="problem">{share.local}</p>}
          <LinkBox link={link.value} copy={t.copy} />
          <button type="button" onClick={() => (link.value = null)}>
            {t.hide}
          </button>
        </div>
      ) : (
        <InviteForm make={make} />
      )}
      {rows.value.length === 0 && <p class="muted">{t.none}</p>}
      <p role="status" class={revoked.value ? 'good' : 'unseen'}>
        {revoked.value && state.done.revoke}
      </p>
      {rows.value.length > 0 && <List rows={rows.value} revoke={(row) => (revoking.value = row)} />}
      {revoking.value && (
        <Confirm
          {...{ title: t.title(revoking.value.label || t.unnamed), text: t.text(revoking.value.used), yes: t.yes }}
          danger
          act={async () => {
            if (revoking.value) await command(signer, detail, { do: 'revoke', id: revoking.value.id });
            await load();
            well = true;
          }}
          close={() => {
            revoking.value = null;
            revoked.value = well;
          }}
        />
      )}
    </section>
  );
}

function List({ rows, revoke }: { rows: readonly InviteRow[]; revoke: (row: InviteRow) => void }) {
  const { invites: t } = words();
  return (
    <table class="as-cards" data-testid="invites">
      <thead>
        <tr>
          <th scope="col">{t.columns.label}</th>
          <th scope="col">{t.columns.used}</th>
          <th scope="col">{t.columns.state}</th>
          <th scope="col">{t.columns.act}</th>
        </tr>
      </thead>
      <tbody>
        {[...rows].reverse().map((row) => (
          <tr key={row.id}>
            <td data-column={t.columns.label} dir="auto">
              {row.label || t.unnamed}
            </td>
            <td data-column={t.columns.used}>{t.used(row.used, row.limit)}</td>
            <td data-column={t.columns.state}>
              <State row={row} />
            </td>
            <td data-column={t.columns.act}>
              {row.revokedAt === null && (
                <button
                  type="button"
                  class="quiet"
                  aria-label={t.revokeOf(row.label || t.unnamed)}
                  onClick={() => revoke(row)}
                >
                  {t.revoke}
                </button>
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function State({ row }: { row: InviteRow }) {
  const { states: t } = words().invites;
  const { state, when } = inviteState(row, now.value);
  switch (state) {
    case 'open':
    case 'used-up':
      return <>{t[state]}</>;
    case 'until':
    case 'expired':
    case 'revoked':
      return <>{t[state](formatMoment(when))}</>;
    default:
      return state satisfies never;
  }
}
