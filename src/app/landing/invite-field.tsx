import { useSignal } from '@preact/signals';
import { useId } from 'preact/hooks';
import { invitation, takePasted } from './invitation.ts';

/** Takes an invitation that was sent as a link, or as the token in it. */
export function InviteField() {
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
      <label for={id}>Link or token of your invitation</label>
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
        <button type="submit">Use it</button>
      </div>
      <p aria-live="polite" class={fault.value ? 'fault' : 'muted'}>
        {fault.value ?? (taken.value ? 'Taken. It is told to this relay when you join.' : '')}
      </p>
    </form>
  );
}
