export { batches, shuffled } from './batches.ts';
export { type ColumnGuess, guessColumns } from './columns.ts';
export {
  type Choice,
  type Example,
  type ExampleSet,
  countLabels,
  guessChoice,
  sameFields,
  toExamples,
} from './examples.ts';
export { toJsonLines } from './export.ts';
export { type ClassName, type LabelMapping, type LabelValue, guessMapping, labelValues } from './labels.ts';
export { type ParseOptions, parseTable, readTable } from './parse.ts';
export { type PrivateText, conceal, reveal } from './private-text.ts';
export { SAMPLES, type Sample, type SampleName, loadSample } from './samples.ts';
export { type Split, splitExamples } from './split.ts';
export { inWords } from './text.ts';
export { DataError, type DataErrorCode, type Format, LIMITS, type Row, type RowError, type Table } from './table.ts';
