import { useSignal } from '@preact/signals';
import { Refused } from './confirm.tsx';
import { explain } from './refusal.ts';
import { words } from './words/index.ts';

const HOUR = 3_600_000;
/** How long an invite lets somebody in, in milliseconds; null for as long as it is not revoked. */
const LASTS = { hour: HOUR, day: 24 * HOUR, week: 7 * 24 * HOUR, month: 30 * 24 * HOUR, never: null } as const;
type Lasts = keyof typeof LASTS;
const CHOICES: readonly Lasts[] = ['hour', 'day', 'week', 'month', 'never'];

interface InviteFormProps {
  readonly make: (limits: {
    readonly label: string;
    readonly expiresAt: number | null;
    readonly limit: number | null;
  }) => Promise<void>;
}

/** What a new invite is called, how many it lets in, and until when. */
export function InviteForm({ make }: InviteFormProps) {
  const { invites: t } = words();
  const label = useSignal('');
  const uses = useSignal('');
  const lasts = useSignal<Lasts>('week');
  const busy = useSignal(false);
  const failure = useSignal<unknown>(null);
  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    if (busy.value) return;
    busy.value = true;
    failure.value = null;
    const length = LASTS[lasts.value];
    try {
      await make({
        label: label.value.trim(),
        limit: uses.value === '' ? null : Number(uses.value),
        expiresAt: length === null ? null : Date.now() + length,
      });
    } catch (error) {
      failure.value = error;
    }
    busy.value = false;
  };
  return (
    <form class="stacked" onSubmit={(event) => void submit(event)}>
      <label>
        {t.label}
        <input
          value={label}
          maxLength={80}
          autocomplete="off"
          onInput={({ currentTarget }) => (label.value = currentTarget.value)}
        />
        <span class="note">{t.labelNote}</span>
      </label>
      <div class="fields">
        <label>
          {t.uses}
          <input
            type="number"
            inputMode="numeric"
            min={1}
            max={1e9}
            step={1}
            value={uses}
            onInput={({ currentTarget }) => (uses.value = currentTarget.value)}
          />
          <span class="note">{t.usesNote}</span>
        </label>
        <label>
          {t.expires}
          <select
            value={lasts.value}
            onChange={({ currentTarget }) =>
              (lasts.value = CHOICES.find((name) => name === currentTarget.value) ?? 'week')
            }
          >
            {CHOICES.map((name) => (
              <option key={name} value={name}>
                {t.expiry[name]}
              </option>
            ))}
          </select>
        </label>
      </div>
      {failure.value !== null && <Refused {...explain(failure.value)} />}
      <div class="actions">
        <button type="submit" class="primary" disabled={busy.value}>
          {t.make}
        </button>
      </div>
    </form>
  );
}
