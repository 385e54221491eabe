import { expect, test } from 'vitest';
import {
  type LatePart,
  entryHash,
  encodeEntry,
  manifestHash,
  parseHash,
  parseSequence,
  scalarCount,
} from '../../src/protocol/index.ts';
import { testManifest } from '../../tests/support/manifest.ts';
import { audit, auditRelay } from './audit.ts';
import { hurried, loadFederation } from './federation.ts';
import { Fleet } from './fleet.ts';
import { identityOf } from './identity.ts';
import { RelayProcess } from './relay-process.ts';
import { freePort, withFolder } from './scratch.ts';
import { scalarsOf } from './speech.ts';

const manifest = testManifest();
const [ann, ben] = [identityOf(1).participant, identityOf(2).participant].toSorted() as [never, never];

function part(participant: typeof ann, round: number) {
  return { participant, examples: 10, scalars: scalarsOf(participant, round, scalarCount(manifest)) };
}

/** A log of entries with these parts, in which `late` comes with the last one. */
function logOf(rounds: readonly (readonly ReturnType<typeof part>[])[], late: readonly LatePart[] = []): Uint8Array[] {
  let previous = manifestHash(manifest);
  return rounds.map((parts, i) => {
    const isLast = i === rounds.length - 1;
    const place = { sequence: parseSequence(i + 1), previous };
    const bytes = encodeEntry({ kind: 'private', ...place, parts, late: isLast ? late : [] });
    previous = entryHash(bytes);
    return bytes;
  });
}

const whole = logOf([[part(ann, 1), part(ben, 1)], [part(ann, 2)]]);
const clean = { entries: 2, acknowledged: 3, lost: 0, duplicated: 0, altered: 0, chainWhole: true };
const acks = [
  { participant: ann, round: 1 },
  { participant: ben, round: 1 },
  { participant: ann, round: 2 },
];

test('a log with everything that was acknowledged is clean, however often it was acknowledged', () => {
  expect(audit(manifest, whole, acks)).toEqual(clean);
  expect(audit(manifest, whole, [...acks, ...acks])).toEqual(clean);
});

test('an acknowledged contribution that is in no entry is lost', () => {
  expect(audit(manifest, whole, [...acks, { participant: ben, round: 2 }]).lost).toBe(1);
});

test('a late part counts for its own round: it is what was acknowledged, and twice where it was in its entry already', () => {
  const chain = manifestHash(manifest);
  const late = (participant: typeof ann) => [{ ...part(participant, 1), round: parseSequence(1), chain }];
  const lateBen = logOf([[part(ann, 1)], [part(ann, 2)]], late(ben));
  expect(audit(manifest, lateBen, acks)).toEqual(clean);
  const twice = logOf([[part(ann, 1), part(ben, 1)], [part(ann, 2)]], late(ben));
  expect(audit(manifest, twice, acks).duplicated).toBe(1);
});

test('scalars of another round or participant, and an entry that does not follow, are seen', () => {
  expect(audit(manifest, logOf([[part(ann, 1)], [part(ann, 1)]]), []).altered).toBe(1);
  expect(audit(manifest, whole.slice(1), []).chainWhole).toBe(false);
  const other = parseHash('00'.repeat(32));
  const second = encodeEntry({ kind: 'private', sequence: parseSequence(2), previous: other, parts: [], late: [] });
  expect(audit(manifest, [whole[0]!, second], []).chainWhole).toBe(false);
});

test('rounds that close in the second that a summary may be old are no fault [O7]', () =>
  withFolder(async (folder) => {
    const federation = await loadFederation(folder, { quorum: 1, maximum: 1, deadline: 5, grace: 0.01 }, {});
    const relay = new RelayProcess();
    let fleet: Fleet | null = null;
    try {
      const start = { manifests: [federation], data: `${folder}/data`, port: await freePort(), folders: [folder] };
      await relay.start({ ...start, logLevel: 'error', reconstruct: false, limits: hurried });
      const crowd = { first: 0, clients: 1, ramp: 1000, think: [0, 0] as const, drop: 0, churn: 0, absence: 0 };
      const pace = { returnAfter: null, reportEvery: 5, ready: 'at once' } as const;
      fleet = new Fleet({ urls: [relay.url], manifest: federation, ...crowd, ...pace }, 0);
      const crew = fleet;
      expect(await crew.until(() => crew.head >= 2, 10_000)).toBe(true);
      // From now on for a second the relay tells of these rounds alone.
      await fetch(`${relay.url}/federations/${federation.id}/summary`);
      const { head } = crew;
      expect(await crew.until(() => crew.head >= head + 2, 10_000)).toBe(true);
      expect(await auditRelay(relay.url, federation, [])).toMatchObject({ lost: 0, duplicated: 0, altered: 0 });
    } finally {
      fleet?.end();
      await relay.kill();
    }
  }));
