import type { Manifest } from '../../protocol/index.ts';
import { invitation, pinOf } from './invitation.ts';
import { InviteField } from './invite-field.tsx';

/** Whether one needs an invitation, and what the link said that brought somebody here. */
export function Invited({ manifest }: { manifest: Manifest }) {
  const { invite, pin } = invitation.value;
  const needed = manifest.access === 'invite';
  return (
    <>
      {needed && (
        <section class="invited" aria-label="Invitation" data-testid="invited">
          <p>
            <strong>One joins this federation by invitation.</strong>{' '}
            {invite
              ? 'You have one.'
              : 'Open the link that its organiser sent you, or paste it here. A device that was let in before needs none.'}
          </p>
          {invite ? (
            <p class="muted">
              Its token <code>{invite}</code> is told to this relay when you join and to nobody else, and forgotten here
              once you are in.
            </p>
          ) : (
            <InviteField />
          )}
        </section>
      )}
      {pin && (
        <p class="muted">
          The terms are the ones that your link was made for (manifest <code>{pin}</code>).
        </p>
      )}
    </>
  );
}

/** A link that was made for another manifest: nobody joins terms that they were not invited to. */
export function OtherTerms({ pin, manifest }: { pin: string; manifest: Manifest }) {
  return (
    <div class="problem fatal" role="alert">
      <p>
        <strong>Your link was made for other terms than this federation has now.</strong>
      </p>
      <p>
        It names manifest <code>{pin}</code>, the relay has <code>{pinOf(manifest)}</code>: model, task, method or rules
        have been changed since, or this is not the relay that you were invited to. Nothing was joined or sent. Ask
        whoever sent you the link for the current one, and what has changed.
      </p>
    </div>
  );
}
