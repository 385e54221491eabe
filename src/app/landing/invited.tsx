import type { Manifest } from '../../protocol/index.ts';
import { invitation, pinOf } from './invitation.ts';
import { InviteField } from './invite-field.tsx';
import { words } from './words/index.ts';

/** Whether one needs an invitation, and what the link said that brought somebody here. */
export function Invited({ manifest }: { manifest: Manifest }) {
  const { invite, pin } = invitation.value;
  const t = words();
  const needed = manifest.access === 'invite';
  return (
    <>
      {needed && (
        <section class="invited" aria-label={t.invitation} data-testid="invited">
          <p>
            <strong>{t.byInvitation}</strong> {invite ? t.haveInvitation : t.needInvitation}
          </p>
          {invite ? (
            <p class="muted">
              {t.tokenIs} <code>{invite}</code>. {t.tokenUse}
            </p>
          ) : (
            <InviteField />
          )}
        </section>
      )}
      {pin && (
        <p class="muted">
          {t.pinned} <code>{pin}</code>
        </p>
      )}
    </>
  );
}

/** A link that was made for another manifest: nobody joins terms that they were not invited to. */
export function OtherTerms({ pin, manifest }: { pin: string; manifest: Manifest }) {
  const t = words();
  return (
    <div class="problem fatal" role="alert">
      <p>
        <strong>{t.otherTerms}</strong>
      </p>
      <p>{t.otherTermsWhy(pin, pinOf(manifest))}</p>
    </div>
  );
}
