import { afterEach, describe, expect, expectTypeOf, test } from 'vitest';
import { type Example, conceal, parseTable, reveal } from '../data/index.ts';
import { type ClientMessage, parseHash } from '../protocol/index.ts';
import { type Vault, openVault } from './index.ts';

const HASH = parseHash('ab'.repeat(32));
const EXAMPLES: readonly Example[] = [
  { texts: [conceal('a private "text"')], label: 1 },
  { texts: [conceal('zwei\u2028Zeilen 😀')], label: 0 },
  { texts: [conceal('third')], label: 1 },
];
const DRAFT = { name: 'Mine', source: 'paste', fields: ['text'], labels: ['negative', 'positive'], examples: EXAMPLES };

let count = 0;
const cleanUp: (() => void)[] = [];
afterEach(() => cleanUp.splice(0).forEach((work) => work()));

const freshName = () => `test of data sets ${performance.timeOrigin} ${count++}`;

async function open(name: string): Promise<Vault> {
  const vault = await openVault({ name });
  cleanUp.push(() => vault.close());
  return vault;
}

describe('data sets', () => {
  test('outlive the tab, and are listed without their texts', async () => {
    const name = freshName();
    const first = await open(name);
    const { id } = await first.datasets.put(DRAFT);
    first.close();
    const second = await open(name);
    const [summary, ...others] = await second.datasets.list();
    expect(others).toEqual([]);
    expect(summary).toMatchObject({ id, name: 'Mine', source: 'paste', counts: [1, 2], bytes: 39 });
    expect(JSON.stringify(summary)).not.toContain('private');
    expect(await second.datasets.get(id)).toEqual({ ...summary, examples: EXAMPLES });
  });

  test('are renamed and removed, with their evaluations and no others', async () => {
    const vault = await open(freshName());
    const { id: kept } = await vault.datasets.put(DRAFT);
    const { id: gone } = await vault.datasets.put({ ...DRAFT, name: 'Other' });
    const evaluation = { loss: 0.5, accuracy: 0.75, count: 4 };
    for (const id of [kept, gone]) await vault.evaluations.put(HASH, { id, revision: 0 }, evaluation);
    await vault.datasets.rename(kept, 'New');
    await vault.datasets.remove(gone);
    expect((await vault.datasets.list()).map(({ name }) => name)).toEqual(['New']);
    expect(await vault.datasets.get(gone)).toBeNull();
    expect(await vault.evaluations.get(HASH, gone)).toBeNull();
    expect(await vault.evaluations.get(HASH, kept)).toEqual(evaluation);
    await expect(vault.datasets.rename(gone, 'x')).rejects.toMatchObject({ code: 'missing' });
    await expect(vault.datasets.export(gone)).rejects.toMatchObject({ code: 'missing' });
    const { id: next } = await vault.datasets.put(DRAFT);
    expect(next).toBeGreaterThan(gone);
  });

  test('are exported as JSON lines that can be read in again', async () => {
    const vault = await open(freshName());
    const { id } = await vault.datasets.put(DRAFT);
    const table = parseTable(await (await vault.datasets.export(id)).text());
    expect(table.columns).toEqual(['text', 'label']);
    expect(table.rows.map(({ cells }) => cells)).toEqual(
      EXAMPLES.map(({ texts, label }) => [...texts.map(reveal), DRAFT.labels[label]]),
    );
  });

  test('keep several texts under their names', async () => {
    const vault = await open(freshName());
    const examples = [{ texts: [conceal('It rains.'), conceal('It is wet.')], label: 1 }];
    const { id } = await vault.datasets.put({ ...DRAFT, fields: ['premise', 'hypothesis'], examples });
    expect(await vault.datasets.get(id)).toMatchObject({ fields: ['premise', 'hypothesis'], bytes: 19, examples });
    expect(await (await vault.datasets.export(id)).text()).toBe(
      '{"premise":"It rains.","hypothesis":"It is wet.","label":"positive"}\n',
    );
  });

  test('keep rows without a label apart from what trains, and say how many there are', async () => {
    const name = freshName();
    const first = await open(name);
    const waiting = { texts: [conceal('nobody knows')], label: null };
    const { id } = await first.datasets.put({ ...DRAFT, examples: [waiting, ...EXAMPLES] });
    first.close();
    const { datasets } = await open(name);
    expect(await datasets.list()).toMatchObject([{ id, counts: [1, 2], unlabelled: 1, revision: 0 }]);
    expect((await datasets.get(id))!.examples).toEqual(EXAMPLES);
    expect((await datasets.open(id))!.rows).toEqual([waiting, ...EXAMPLES]);
    expect(await (await datasets.export(id)).text()).toMatch(/^\{"text":"nobody knows","label":null\}\n/);
    expect(await (await datasets.export(id, 'csv')).text()).toMatch(/^(\uFEFF)?text,label\r\nnobody knows,\r\n/);
  });

  test('are changed as a whole, and what the base model scored on the old rows is forgotten', async () => {
    const vault = await open(freshName());
    const evaluation = { loss: 0.5, accuracy: 0.75, count: 4 };
    const [{ id }, other] = [await vault.datasets.put(DRAFT), await vault.datasets.put({ ...DRAFT, name: 'Other' })];
    for (const dataset of [id, other.id]) await vault.evaluations.put(HASH, { id: dataset, revision: 0 }, evaluation);
    const summary = await vault.datasets.replace(id, EXAMPLES.slice(1), 0);
    expect(summary).toMatchObject({ id, name: 'Mine', counts: [1, 1], revision: 1 });
    expect(await vault.datasets.get(id)).toEqual({ ...summary, examples: EXAMPLES.slice(1) });
    expect(await vault.evaluations.get(HASH, id)).toBeNull();
    expect(await vault.evaluations.get(HASH, other.id)).toEqual(evaluation);
    // What was still being measured then is of the old rows.
    await vault.evaluations.put(HASH, { id, revision: 0 }, evaluation);
    expect(await vault.evaluations.get(HASH, id)).toBeNull();
    await vault.evaluations.put(HASH, summary, evaluation);
    expect(await vault.evaluations.get(HASH, id)).toEqual(evaluation);
  });

  test('promise 4: of two tabs that change the same rows the second is told, and overwrites nothing', async () => {
    const name = freshName();
    const [a, b] = await Promise.all([open(name), open(name)]);
    const { id, revision } = await a.datasets.put(DRAFT);
    await a.datasets.replace(id, EXAMPLES.slice(1), revision);
    await expect(b.datasets.replace(id, EXAMPLES.slice(2), revision)).rejects.toMatchObject({ code: 'changed' });
    expect((await b.datasets.open(id))!.rows).toEqual(EXAMPLES.slice(1));
    await b.datasets.remove(id);
    await expect(a.datasets.replace(id, EXAMPLES, 1)).rejects.toMatchObject({ code: 'missing' });
    expect(await a.datasets.list()).toEqual([]);
  });

  test('come back after they were removed', async () => {
    const { datasets } = await open(freshName());
    const { id } = await datasets.put(DRAFT);
    const before = (await datasets.open(id))!;
    await datasets.remove(id);
    await datasets.restore(before);
    expect(await datasets.open(id)).toEqual(before);
  });

  test('promise 1: no message to the relay has a field that takes an example', () => {
    type FieldOf<T> = T extends unknown ? T[keyof T] : never;
    expectTypeOf<string>().toExtend<FieldOf<ClientMessage>>();
    expectTypeOf<Example['texts']>().not.toExtend<FieldOf<ClientMessage>>();
    expectTypeOf<Example>().not.toExtend<FieldOf<ClientMessage>>();
  });
});
