import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Example, countLabels, reveal } from '../../src/data/index.ts';
import { findTask } from '../../src/tasks/index.ts';
import { type HubServer, startHub } from '../../tests/support/hub-server.ts';
import { DATA_HELP, openDataset } from './index.ts';

const [sst2, rte, sentiment] = ['sst2', 'rte', 'sentiment'].map(findTask);
const SECRET = 'the quick brown fox';
const lines = (rows: readonly object[]) => `${rows.map((row) => JSON.stringify(row)).join('\n')}\n`;
const sentences = (from: number, count: number) =>
  lines(Array.from({ length: count }, (_, i) => ({ sentence: `${SECRET} ${from + i}`, label: i % 2 })));
const plain = (examples: readonly Example[]) => examples.map(({ texts, label }) => [...texts.map(reveal), label]);

const texts = (examples: readonly Example[]) => plain(examples).map(([text]) => text);

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'dandelion-data-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe('files and folders', () => {
  test('a folder trains on train and holds validation out, whatever their endings', async () => {
    await writeFile(path.join(folder, 'train.jsonl'), sentences(0, 6));
    await writeFile(path.join(folder, 'validation.jsonl'), sentences(100, 2));
    await writeFile(path.join(folder, 'test.jsonl'), sentences(200, 2));
    const { training, heldOut, sources, notes } = await openDataset(folder, sst2!);
    expect(plain(training)).toHaveLength(6);
    expect(plain(heldOut)).toEqual([
      [`${SECRET} 100`, 0],
      [`${SECRET} 101`, 1],
    ]);
    expect(sources).toEqual([{ name: folder, examples: training }]);
    expect(notes).toEqual([]);
    const other = path.join(folder, 'superglue');
    await mkdir(other);
    await writeFile(path.join(other, 'train.tsv'), 'sentence\tlabel\na\t0\nb\t1\n');
    await writeFile(path.join(other, 'val.tsv'), 'sentence\tlabel\nc\t1\n');
    expect(plain((await openDataset(other, sst2!)).heldOut)).toEqual([['c', 1]]);
  });

  test("a file is divided by a hash of its texts, and RTE's labels are read as published", async () => {
    const file = path.join(folder, 'rows.jsonl');
    const rows = Array.from({ length: 20 }, (_, i) => ({
      premise: `It rains ${i}.`,
      hypothesis: 'It is wet.',
      label: i % 2,
    }));
    await writeFile(file, lines(rows));
    const { training, heldOut } = await openDataset(file, rte!);
    expect(training.length + heldOut.length).toBe(20);
    expect(heldOut.length).toBeGreaterThan(0);
    for (const [premise, , label] of plain([...training, ...heldOut])) {
      expect(label).toBe(Number(/\d+/.exec(String(premise))) % 2 === 0 ? 1 : 0);
    }
  });

  test('promise 1: what is wrong names the file and what to do, and quotes nothing of it', async () => {
    const file = path.join(folder, 'rows.jsonl');
    await writeFile(
      file,
      lines([
        { sentence: SECRET, label: 1 },
        { sentence: `${SECRET}!`, label: SECRET },
        { sentence: 'b', label: 0 },
      ]),
    );
    const { notes } = await openDataset(file, sst2!);
    expect(notes).toEqual([`${file}: 1 row is left out:\n  line 2: Its label stands for no class.`]);
    const faults: [string, string][] = [
      [lines([{ sentence: SECRET }]), 'No column of the data looks like a label.'],
      [lines([{ sentence: SECRET, label: SECRET }]), 'stands for a class. Use the labels negative, positive.'],
      ['', 'There is no text in it.'],
    ];
    for (const [contents, message] of faults) {
      await writeFile(file, contents);
      const error: unknown = await openDataset(file, sst2!).catch((reason: unknown) => reason);
      expect(String(error)).toContain(file);
      expect(String(error)).toContain(message);
      expect(String(error)).not.toContain(SECRET);
    }
    await expect(openDataset(path.join(folder, 'none.csv'), sst2!)).rejects.toThrow('none.csv cannot be read');
    await rm(file);
    await expect(openDataset(folder, sst2!)).rejects.toThrow('has no train.jsonl (or json, csv, tsv)');
  });
});

