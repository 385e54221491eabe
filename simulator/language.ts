import { precisionOf, splitOf } from '../src/protocol/index.ts';
import { forwardFlops, shareBefore, toBatch } from '../src/model/index.ts';
import { EngineSupply, LanguageLearner, systemClock } from '../src/train/index.ts';
import { createMethod } from '../src/zo/index.ts';
import { batchOf, batchSeed, rowsOf } from './batches.ts';
import { identities } from './chance.ts';
import { SimulatedFederation } from './federation.ts';
import type { SimulationOptions } from './options.ts';
import type { StepCost } from './round-meter.ts';

/** Of the relay's own learner, which draws no batches. */
const NO_SEED = new Uint8Array(16);

/** A federation of language models on one engine. @param entries the log to go on from */
export async function languageFederation(
  { manifest, kit, clients, heldOut, engine, seed, attack }: SimulationOptions,
  entries: readonly Uint8Array[],
): Promise<SimulatedFederation> {
  const rows = rowsOf(clients, kit);
  const people = identities(seed, clients.length);
  const participants = people.map(({ participant }) => participant);
  const settings = { kit, precision: precisionOf(manifest), threads: engine.threads };
  // The supply's one engine serves all learners.
  const supply = new EngineSupply(settings, [engine.name], systemClock);
  const method = createMethod(manifest);
  const split = splitOf(manifest);
  const cost = (client: number, round: number, step: number): StepCost => {
    const batch = toBatch(batchOf(rows[client]!, participants[client]!, manifest, round, step), kit.architecture);
    const forwards = method.forwards(shareBefore(split, kit.architecture, batch.length));
    return { forwards, flops: forwards * forwardFlops(kit.architecture, batch) };
  };
  try {
    const members: LanguageLearner[] = [];
    for (const [i, training] of clients.entries()) {
      const data = { training, heldOut: [] };
      members.push(await LanguageLearner.on(supply, kit, manifest, data, batchSeed(participants[i]!)));
    }
    const relay = await LanguageLearner.on(supply, kit, manifest, { training: [], heldOut: [] }, NO_SEED);
    return await SimulatedFederation.open({
      manifest,
      seed,
      identities: people,
      members: [...members, relay],
      entries,
      evaluate: () => relay.evaluateOn(heldOut),
      cost,
      attack,
      close: () => supply.close(),
    });
  } catch (error) {
    await supply.close();
    throw error;
  }
}
