import { expect, test } from 'vitest';
import { PROTOCOL_VERSION, type Sequence, encodeClientMessage, parseFederationId } from '../src/protocol/index.ts';
import {
  FederationClient,
  World,
  alice,
  bob,
  carol,
  epoch,
  manifest,
  settled,
} from '../tests/support/federation-scene.ts';
import { type AccessStore, MemoryAccessStore } from './access/index.ts';
import { Federation } from './federation.ts';
import { MemoryLogStore } from './log/index.ts';
import { silentObserver } from './observer.ts';

const hello = {
  ...({ type: 'hello', version: PROTOCOL_VERSION, federation: parseFederationId(manifest.id) } as const),
  ...{ epoch: null, sequence: 0 as Sequence, fingerprint: '0'.repeat(32), invite: '' },
};

async function open(): Promise<Federation> {
  const log = await new MemoryLogStore().open(manifest, () => epoch);
  return Federation.load({ manifest, log, surroundings: new Drawing(), observer: silentObserver });
}

/** Its challenges differ. */
class Drawing extends World {
  #drawn = 0;
  override random = () => this.#drawn++;
}

test("[H6] a HELLO that is not signed, or signed by another's key, is bad-signature", async () => {
  const federation = await open();
  const clients = [1, 2, 3].map(() => new FederationClient(federation, bob));
  const nonce = clients[0]!.all('challenge')[0]!.nonce;
  clients[0]!.say({ ...hello, publicKey: bob.publicKey, signature: new Uint8Array(64) });
  // Bob knows Alice's public key and signs with his own.
  clients[1]!.say(bob.hello(clients[1]!.all('challenge')[0]!.nonce, { ...hello, publicKey: alice.publicKey }));
  // A key that is no point of the curve.
  clients[2]!.say({ ...hello, publicKey: new Uint8Array(32).fill(0xff), signature: new Uint8Array(64) });
  expect(nonce).toHaveLength(32);
  expect(clients.map(({ closed }) => closed)).toEqual(['bad-signature', 'bad-signature', 'bad-signature']);
  expect(federation.room.clients.size).toBe(0);
});

test('[H6] a HELLO that is said again on another connection is bad-signature, and the first stays', async () => {
  const federation = await open();
  const first = new FederationClient(federation, alice);
  const said = alice.hello(first.all('challenge')[0]!.nonce, { ...hello, publicKey: alice.publicKey });
  first.say(said);
  const replay = new FederationClient(federation, alice).say(said);
  expect([first.closed, replay.closed]).toEqual([null, 'bad-signature']);
});

test('[H6] every field of a HELLO is signed', async () => {
  const federation = await open();
  const whole = encodeClientMessage({ ...hello, publicKey: alice.publicKey, signature: new Uint8Array(64) });
  for (let i = 3; i < whole.length; i++) {
    const client = new FederationClient(federation, alice);
    const frame = encodeClientMessage(
      alice.hello(client.all('challenge')[0]!.nonce, { ...hello, publicKey: alice.publicKey }),
    );
    frame[i]! ^= 1;
    client.connection.receive(frame);
    // Some changes make it no HELLO, or one for nobody; none of them is welcomed.
    expect(['bad-signature', 'bad-frame', 'unknown-federation']).toContain(client.closed);
  }
});

test('[H7] a contribution that was changed on its way, or signed for another log, is refused and not counted', async () => {
  const federation = await open();
  const pair = [alice, bob].map((person) => new FederationClient(federation, person).hello().ready());
  await settled();
  const [mine, theirs] = pair as [FederationClient, FederationClient];
  const { signature, ...plain } = mine.contribution();
  mine.say({ ...plain, examples: plain.examples + 1, signature });
  mine.say({ ...plain, scalars: plain.scalars.map((scalar) => -scalar), signature });
  mine.say(theirs.contribution());
  mine.say(alice.contribution('ff'.repeat(32) as typeof federation.hash, epoch, plain));
  expect(mine.all('refused').map(({ reason }) => reason)).toEqual(Array(4).fill('bad-signature'));
  expect(federation.room.round?.contributions.size).toBe(0);
  mine.say({ ...plain, signature });
  await settled();
  expect(mine.all('ack')).toHaveLength(1);
});

