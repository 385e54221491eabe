import { expect, test } from 'vitest';
import { TaskError, findTask } from '../../src/tasks/index.ts';
import { UsageError } from '../options.ts';
import { readTask } from './task.ts';

const template = '{title}: {body} Topic:<mask>.';

test('a task of your own: words with names, words alone, any number of them', () => {
  const task = readTask({ template, words: 'S= sport,music, food =x', title: 'Topics' });
  expect(task).toMatchObject({ name: 'own', title: 'Topics', template, labelColumn: null });
  expect(task.labels).toEqual([
    { name: 'S', word: ' sport' },
    { name: 'music', word: ' music' },
    { name: 'food', word: ' x' },
  ]);
  expect(readTask({ template: '{text} It was<mask>.', words: ' bad, good' }).labels).toEqual([
    { name: 'bad', word: ' bad' },
    { name: 'good', word: ' good' },
  ]);
});

test('a known task keeps its prompt under another title', () => {
  expect(readTask({})).toEqual(findTask('sentiment'));
  expect(readTask({ task: 'rte', title: 'Follows?' })).toEqual({ ...findTask('rte'), title: 'Follows?' });
});

test.each([
  [{ task: 'sst2', template, words: 'a,b' }, /--task .* leave one out/],
  [{ task: 'sst2', words: 'a,b' }, /leave one out/],
  [{ template }, /--template wants the label words/],
  [{ words: 'a,b' }, /--words wants a --template/],
  [{ template, words: '= a,b' }, /no name in "= a"/],
])('flags that contradict each other or lack one are a usage error: %j', (given, message) => {
  expect(() => readTask(given)).toThrow(UsageError);
  expect(() => readTask(given)).toThrow(message);
});

test('what makes no task says why', () => {
  expect(() => readTask({ template, words: 'good' })).toThrow('two label words or more');
  expect(() => readTask({ template, words: 'good,,bad' })).toThrow('A label word is empty');
  expect(() => readTask({ template: 'Topic:<mask>.', words: 'a,b' })).toThrow(TaskError);
});
