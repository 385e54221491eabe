import { createEngine } from '../../src/engine/index.ts';
import { readCheckpoint } from '../../src/model/index.ts';
import { ODD_SHAPES, pass } from './engine-suite.ts';
import { architectureOf, randomCheckpoint } from './random-checkpoint.ts';
import { someRows } from './rows.ts';

// A worker of a test: posts the logits of a small random model by the webgl engine.
const architecture = architectureOf(ODD_SHAPES[1]!);
const engine = await createEngine('webgl', architecture);
await engine.load(readCheckpoint(randomCheckpoint(architecture, 5), architecture));
postMessage(await pass(engine, someRows(architecture, 6), Uint32Array.of(7, 11, 13)));