describe('the sample sets', () => {
  test('all three are three sources, and a part of one is a part of its training examples', async () => {
    const all = await openDataset('sample:all', sentiment!);
    expect(all.sources.map(({ name }) => name)).toEqual(['amazon', 'imdb', 'yelp']);
    const one = await openDataset('sample:imdb', sentiment!);
    expect(plain(all.sources[1]!.examples)).toEqual(plain(one.training));
    expect(one.sources).toEqual([{ name: 'imdb', examples: one.training }]);
    expect(all.training).toHaveLength(all.sources.reduce((sum, { examples }) => sum + examples.length, 0));
    expect(countLabels(one.training, 2).every((count) => count > 300)).toBe(true);
    const parts = await Promise.all([1, 2, 3].map((part) => openDataset(`sample:imdb:${part}/3`, sentiment!)));
    expect(new Set(texts(parts.flatMap(({ training }) => training)))).toEqual(new Set(texts(one.training)));
    expect(parts.every(({ heldOut }) => heldOut.length === one.heldOut.length)).toBe(true);
    // Another task of one text takes them too; one of two texts does not.
    expect((await openDataset('sample:imdb', sst2!)).training).toEqual(one.training);
    await expect(openDataset('sample:imdb', rte!)).rejects.toThrow(/^sample:imdb: No column .* Name the columns/);
  });

  test('names and parts that are not there', async () => {
    await expect(openDataset('sample:ebay', sentiment!)).rejects.toThrow('There are sample:all, sample:amazon');
    for (const part of ['0/3', '4/3', 'x', '1/2/3', '1/2:3']) {
      await expect(openDataset(`sample:imdb:${part}`, sentiment!)).rejects.toThrow('must be such as 2/3');
    }
    expect(DATA_HELP).toContain('sample:yelp');
  });
});

describe('a data set of the hub', () => {
  let hub: HubServer;
  beforeEach(async () => {
    hub = await startHub(
      new Map([
        ['datasets/glue/sst2/train.jsonl', Buffer.from(sentences(0, 3000))],
        ['datasets/glue/sst2/validation.jsonl', Buffer.from(sentences(9000, 4))],
        ['datasets/glue/sst2/more/train.csv', Buffer.from('sentence,label\na,0\nb,1\n')],
        ['datasets/gated/sst2/train.jsonl', Buffer.from(sentences(0, 8))],
      ]),
    );
  });
  afterEach(() => hub.close());
  const open = (source: string, token: string | null = null) =>
    openDataset(source, sst2!, { hub: { endpoint: hub.endpoint, token } });

  test('a folder, or one file, at a revision', async () => {
    const whole = await open('hub:glue/sst2');
    expect([whole.training.length, whole.heldOut.length]).toEqual([3000, 4]);
    const file = await open('hub:glue/sst2@main/train.jsonl');
    expect(file.training.length + file.heldOut.length).toBe(3000);
    expect((await open('hub:glue/sst2/more/')).training.length).toBeGreaterThan(0);
  });

  test('what is gated, missing or no repository is told apart', async () => {
    await expect(open('hub:gated/sst2/train.jsonl')).rejects.toThrow(/answered 401 .*HF_TOKEN/);
    expect((await open('hub:gated/sst2/train.jsonl', 'secret')).training.length).toBeGreaterThan(0);
    await expect(open('hub:glue/sst2/none.jsonl')).rejects.toThrow(/answered 404 .* check name and revision/);
    await expect(open('hub:glue/sst2/none')).rejects.toThrow('glue/sst2 in none has no train.jsonl');
    await expect(open('hub:glue/sst2/data/train.parquet')).rejects.toThrow('is a Parquet file');
    for (const odd of ['hub:sst2', 'hub:glue/sst2/../x/train.jsonl', 'hub:a b/c/d.csv']) {
      await expect(open(odd)).rejects.toThrow('must be such as hub:OWNER/NAME/train.jsonl');
    }
  });
});

describe('an address', () => {
  test('is read by its ending, without its key in any message; web pages and large files are refused', async () => {
    const server = createServer(({ url = '' }, response) => {
      if (url.startsWith('/rows.csv')) return void response.end('sentence,label\na,0\nb,1\nc,x\n');
      if (url.startsWith('/page'))
        return void response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end('<p>');
      if (url.startsWith('/large')) {
        const megabyte = Buffer.alloc(2 ** 20, 'a');
        for (let i = 0; i <= 50; i++) response.write(megabyte);
        return void response.end();
      }
      response.writeHead(500).end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const host = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    try {
      const seen: number[] = [];
      const { training, heldOut, notes } = await openDataset(`${host}/rows.csv?key=secret`, sst2!, {
        onProgress: (_file, bytes) => seen.push(bytes),
      });
      expect(plain([...training, ...heldOut])).toHaveLength(2);
      expect(seen.at(-1)).toBe(27);
      expect(notes.join()).toContain(`${host}/rows.csv: 1 row is left out`);
      expect(notes.join()).not.toContain('secret');
      await expect(openDataset(`${host}/page?key=secret`, sst2!)).rejects.toThrow(`${host}/page is a web page.`);
      await expect(openDataset(`${host}/large`, sst2!)).rejects.toThrow('has more than 50 MiB');
      await expect(openDataset(`${host}/other?key=secret`, sst2!)).rejects.toThrow(
        /answered 500 for \/other\. Try again later/,
      );
    } finally {
      server.closeAllConnections();
      server.close();
    }
    await expect(openDataset(`${host}/rows.csv`, sst2!)).rejects.toThrow('cannot be reached');
  });
});
