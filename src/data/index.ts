export { batches, shuffled } from './batches.ts';
export { type ColumnGuess, guessColumns } from './columns.ts';
export { type DatasetRow, labelledRows } from './dataset-row.ts';
export {
  type Choice,
  type Example,
  type ExampleSet,
  type RowChoice,
  type RowSet,
  countLabels,
  guessChoice,
  sameFields,
  toExamples,
  toRows,
} from './examples.ts';
export { toCsv, toJsonLines } from './export.ts';
export { type ClassName, type LabelMapping, type LabelValue, guessMapping, labelValues } from './labels.ts';
export { type ParseOptions, parseTable, readTable } from './parse.ts';
export { type PrivateText, conceal, reveal } from './private-text.ts';
export { type Repeats, findRepeats } from './repeats.ts';
export type { RowError, RowFault } from './row-error.ts';
export { SAMPLES, type Sample, type SampleName, loadSample } from './samples.ts';
export { type Split, isHeldOut, splitExamples, withBothParts } from './split.ts';
export { type SplitFault, type SplitReport, reportSplit } from './split-report.ts';
export { cleanText } from './text.ts';
export { DataError, type DataErrorCode, type Format, LIMITS, type Row, type Table } from './table.ts';
