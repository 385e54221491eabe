import { Replica } from '../../src/train/index.ts';
import { type Sequence, decodeEntry, entryHash, manifestHash } from '../../src/protocol/index.ts';
import { AnalyticLearner } from '../support/analytic-learner.ts';
import { short } from './ledger.ts';
import type { Scene } from './scene.ts';

/**
 * What can be said when all is over.
 * @throws Violation
 */
export async function checkEnd(scene: Scene): Promise<void> {
  await checkLog(scene);
  await checkModels(scene);
  checkAcknowledged(scene);
  scene.watch.check();
}

/** I1 on what the log hands out, and that it is what was committed. */
async function checkLog({ plan, disk, ledger, watch }: Scene): Promise<void> {
  const given = await disk.log.entries(1 as Sequence, Number.POSITIVE_INFINITY);
  const { head } = await disk.log.state();
  if (given.length !== head.sequence || given.length !== ledger.head) {
    watch.fail('I1', `The log hands out ${given.length} entries of ${ledger.head}; its head is ${head.sequence}.`);
  }
  let chain = manifestHash(plan.manifest);
  for (const [i, bytes] of given.entries()) {
    const { sequence, previous } = decodeEntry(bytes);
    if (sequence !== i + 1 || previous !== chain || !ledger.has(bytes)) {
      watch.fail('I1', `Entry ${i + 1} of the log is not the one that was committed there.`);
    }
    chain = entryHash(bytes);
  }
  if (head.chain !== chain) watch.fail('I1', 'The chain value of the head is not that of the last entry.');
}

/** I4: live through all the trouble, entry by entry and in one piece. I8: what was published for a state is its own. */
async function checkModels({ plan, disk, ledger, oracle, devices, watch }: Scene): Promise<void> {
  await oracle.advance();
  const whole = await Replica.base(new AnalyticLearner(98), plan.manifest);
  await whole.follow(disk.log.epoch, ledger.entries);
  if (whole.position.fingerprint !== oracle.fingerprint(ledger.head)) {
    watch.fail('I4', 'The log in one piece gives another model than entry by entry.');
  }
  for (const { name, tabs } of devices) {
    for (const { replica } of tabs) {
      if (!replica) continue;
      const { sequence, fingerprint } = replica.position;
      if (fingerprint !== oracle.fingerprint(sequence)) {
        watch.fail('I4', `Device ${short(name)} differs at state ${sequence}.`);
      }
    }
  }
  for (const [sequence, fingerprint] of ledger.fingerprints) {
    if (fingerprint !== oracle.fingerprint(sequence)) watch.fail('I8', `State ${sequence} was published as another.`);
  }
}

/** I2: whatever anybody was told is taken is in an entry, or on its way into one. */
function checkAcknowledged({ ledger, wiretap, devices, watch }: Scene): void {
  const told = new Set(wiretap.acked);
  for (const { name, setup } of devices) for (const round of setup.journal.acked) told.add(`${name} ${round}`);
  for (const ack of told) {
    const [participant = '', round = ''] = ack.split(' ');
    if (!ledger.holds(participant, Number(round))) {
      watch.fail('I2', `The contribution of ${short(participant)} to round ${round} was acknowledged and is gone.`);
    }
  }
}
