import { readFile } from 'node:fs/promises';
import { beforeAll, describe, expect, test } from 'vitest';
import { type Table, parseTable, reveal, toExamples } from '../data/index.ts';
import { Prompt, Tokenizer } from '../model/index.ts';
import {
  TASKS,
  type Task,
  TaskError,
  checkTask,
  chooseColumns,
  fieldsOf,
  findTask,
  manifestTask,
  ownTask,
  taskOf,
} from './index.ts';

const MODEL = new URL('../../public/models/dandelion-mini/', import.meta.url);
const json = async (name: string): Promise<unknown> => JSON.parse(await readFile(new URL(name, MODEL), 'utf8'));
let tokenizer: Tokenizer;
beforeAll(async () => {
  tokenizer = new Tokenizer(await json('tokenizer.json'), await json('tokenizer_config.json'));
});

const table = (rows: readonly object[]): Table => parseTable(rows.map((row) => JSON.stringify(row)).join('\n'));
const read = (task: Task, rows: readonly object[]) => {
  const data = table(rows);
  return toExamples(data, chooseColumns(data, task)).examples.map(({ texts, label }) => ({
    texts: texts.map(reveal),
    label: task.labels[label]!.name,
  }));
};

describe('the four tasks and sentiment', () => {
  test('label words are one token each of the default model, and another one for each class', () => {
    expect(TASKS.map((task) => [task.name, ...checkTask(task, tokenizer)])).toEqual([
      ['sst2', 1564, 581],
      ['rte', 482, 1679],
      ['wic', 482, 1679],
      ['boolq', 482, 1679],
      ['sentiment', 1542, 581],
    ]);
  });

  test('context lengths, and the order of the classes: No, and not entailment, first', () => {
    expect(TASKS.map(({ name, maxTokens }) => [name, maxTokens])).toEqual([
      ['sst2', 32],
      ['rte', 256],
      ['wic', 128],
      ['boolq', 256],
      ['sentiment', 64],
    ]);
    for (const task of ['rte', 'wic', 'boolq'].map(findTask)) expect(task.labels[0]!.word).toBe(' No');
    expect(findTask('rte').labels[0]!.name).toBe('not entailment');
  });

  test.each([
    ['sst2', ['so good'], 'so good It was<mask>.'],
    ['rte', ['It rained all day.', 'The day was dry.'], 'It rained all day?<mask>, the day was dry.'],
    ['wic', ['Go home.', 'A home run.', 'home'], '"Go home." "A home run." Similar sense of "home"?<mask>.'],
    ['boolq', ['Tea is hot.', 'is tea hot'], 'Tea is hot. Question: is tea hot? Answer:<mask>.'],
  ])('%s reads as its prompt says', (name, texts, whole) => {
    const task = findTask(name);
    const row = new Prompt(tokenizer, task.template, task.maxTokens).encode(texts);
    expect(row.ids).toEqual(tokenizer.encode(whole));
    expect(row.ids[row.maskPosition]).toBe(tokenizer.maskId);
  });

  test('RTE in its published numbers: 0 is entailment, 1 is not', () => {
    const [yes, no] = [
      { premise: 'It rains.', hypothesis: 'It is wet.' },
      { premise: 'It rains.', hypothesis: 'It is dry.' },
    ];
    const expected = [
      { texts: ['It rains.', 'It is wet.'], label: 'entailment' },
      { texts: ['It rains.', 'It is dry.'], label: 'not entailment' },
    ];
    expect(
      read(findTask('rte'), [
        { ...yes, label: 0 },
        { ...no, label: 1 },
      ]),
    ).toEqual(expected);
    expect(
      read(findTask('rte'), [
        { ...yes, label: 'entailment', idx: 3 },
        { ...no, label: 'not_entailment', idx: 4 },
      ]),
    ).toEqual(expected);
    // What neither GLUE nor SuperGLUE writes is guessed.
    expect(
      read(findTask('rte'), [
        { ...yes, label: 'yes' },
        { ...no, label: 'no' },
      ]),
    ).toEqual(expected);
  });

  test('rows without a class, such as those of the unlabelled test files, are left out', () => {
    const rows = [0, 1, -1].map((label) => ({ premise: `It rains ${label}.`, hypothesis: 'It is wet.', label }));
    expect(read(findTask('rte'), rows).map(({ label }) => label)).toEqual(['entailment', 'not entailment']);
  });

  test('WiC and BoolQ in SuperGLUE: booleans and numbers, columns in any order', () => {
    const wic = { idx: 1, label: false, word: 'bed', sentence2: 'A river bed.', sentence1: 'Go to bed.', start1: 6 };
    expect(read(findTask('wic'), [wic, { ...wic, word: 'a bed', label: true }])).toEqual([
      { texts: ['Go to bed.', 'A river bed.', 'bed'], label: 'different' },
      { texts: ['Go to bed.', 'A river bed.', 'a bed'], label: 'same' },
    ]);
    const boolq = { question: 'is tea hot', passage: 'Tea is hot.', idx: 0 };
    expect(
      read(findTask('boolq'), [
        { ...boolq, label: true },
        { ...boolq, question: 'is tea cold', label: 0 },
      ]),
    ).toEqual([
      { texts: ['Tea is hot.', 'is tea hot'], label: 'yes' },
      { texts: ['Tea is hot.', 'is tea cold'], label: 'no' },
    ]);
  });

  test("a manifest's task is recognised by its prompt, whatever its lengths; another one is guessed", () => {
    const rte = findTask('rte');
    expect(taskOf({ ...manifestTask(rte), maxTokens: 64 })).toEqual({ ...rte, maxTokens: 64 });
    expect(taskOf({ ...manifestTask(rte), template: '{premise} {hypothesis}<mask>' })).toMatchObject({
      name: 'own',
      spellings: null,
    });
    expect(() => findTask('cola')).toThrow('There is no task "cola". Choose one of sst2, rte, wic, boolq, sentiment');
  });
});

