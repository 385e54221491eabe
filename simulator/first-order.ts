import { choose } from '../server/room/index.ts';
import { FedAvg, type FederatedMethod, type Upload, useBackend } from '../src/baselines/index.ts';
import { forwardFlops, readCheckpoint, toBatch } from '../src/model/index.ts';
import { type ParticipantId, parseParticipantId } from '../src/protocol/index.ts';
import type { Evaluation } from '../src/train/index.ts';
import { type Row, batchOf, rowsOf } from './batches.ts';
import { adapterKey, choiceWord, pseudonyms } from './chance.ts';
import { Mailbox } from './mailbox.ts';
import type { FirstOrder, SimulationOptions } from './options.ts';
import type { RoundDone, StepDone, Training } from './training.ts';

/**
 * A step in forward passes: one forwards, and backwards one for the products that give the inputs' gradients and one for
 * those that give the weights'. Beside adapters the weights are frozen and their products left out; the adapters' own
 * are too small to count.
 */
const FORWARDS_PER_STEP = { all: 3, lora: 2 };

/** Whoever restores a model says what the federation had agreed on; it is nobody's upload. */
const NOBODY = parseParticipantId('0'.repeat(32));

/**
 * Federated averaging by backpropagation, with the clients, data, batches and rounds of a federation of forward passes.
 * There is no wire format for it: its bytes are the parameters alone, without frames. Each client of a round is sent the
 * model when it begins.
 */
export class FirstOrderTraining implements Training {
  readonly #options: SimulationOptions;
  readonly #method: FederatedMethod;
  readonly #participants: readonly ParticipantId[];
  readonly #rows: readonly (readonly Row[])[];
  readonly #heldOut: readonly Row[];
  readonly #perStep: number;
  readonly #steps = new Mailbox<StepDone>();
  #round: number;
  #running: Promise<unknown> = Promise.resolve();
  #isLeaving = false;

  /**
   * @param round the last that is closed
   * @param model that it ended with; null at the base model
   */
  static async open(
    options: SimulationOptions,
    settings: FirstOrder,
    round: number,
    model: Uint8Array | null,
  ): Promise<FirstOrderTraining> {
    // Large, and nothing else needs it.
    await import('@tensorflow/tfjs-backend-wasm');
    await useBackend('wasm');
    const { architecture, checkpoint, checkpointHash, labels } = options.kit;
    const base = readCheckpoint(checkpoint.stream(), architecture, checkpointHash);
    const method = await FedAvg.create(architecture, base, labels, { ...settings, key: adapterKey(options.seed) });
    // The average of one upload is that upload, to the bit.
    if (model) await method.server(round, [{ participant: NOBODY, examples: 1, bytes: model }]);
    return new FirstOrderTraining(options, method, round, FORWARDS_PER_STEP[settings.lora ? 'lora' : 'all']);
  }

  private constructor(options: SimulationOptions, method: FederatedMethod, round: number, perStep: number) {
    this.#perStep = perStep;
    const { clients, heldOut, kit, seed } = options;
    this.#options = options;
    this.#method = method;
    this.#participants = pseudonyms(seed, clients.length);
    this.#rows = rowsOf(clients, kit);
    this.#heldOut = rowsOf([heldOut], kit)[0]!;
    this.#round = round;
  }

  async *next(): AsyncGenerator<StepDone, RoundDone, void> {
    this.#round++;
    const round = this.#trainAll(this.#round);
    this.#running = round.catch(() => {});
    yield* this.#steps.until(round);
    return round;
  }

  async #trainAll(round: number): Promise<RoundDone> {
    const { manifest, seed, kit } = this.#options;
    const word = choiceWord(seed, round);
    const chosen = new Set(choose(this.#participants, manifest.round.maximum, [word, word]));
    const uploads: Upload[] = [];
    const participants: number[] = [];
    let loss = 0;
    let flops = 0;
    const steps = manifest.method.localSteps;
    for (const [client, participant] of this.#participants.entries()) {
      if (!chosen.has(participant)) continue;
      const rows = this.#rows[client]!;
      const batches = Array.from({ length: steps }, (_, step) => batchOf(rows, participant, manifest, round, step));
      let step = 0;
      const onStep = async (stepLoss: number): Promise<void> => {
        step++;
        loss += stepLoss;
        this.#steps.put({ type: 'step', round, client, step, steps, loss: stepLoss });
        // tfjs never gives the event loop a turn by itself.
        await new Promise((resolve) => setImmediate(resolve));
        if (this.#isLeaving) throw new Error('The training was ended.');
      };
      uploads.push(await this.#method.client({ participant, round, batches, examples: rows.length, onStep }));
      participants.push(client);
      for (const batch of batches) {
        flops += this.#perStep * forwardFlops(kit.architecture, toBatch(batch, kit.architecture));
      }
    }
    const model = await this.#method.server(round, uploads);
    const up = uploads.reduce((sum, { bytes }) => sum + bytes.length, 0);
    const down = model.length * participants.length;
    const count = steps * participants.length;
    return {
      loss: loss / count,
      participants,
      cost: {
        forwards: this.#perStep * count,
        flops,
        bytesUp: up,
        bytesDown: down,
        scalarBytesUp: up,
        scalarBytesDown: down,
      },
      fingerprint: null,
      entry: null,
      model,
    };
  }

  evaluate(): Promise<Evaluation> {
    return this.#method.evaluate(this.#heldOut);
  }

  async close(): Promise<void> {
    if (this.#isLeaving) return;
    this.#isLeaving = true;
    await this.#running;
    await this.#method.close();
  }
}