const inviting = { ...manifest, access: 'invite' as const };

async function openInviting(access: AccessStore) {
  const world = new Drawing();
  const log = await new MemoryLogStore().open(inviting, () => epoch);
  const federation = await Federation.load({
    ...{ manifest: inviting, log, surroundings: world, observer: silentObserver, access },
  });
  return { world, federation };
}

/** Admits at once, and says so when it is told to. */
class SlowAccessStore extends MemoryAccessStore {
  answer: () => void = () => {};
  readonly #said = new Promise<void>((resolve) => (this.answer = resolve));

  override async admit(...request: Parameters<MemoryAccessStore['admit']>) {
    const admission = await super.admit(...request);
    await this.#said;
    return admission;
  }
}

const invite = { id: '1'.repeat(16), label: '', createdAt: 0, expiresAt: null, limit: 1 };
/** SHA-256 of "token". */
const tokenHash = '3c469e9d6c5875d37a43f353d4f88e61fcf812c66eee3457465a40b0da4153e0';

test('[A4] where one is invited, nobody joins without an invite, and the rest of the session waits for it', async () => {
  const access = new MemoryAccessStore();
  await access.addInvite(manifest.id, { ...invite, tokenHash });
  const { federation } = await openInviting(access);
  const without = new FederationClient(federation, alice).hello();
  const wrong = new FederationClient(federation, bob).hello({ invite: 'nonsense' });
  const right = new FederationClient(federation, carol).hello({ invite: 'token' }).ready();
  expect(right.story).toEqual([]);
  await settled();
  expect([without.closed, wrong.closed, right.closed]).toEqual(['invite-needed', 'invite-unknown', null]);
  expect(right.story).toEqual(['welcome']);
  expect(federation.attendance).toMatchObject({ connected: 1, ready: 1 });
  const second = new FederationClient(federation, alice).hello({ invite: 'token' });
  await settled();
  expect(second.closed).toBe('invite-used-up');
  right.connection.disconnected();
  const back = new FederationClient(federation, carol).hello();
  await settled();
  expect(back.closed).toBeNull();
});

test('[A5] revoking an invite lets those go who came by it, here at once and on other nodes soon', async () => {
  const access = new MemoryAccessStore();
  await access.addInvite(manifest.id, { ...invite, tokenHash });
  const [here, there] = await Promise.all([openInviting(access), openInviting(access)]);
  const clients = [here, there].map(({ federation }) =>
    new FederationClient(federation, alice).hello({ invite: 'token' }),
  );
  await settled();
  await access.revoke(manifest.id, invite.id, 1);
  await here.federation.recheckAccess();
  expect(clients.map(({ closed }) => closed)).toEqual(['invite-revoked', null]);
  await there.world.pass(5000);
  expect(clients[1]!.closed).toBe('invite-revoked');
  const again = new FederationClient(here.federation, alice).hello({ invite: 'token' });
  await settled();
  expect(again.closed).toBe('invite-revoked');
});

test('[A5] an invite that is revoked while somebody is being let in lets nobody in', async () => {
  const access = new SlowAccessStore();
  await access.addInvite(manifest.id, { ...invite, tokenHash });
  const { federation } = await openInviting(access);
  const client = new FederationClient(federation, alice).hello({ invite: 'token' });
  await settled();
  await access.revoke(manifest.id, invite.id, 1);
  await federation.recheckAccess();
  access.answer();
  await settled();
  expect(client.story).toEqual(['goodbye']);
  expect(client.closed).toBe('invite-revoked');
  expect(federation.room.clients.size).toBe(0);
});

test('[T4] a client whose invite is looked up may not pile up frames meanwhile', async () => {
  const access = new MemoryAccessStore();
  const { federation } = await openInviting(access);
  const client = new FederationClient(federation, alice).hello({ invite: 'token' });
  for (let i = 0; i < 17; i++) client.ready();
  expect(client.closed).toBe('too-many');
  const other = new FederationClient(federation, bob).hello({ invite: 'token' });
  other.connection.receive(new Uint8Array(1024));
  expect(other.closed).toBeNull();
  other.connection.receive(new Uint8Array(1));
  expect(other.closed).toBe('too-many');
});