describe('a task of your own', () => {
  const topic = {
    template: '{title}: {body} Topic:<mask>.',
    labels: [
      { word: 'sport', values: ['S', 'sp'] },
      { word: 'music', values: ['M'] },
      { word: 'food', name: 'cooking', values: ['F'] },
    ],
  };

  test('reads its columns, its labels, and any number of classes', () => {
    const task = ownTask(topic);
    expect(fieldsOf(task)).toEqual(['title', 'body']);
    expect(task.labels.map(({ word }) => word)).toEqual([' sport', ' music', ' food']);
    const rows = [
      ['s', 'a goal'],
      ['F', 'an egg'],
      ['m', 'a song'],
      ['x', 'a thing'],
    ].map(([kind, body]) => ({ kind, body, title: 'News' }));
    expect(read(task, rows)).toEqual([
      { texts: ['News', 'a goal'], label: 'sport' },
      { texts: ['News', 'an egg'], label: 'cooking' },
      { texts: ['News', 'a song'], label: 'music' },
    ]);
    const guessed = { ...topic, labels: topic.labels.map(({ word }) => ({ word })) };
    const named = [
      ['sport', 'a goal'],
      ['food', 'an egg'],
    ].map(([label, body]) => ({ label, body, title: 'News' }));
    expect(read(ownTask(guessed), named).map(({ label }) => label)).toEqual(['sport', 'food']);
  });

  test('a column of labels that a person names is that one or none', () => {
    const task = ownTask(topic);
    const data = table([
      { label: 'x', kind: 'S', title: 'News', body: 'a goal' },
      { label: 'y', kind: 'M', title: 'News', body: 'a song' },
    ]);
    const { texts, label, mapping } = chooseColumns(data, task, 'KIND');
    expect([...texts, label]).toEqual([2, 3, 1]);
    expect([...mapping]).toEqual([
      ['S', 0],
      ['M', 1],
    ]);
    expect(() => chooseColumns(data, task, 'sort')).toThrow('no column "sort"');
    expect(() => chooseColumns(data, task, 'label')).toThrow('No label of column "label" stands for a class');
    // A column with a usual name would be taken for the text, were it not the labels'.
    const long = table([
      { text: 'sport news of the day', said: 'a goal' },
      { text: 'music news of the day', said: 'a song' },
    ]);
    const one = ownTask({
      template: '{note} It was<mask>.',
      labels: ['sport', 'music'].map((word) => ({ word, name: `${word} news of the day` })),
    });
    expect(chooseColumns(long, one, 'text')).toMatchObject({ texts: [1], label: 0 });
  });

  test('a word of several tokens is refused with the nearest ones that would do', () => {
    const task = ownTask({ template: '{text} It was<mask>.', labels: [{ word: 'great' }, { word: 'catastrophical' }] });
    expect(() => checkTask(task, tokenizer)).toThrow(
      /" catastrophical" is \d tokens .* and must be one token. Near to it are " \w+"/,
    );
  });

  test('faults of template and labels are named', () => {
    const labels = [{ word: 'yes' }, { word: 'no' }];
    expect(() => ownTask({ template: 'It was<mask>.', labels })).toThrow('has no field such as {text}');
    expect(() => ownTask({ template: '{text}', labels })).toThrow(TaskError);
    expect(() => ownTask({ template: '{text}<mask>', labels: [{ word: 'yes' }] })).toThrow('two label words or more');
    expect(() => ownTask({ template: '{text}<mask>', labels: [{ word: 'yes' }, { word: ' ' }] })).toThrow(
      'A label word is empty',
    );
    expect(() => ownTask({ template: '{text}<mask>', labels: [...labels, { word: 'no' }] })).toThrow(
      'Two classes are called "no"',
    );
    expect(() =>
      ownTask({ template: '{text}<mask>', labels: [{ word: 'yes', values: ['1'] }, { word: 'no' }] }),
    ).toThrow('class of "no" too');
    expect(() =>
      ownTask({
        template: '{text}<mask>',
        labels: [
          { word: 'yes', values: ['1'] },
          { word: 'no', values: ['1'] },
        ],
      }),
    ).toThrow('stands for two classes');
  });

  test('a mask that begins the text takes its word without a space', () => {
    const task = ownTask({ template: '<mask>: {text}', labels: [{ word: ' Good' }, { word: 'Bad' }] });
    expect(task.labels.map(({ word }) => word)).toEqual(['Good', 'Bad']);
  });
});
