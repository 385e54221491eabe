import { shuffled } from '../data/index.ts';
import { type Key, foldIn } from '../random/index.ts';
import { type Labelled, byClass } from './classes.ts';
import { Draws } from './draws.ts';
import { TaskError } from './task.ts';

/** Deals examples to `clients` at random; their numbers differ by one at most. @throws TaskError when one gets none */
export function splitEvenly<T>(examples: readonly T[], clients: number, key: Key): T[][] {
  checkEnough(examples.length, clients);
  return deal(shuffled(examples, key), clients);
}

/**
 * Divides each class over `clients` by shares from Dirichlet(alpha): even for a large alpha, near one class and few
 * clients for a small one. A client that got nothing takes an example from the one that has most.
 * @throws TaskError when there are fewer examples than clients, or alpha is not above 0
 */
export function splitDirichlet<T extends Labelled>(
  examples: readonly T[],
  clients: number,
  alpha: number,
  key: Key,
): T[][] {
  checkEnough(examples.length, clients);
  if (!(alpha > 0 && alpha < Infinity)) throw new TaskError(`alpha must be a number above 0, not ${alpha}.`);
  const shares = empty<T>(clients);
  byClass(examples).forEach((members, label) => {
    const classKey = foldIn(key, label);
    const order = shuffled(members, foldIn(classKey, 0));
    const proportions = new Draws(foldIn(classKey, 1)).dirichlet(alpha, clients);
    let sum = 0;
    let start = 0;
    proportions.forEach((proportion, client) => {
      sum += proportion;
      const end = client === clients - 1 ? order.length : Math.round(sum * order.length);
      // Not as arguments of one call, which takes fewer than a large data set has.
      for (const member of order.slice(start, end)) shares[client]!.push(member);
      start = end;
    });
  });
  for (const share of shares) {
    if (share.length > 0) continue;
    const largest = shares.reduce((most, other) => (other.length > most.length ? other : most));
    share.push(largest.pop()!);
  }
  return shares;
}

/** Examples that came from one place, such as one of the sample sets. */
export interface Source<T> {
  readonly name: string;
  readonly examples: readonly T[];
}

/**
 * Gives each client the examples of one source, in turn: of three sources and five clients, the first two sources are
 * divided between two clients each. Where clients are fewer than sources, a client takes several whole ones.
 * @throws TaskError when a client gets no example
 */
export function splitBySource<T>(sources: readonly Source<T>[], clients: number, key: Key): T[][] {
  if (sources.length === 0) throw new TaskError('There is no source to divide.');
  const total = sources.reduce((sum, { examples }) => sum + examples.length, 0);
  checkEnough(total, clients);
  const shares = empty<T>(clients);
  sources.forEach(({ name, examples }, source) => {
    const places = shares.map((_, client) => client).filter((client) => client % sources.length === source);
    const takers = places.length > 0 ? places : [source % clients];
    checkEnough(examples.length, takers.length, `examples of ${name}`);
    const parts = deal(shuffled(examples, foldIn(key, source)), takers.length);
    takers.forEach((client, i) => {
      for (const example of parts[i]!) shares[client]!.push(example);
    });
  });
  return shares;
}

function empty<T>(clients: number): T[][] {
  return Array.from({ length: clients }, () => []);
}

function deal<T>(items: readonly T[], clients: number): T[][] {
  return Array.from({ length: clients }, (_, client) => items.filter((_item, i) => i % clients === client));
}

function checkEnough(have: number, clients: number, what = 'examples'): void {
  if (!Number.isInteger(clients) || clients < 1)
    throw new TaskError('The number of clients must be a whole one from 1.');
  if (have < clients) {
    throw new TaskError(
      `${clients} clients cannot share ${have} ${what}. Ask for fewer clients, or bring more examples.`,
    );
  }
}
