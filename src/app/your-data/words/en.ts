import { LIMITS, type DataErrorCode, type RowFault, type SampleName, type SplitFault } from '../../../data/index.ts';
import { counted, formatCount, formatPercent } from '../../format.ts';

const rows = (count: number) => counted(count, 'row', 'rows');
const texts = (count: number) => counted(count, 'text', 'texts');
const examples = (count: number) => counted(count, 'example', 'examples');
const list = (names: readonly string[]) =>
  names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
const mebibytes = LIMITS.bytes / 2 ** 20;

export default {
  title: 'Your data',
  lead: (federation: string) =>
    `Texts and their labels, for “${federation}”. They stay in this browser: training, testing and preview all happen here.`,
  asking: 'Asking the relay what this federation needs …',
  contributing: 'This device is contributing already. Leave first to change the data.',
  backToLive: 'Back to the live view',
  start: 'Start contributing',
  startWith: (name: string) => `With “${name}”. The model is loaded now, then training starts.`,
  chooseFirst: 'Choose a data set first.',
  labelFirst: (name: string) => `“${name}” has nothing to train on yet. Label some of its texts first.`,

  samples: {
    title: 'Try with a sample',
    about: (description: string, count: number, size: string) => `${description} ${rows(count)}, ${size}.`,
    descriptions: {
      amazon: 'Sentences from reviews of phones and their accessories, half of them positive.',
      imdb: 'Sentences from film reviews, half of them positive.',
      yelp: 'Sentences from restaurant reviews, half of them positive.',
    } satisfies Record<SampleName, string>,
    attribution:
      'UCI Sentiment Labelled Sentences (Kotzias, Denil, de Freitas and Smyth, 2015), licence CC BY 4.0, from the npm package sentiment.',
    choose: (title: string) => `Choose ${title}`,
    use: (title: string) => `Use ${title}`,
  },

  own: {
    title: 'Use your own',
    single: (labels: readonly string[]) =>
      `CSV, TSV or JSON lines with a column of texts and a column of labels, such as ${labels.join(' / ')} or 0 / 1. Texts without labels, one in a line, can be labelled here.`,
    several: (columns: readonly string[], labels: readonly string[]) =>
      `CSV, TSV or JSON lines with the columns ${list(columns)}. Labels are ${labels.join(' / ')}, or others that you explain below. What has no label yet can be labelled here.`,
    file: 'Choose a file, or drop one here',
    paste: 'Or paste text',
    pasteSingle: 'Rows with a text and a label each',
    pasteSeveral: (columns: readonly string[]) => `Rows with ${list(columns)} each`,
    example: 'text,label\n"The food was cold.",negative',
    read: 'Read the pasted text',
    reading: 'Reading …',
    pasted: 'Pasted text',
    more: (count: number) => `${counted(count, 'more file', 'more files')} to look at after this one.`,
    noneShared: 'Nothing was shared, or it was taken in already.',
  },

  preview: {
    title: (name: string) => `Look at it first: ${name}`,
    textsIn: 'Texts are in',
    fieldIn: (field: string) => `“${field}” is in`,
    labelsIn: 'Labels are in',
    noLabels: 'none: I label them here',
    header: 'The first row names the columns',
    asLines: 'Each line is one text',
    unlabelled: (count: number) => `Keep ${rows(count)} without a label, to label later`,
    firstRows: 'The first rows',
    asLabel: '(label)',
    asText: '(text)',
    asField: (field: string) => `(${field})`,
    twice: 'Two of them are in the same column. Choose a column for each.',
    name: 'Name on this device',
    keepTexts: (count: number) => `Keep ${texts(count)} on this device`,
    keepExamples: (count: number) => `Keep ${examples(count)} on this device`,
    discard: 'Discard',
    usable: (all: number, byClass: string) => `of ${rows(all)} can be used: ${byClass}.`,
    ofClass: (count: number, name: string) => `${formatCount(count)} ${name}`,
    withoutLabel: (count: number) => `${formatCount(count)} without a label`,
    duplicates: (count: number) => `${counted(count, 'duplicate', 'duplicates')} left out.`,
    emptyClass: 'A class without any cannot be learned here.',
    errors: (count: number) => `${rows(count)} cannot be used`,
    error: (line: number, lastLine: number, reason: string) =>
      line === lastLine ? `Line ${line}: ${reason}` : `Lines ${line} to ${lastLine}: ${reason}`,
    moreErrors: (count: number) => `… and ${formatCount(count)} more.`,
    meaning: 'What the labels mean',
    rows,
    means: (label: string) => `Label ${label} means`,
    leaveOut: 'leave out',
    emptyColumn: 'This column is empty.',
    moreLabels: (count: number) =>
      `${counted(count, 'further label is', 'further labels are')} mapped where the meaning is plain, and left out where not. Is this the right column?`,
  },

  /** Why a row of a file cannot be used. */
  fault: (fault: RowFault): string => {
    switch (fault.code) {
      case 'empty-text':
        return `Its ${fault.field} is empty.`;
      case 'long-text':
        return `Its ${fault.field} has more than ${formatCount(LIMITS.text)} characters.`;
      case 'no-label':
        return 'Its label is empty.';
      case 'unknown-label':
        return 'Its label stands for no class.';
      case 'quotes':
        return 'A quotation mark opens a field and does not close it properly.';
      case 'not-json':
        return 'It is not a complete JSON object such as {"text": "...", "label": 1}.';
      case 'contradiction':
        return `Line ${fault.line} has the same ${list(fault.fields)} with another label.`;
      case 'columns':
        return fault.found > fault.expected
          ? `It has ${fault.found} fields where ${fault.expected} are expected. Text that contains the separator needs quotation marks.`
          : `It has ${fault.found} fields where ${fault.expected} are expected.`;
      default:
        return fault satisfies never;
    }
  },

  /** Why a file cannot be read at all. */
  problems: {
    'too-large': { message: `More than ${mebibytes} MiB are not read.`, remedy: 'Split it, or keep fewer rows.' },
    'too-many-rows': {
      message: `There are more than ${LIMITS.rows.toLocaleString('en')} rows.`,
      remedy: 'Keep those that matter most.',
    },
    'too-many-columns': {
      message: `There are more than ${LIMITS.columns} columns.`,
      remedy: 'Keep the columns with the text and the label.',
    },
    'not-text': {
      message: 'The file is not a text file.',
      remedy: 'Save a spreadsheet as CSV (UTF-8), and unpack an archive first.',
    },
    empty: { message: 'There is no text in it.', remedy: 'Choose a file with rows in it.' },
    'no-columns': {
      message: 'Its columns could not be told apart.',
      remedy: 'Name the columns of texts and of labels in the first line.',
    },
    'unknown-sample': { message: 'There is no sample of that name.', remedy: 'Reload the page.' },
    unread: { message: 'The data could not be read.', remedy: 'Try a smaller file.' },
  } satisfies Record<DataErrorCode | 'unread', { message: string; remedy: string }>,

  stored: {
    title: 'On this device',
    none: 'No data yet. Take a sample, or your own.',
    noneOwn: 'No data yet. Take your own.',
    sample: 'sample',
    otherTexts: 'its texts are for another federation',
    otherLabels: 'its labels are for another federation',
    labelled: (name: string, count: number) => `${formatCount(count)} ${name}`,
    waiting: (count: number) => `${formatCount(count)} without a label`,
    label: (count: number) => `Label ${formatCount(count)}`,
    labelName: (count: number, name: string) => `Label ${texts(count)}: ${name}`,
    edit: 'Look and edit',
    editName: (name: string) => `Look and edit: ${name}`,
    save: 'Save as file',
    saveName: (name: string) => `Save as file: ${name}`,
    saveCsv: 'Save as CSV',
    saveCsvName: (name: string) => `Save as CSV: ${name}`,
    remove: 'Delete',
    removeName: (name: string) => `Delete: ${name}`,
    removeAll: 'Delete all data sets',
    removeAllTitle: 'Delete all data sets?',
    removeAllText: (count: number) =>
      `${counted(count, 'data set is', 'data sets are')} deleted from this device. The model and this device’s part in federations stay.`,
    keep: 'Keep them',
    removed: (name: string) => `“${name}” was deleted.`,
    removedMany: (count: number) => `${counted(count, 'data set was', 'data sets were')} deleted.`,
    undo: 'Undo',
  },

  table: {
    back: 'All data sets',
    title: (name: string) => `Look and edit: ${name}`,
    loading: 'Reading the data set …',
    gone: 'This data set is not on this device any more.',
    saved: 'All changes are kept on this device.',
    saving: 'Keeping the changes …',
    unsaved: 'The last changes are not kept.',
    reopen: 'Go on from what is kept',
    inUse: 'Training goes on with the data as it was when it started; changes count from the next start.',
    add: 'Add a row',
    undo: 'Undo',
    redo: 'Redo',
    label: (count: number) => `Label ${texts(count)}`,
    show: 'Show',
    search: 'Search',
    shown: (count: number, all: number) => (count === all ? rows(all) : `${formatCount(count)} of ${rows(all)}`),
    filters: {
      all: 'all rows',
      unlabelled: 'without a label',
      duplicates: 'duplicates',
      conflicts: 'contradictions',
      long: 'too long',
      heldOut: 'held out',
    },
    ofClass: (name: string) => `label “${name}”`,
    noRows: 'No such rows.',
    grid: 'Rows',
    help: 'Arrow keys move, Enter edits, 1 to 9 label, 0 takes the label away, Delete deletes, Ctrl+Z undoes.',
    noLabel: 'no label',
    heldOut: 'held out',
    duplicate: 'duplicate',
    conflict: 'contradiction',
    tokens: (count: number) => counted(count, 'token', 'tokens'),
    tokensOf: (count: number, maximum: number) => `${formatCount(count)} of ${formatCount(maximum)} tokens`,
    edited: 'Row changed.',
    deleted: (count: number) => `${rows(count)} deleted.`,
    undone: 'Undone.',
    redone: 'Done again.',
  },

  row: {
    edit: (place: number) => `Row ${formatCount(place)}`,
    add: 'A new row',
    text: 'Text',
    label: 'Label',
    none: 'none yet',
    keep: 'Keep',
    remove: 'Delete row',
    cancel: 'Cancel',
    empty: 'A text is missing.',
    tooLong: `A text has more than ${LIMITS.text.toLocaleString('en')} characters.`,
    cut: (count: number, maximum: number) =>
      `${formatCount(count)} tokens with the task’s own words; training reads ${formatCount(maximum)}, and the end of the longest text is cut. Shorten it if what matters comes late.`,
    fits: (count: number, maximum: number) => `${formatCount(count)} of ${formatCount(maximum)} tokens.`,
  },

  checks: {
    title: 'What to look at',
    fine: 'No duplicates, no contradictions.',
    duplicates: (count: number) =>
      `${counted(count, 'row says', 'rows say')} what an earlier one says, but for case and punctuation.`,
    removeDuplicates: (count: number): string => (count === 1 ? 'Remove the duplicate' : 'Remove the duplicates'),
    conflicts: (count: number) =>
      `${counted(count, 'row has', 'rows have')} the same text as others, under another label.`,
    removeConflicts: 'Remove all of them',
    long: (count: number, maximum: number) =>
      `${counted(count, 'row is', 'rows are')} longer than the ${formatCount(maximum)} tokens that training reads. What is beyond is cut; that is often fine.`,
    keep: 'Keep them',
    show: 'Show',
    counting: (done: number, all: number) => `Counting tokens: ${formatCount(done)} of ${formatCount(all)} rows.`,
    counted: (longest: number, maximum: number) =>
      `Every row fits: the longest has ${formatCount(longest)} of ${formatCount(maximum)} tokens, with the task’s own words.`,
    offer: (size: string) => `Load the tokenizer (${size}) to see which rows are too long`,
    loadingTokenizer: 'Loading the tokenizer …',
    tokenizerFailed: 'Token counts are not available: the tokenizer could not be loaded.',
    tryAgain: 'Try again',
  },

  split: {
    title: 'What trains, what tests',
    explanation:
      'About one in five is held out of training, to measure how well the model does. Which ones depends on each text alone: changes of other rows never move it.',
    class: 'Class',
    training: 'Trains',
    heldOut: 'Held out',
    all: 'Together',
    unlabelled: (count: number) =>
      `${counted(count, 'text without a label is', 'texts without a label are')} not used yet.`,
    fault: (fault: SplitFault, names: readonly string[]): string => {
      switch (fault.code) {
        case 'no-training':
          return fault.label === null
            ? 'Nothing trains yet. Label more.'
            : `No example of “${names[fault.label]}” trains: it is not learned here.`;
        case 'no-held-out':
          return `No example of “${names[fault.label]}” is held out: how well the model does on it is not measured.`;
        case 'few-held-out':
          return `Only ${counted(fault.count, 'example is', 'examples are')} held out: each of them counts for ${formatPercent(fault.share)} of the accuracy. More examples make it surer.`;
        case 'one-sided':
          return `“${names[fault.label]}” makes up ${formatPercent(fault.share)} of what is held out: always giving that answer is right just as often.`;
        default:
          return fault satisfies never;
      }
    },
    balance: 'Give each class both parts',
    balanceNote:
      'Moves one example of a class. If it has been trained on before, the accuracy looks a little too good.',
  },

  labelling: {
    title: (name: string) => `Label: ${name}`,
    back: 'All data sets',
    progress: (done: number, all: number) => `${formatCount(done)} of ${formatCount(all)}`,
    progressAt: (done: number, all: number, pace: string) => `${formatCount(done)} of ${formatCount(all)}, ${pace}`,
    pace: (minutes: number) =>
      minutes < 1 ? 'under a minute at this pace' : `${formatCount(Math.round(minutes))} min at this pace`,
    noPace: 'one text at a time',
    bar: 'Labelled so far',
    card: 'Text to label',
    choices: 'Labels',
    is: (name: string) => `Labelled ${name}.`,
    skip: 'Skip',
    previous: 'Back',
    undo: 'Undo',
    remove: 'Remove',
    undone: 'Undone.',
    keys: 'Keys: 1 to 9 label, right arrow skips, left arrow goes back, Ctrl+Z or Backspace undoes, Delete removes.',
    now: (name: string) => `Labelled “${name}” now.`,
    done: 'All labelled',
    doneText: (count: number) =>
      `${counted(count, 'text has', 'texts have')} a label. You can change any of them in the table.`,
    toTable: 'Look and edit',
    toStart: 'Go on to start',
    nothing: 'There is nothing to label in it.',
    saved: 'Kept on this device with every tap: you can stop and go on at any time.',
    saving: 'Keeping it …',
  },
};
