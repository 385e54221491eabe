import type { ParticipantView } from '../../protocol/index.ts';
import { formatBytes, formatCount } from '../format.ts';
import { Device } from './participants-card.tsx';
import { deviceKinds } from './participants.ts';
import { words } from './words/index.ts';

/** Which kinds of devices take part, how many of each, and what they send and are sent. */
export function Devices({ participants }: { participants: readonly ParticipantView[] }) {
  const { devices: t } = words();
  if (participants.length === 0) return null;
  return (
    <section class="card" aria-labelledby="devices">
      <h2 id="devices">{t.heading}</h2>
      <table>
        <thead>
          <tr>
            <th scope="col">{t.column}</th>
            <th scope="col">{t.here}</th>
            <th scope="col">{t.all}</th>
            <th scope="col">{t.bytes}</th>
          </tr>
        </thead>
        <tbody>
          {deviceKinds(participants).map(({ device, here, all, bytes }) => (
            <tr key={`${device?.form} ${device?.engine}`}>
              <td>
                <Device device={device} />
              </td>
              <td>{formatCount(here)}</td>
              <td>{formatCount(all)}</td>
              <td>{formatBytes(bytes)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
