import { parentPort, workerData } from 'node:worker_threads';
import type { Order, Report, Task } from './messages.ts';
import { Replayer } from './replayer.ts';

// The worker thread of a reconstruction: one report for where it begins, then one for each order, in order.
// An error ends the thread; its owner hears of it.
const port = parentPort;
if (!port) throw new Error('This file is started as a worker thread.');

const orders: Order[] = [];
let wake: () => void = () => {};
// Listening from the start: entries may come while the weights are loaded.
port.on('message', (order: Order) => {
  orders.push(order);
  wake();
});

const task: Task = workerData;
const [replayer, first] = await Replayer.open(task);
port.postMessage(first satisfies Report);
for (;;) {
  const order = orders.shift();
  if (order?.type === 'entry') port.postMessage((await replayer.apply(order.bytes, order.isKept)) satisfies Report);
  else if (order) port.postMessage((await replayer.export()) satisfies Report);
  else await new Promise<void>((resolve) => (wake = resolve));
}
