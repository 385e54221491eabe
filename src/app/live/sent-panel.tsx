import { useSignal } from '@preact/signals';
import { formatBytes, formatClock, formatCount } from '../format.ts';
import { Identity } from './identity.tsx';
import { NotPrivate } from '../parts/not-private.tsx';
import { CopyButton } from '../parts/copy-button.tsx';
import { type SentMessage, type SentRecord, recordText, scalarText } from './sent.ts';
import { progress, slice } from '../session.ts';
import { words } from './words/index.ts';

/** Messages, and numbers of one message, that are shown before somebody asks for more. */
const MESSAGES = 8;
const NUMBERS = 200;

/** Every message that left this device, with every number in it. */
export function SentPanel() {
  const t = words().sent;
  const sent = slice('sent');
  const shown = useSignal(MESSAGES);
  const newest = sent.messages.slice(-shown.value).reverse();
  const hidden = sent.messages.length - newest.length;
  return (
    <section class="card" aria-labelledby="sent">
      <h2 id="sent">{t.title}</h2>
      <p data-testid="sent-totals">{t.totals(sent.bytes, sent.numbers)}</p>
      <NotPrivate />
      <Kinds sent={sent} />
      <ol class="messages" aria-label={t.list}>
        {newest.map((message, i) => (
          // Numbered from the oldest, so that an open message stays open when others arrive.
          <Message key={sent.messages.length - i} message={message} />
        ))}
      </ol>
      <p class="actions">
        {hidden > 0 && (
          <button type="button" class="quiet" onClick={() => (shown.value += 50)}>
            {t.earlier(Math.min(50, hidden), hidden)}
          </button>
        )}
        {sent.messages.length > 0 && <CopyButton label={t.copy} text={() => recordText(progress.peek().sent)} />}
      </p>
      <Identity />
    </section>
  );
}

function Kinds({ sent }: { sent: SentRecord }) {
  const t = words().sent;
  if (sent.kinds.size === 0) return null;
  return (
    <table class="figures-table">
      <caption class="unseen">{t.caption}</caption>
      <thead>
        <tr>
          <th scope="col">{t.kind}</th>
          <th scope="col">{t.messages}</th>
          <th scope="col">{t.numbersHead}</th>
          <th scope="col">{t.bytes}</th>
        </tr>
      </thead>
      <tbody>
        {[...sent.kinds].map(([kind, { count, numbers, bytes }]) => (
          <tr key={kind}>
            <th scope="row">
              {kind}
              {t.kinds.has(kind) && <span class="note">{t.kinds.get(kind)}</span>}
            </th>
            <td>{formatCount(count)}</td>
            <td>{formatCount(numbers)}</td>
            <td>{formatCount(bytes)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Message({ message: { message, count, bytes, fields, scalars, time } }: { message: SentMessage }) {
  const open = useSignal(false);
  const what = `${message}${count > 1 ? ` × ${count}` : ''}`;
  const t = words().sent;
  const size = scalars ? t.size(scalars.length, bytes) : formatBytes(bytes);
  return (
    <li>
      <details onToggle={(event) => (open.value = event.currentTarget.open)}>
        <summary>
          <span>{what}</span>
          <span class="muted">{size}</span>
          <time class="muted">{formatClock(time)}</time>
        </summary>
        {open.value && (
          <div class="message">
            {fields.length === 0 && !scalars && <p>{t.nothing}</p>}
            {fields.length > 0 && (
              <dl class="pairs">
                {fields.map(([name, value]) => (
                  <>
                    <dt>{t.fields.get(name) ?? name}</dt>
                    <dd>{value}</dd>
                  </>
                ))}
              </dl>
            )}
            {scalars && <Numbers scalars={scalars} />}
          </div>
        )}
      </details>
    </li>
  );
}

function Numbers({ scalars }: { scalars: Float32Array }) {
  const limit = useSignal(NUMBERS);
  return (
    <>
      <p class="numbers" data-testid="numbers">
        {scalarText(scalars, limit.value)}
      </p>
      {scalars.length > limit.value && (
        <button type="button" class="quiet" onClick={() => (limit.value = scalars.length)}>
          {words().sent.showAll(scalars.length)}
        </button>
      )}
    </>
  );
}
