import { useSignal } from '@preact/signals';
import { useId } from 'preact/hooks';
import { invitation, takePasted } from './invitation.ts';
import { words } from './words/index.ts';

/** Takes an invitation that was sent as a link, or as the token in it. */
export function InviteField() {
  const t = words();
  const id = useId();
  const pasted = useSignal('');
  const fault = useSignal<string | null>(null);
  const taken = useSignal(false);
  const take = (event: Event): void => {
    event.preventDefault();
    fault.value = takePasted(pasted.value);
    taken.value = fault.value === null && invitation.peek().invite !== '';
    if (taken.value) pasted.value = '';
  };
  return (
    <form class="invite" onSubmit={take}>
      <label for={id}>{t.inviteField}</label>
      <div class="row">
        <input
          id={id}
          type="text"
          autocomplete="off"
          autocapitalize="off"
          spellcheck={false}
          value={pasted}
          onInput={(event) => (pasted.value = event.currentTarget.value)}
        />
        <button type="submit">{t.useIt}</button>
      </div>
      <p aria-live="polite" class={fault.value ? 'fault' : 'muted'}>
        {fault.value ?? (taken.value ? t.taken : '')}
      </p>
    </form>
  );
}
