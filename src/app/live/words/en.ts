import {
  counted,
  formatBytes,
  formatCount,
  formatDuration,
  formatLoss,
  formatPercent,
  formatPoints,
} from '../../format.ts';

const rounds = (count: number): string => counted(count, 'round', 'rounds');
const numbers = (count: number): string => counted(count, 'number', 'numbers');

export default {
  nothing: {
    title: 'Nothing runs yet',
    what: 'Choose data first; the model is loaded and the training starts then.',
    go: 'Choose data',
  },
  people: { alone: 'You are alone here: add participants', more: 'Add participants' },

  figures: {
    title: 'So far',
    accuracy: 'Accuracy on your held-out texts',
    accuracyLater: 'Measured once the model is loaded.',
    now: 'now',
    accuracyNote: (change: number, count: number, before: number, after: number) =>
      `${formatPoints(change)} since the base model, on ${counted(count, 'text', 'texts')}. ` +
      `Loss there ${formatLoss(before)} → ${formatLoss(after)}.`,
    loss: 'Training loss',
    lossNote: (step: number, steps: number, round: number) => `Step ${step} of ${steps} in round ${round}.`,
    noStep: 'No step yet.',
    round: 'Round',
    inNone: 'You are in none of them yet.',
    inRounds: (count: number) => `Your numbers are in ${formatCount(count)} of them.`,
    inLast: (count: number) => `${counted(count, 'participant', 'participants')} in the last.`,
    here: 'Here now',
    notConnected: 'Not connected yet.',
    done: (done: number, all: number) => `${done} of ${all} are done with this round.`,
    ends: (left: number) => `It ends in ${formatDuration(left)} at most.`,
    ready: (count: number) => `${count} ready for the next round.`,
    pace: 'Pace',
    paceLater: 'Measured with the first steps.',
    stepsPerSecond: (speed: string) => `${speed} steps/s`,
    secondsPerStep: (seconds: string) => `${seconds} s per step`,
    tokens: (speed: string) => `${speed} tokens/s through the model.`,
    same: 'Same model as everybody',
    equal: '✓ bit-identical with the relay',
    differs: 'Differs',
    afterRound: (round: number) => `After round ${round}:`,
    compared: 'Compared after each round.',
  },

  drift: {
    early: 'After three minutes of training, this shows whether it has become slower.',
    same: 'As fast as at the start.',
    slower: (percent: number) =>
      `${percent} % slower than at the start: the device may be warm, or something else is computing.`,
    faster: (percent: number) => `${percent} % faster than at the start.`,
  },

  charts: {
    title: 'How it goes',
    asTable: (name: string) => `${name} as a table`,
    more: 'Contributions, traffic and pace over time',
    step: 'Step',
    round: 'Round',
    minute: 'Minute',
    lineChart: (title: string) => `Line chart: ${title}. The table below has the figures.`,
    loss: {
      name: 'Loss',
      title: (window: number) =>
        `Training loss by step: thin as measured, thick the mean of the last ${window} steps, the band one standard deviation around it`,
      empty: 'It begins with your first step.',
      measured: 'Loss',
      mean: 'Mean',
      low: 'Band from',
      high: 'Band to',
      now: (mean: number, deviation: number) => `Now ${formatLoss(mean)} ± ${formatLoss(deviation)}.`,
      first: (mean: number) => `At first ${formatLoss(mean)}.`,
    },
    accuracy: {
      name: 'Accuracy',
      title:
        'Accuracy on your held-out texts by round: the band is the 95 % interval by Wilson, the dashed line the base model',
      empty: 'It begins with the first round that is done.',
      measured: 'Accuracy',
      low: '95 % from',
      high: '95 % to',
      base: 'Base model',
      now: (share: number, round: number, low: number, high: number, count: number) =>
        `${formatPercent(share)} after round ${round}, on ${counted(count, 'text', 'texts')}. ` +
        `95 % interval: ${formatPercent(low)} to ${formatPercent(high)}.`,
      within: (base: number) => `The base model's ${formatPercent(base)} lies within it: the difference may be chance.`,
      outside: (base: number) => `The base model's ${formatPercent(base)} lies outside of it.`,
      rolledBack: (round: number) => `After round ${round}:`,
    },
    contributions: {
      name: 'Contributions',
      title: 'Rounds of the model with your numbers, over the minutes of this visit',
      line: 'Rounds with your numbers',
      now: (count: number) => `${rounds(count)} so far.`,
    },
    traffic: {
      name: 'Traffic',
      title: 'Kilobytes sent (thick) and received (thin), over the minutes of this visit, files left out',
      up: 'Sent, kB',
      down: 'Received, kB',
      now: (up: number, down: number) => `${formatBytes(up)} sent, ${formatBytes(down)} received.`,
    },
    pace: {
      name: 'Step time',
      title: 'Milliseconds of a step, median of the last minute, over the minutes of this visit',
      line: 'Milliseconds a step',
    },
  },

  share: {
    title: 'Your share',
    none: 'Nothing of yours is in the model yet.',
    since: (round: number) => `Counted from round ${round} on: what came before reached this device as a whole.`,
    ofContributions: 'of all contributions',
    contributionsNote: (own: number, all: number) =>
      `${formatCount(own)} of ${formatCount(all)} contributions are yours.`,
    ofExamples: 'of all examples behind them',
    examplesNote: (own: number, all: number) =>
      `${formatCount(own)} of ${formatCount(all)}, an example counted each time that a round used its owner's data.`,
    shared: (own: number, all: number) =>
      `Your numbers are in ${rounds(own)}, among ${counted(all, 'contribution', 'contributions')} by everybody. ` +
      'In this federation the log holds only sums: nobody, this page included, can tell how much of the model is yours.',
    meaning:
      'A share is not a mark: whoever has fewer texts, or a slower device, brings something that the others do not have.',
  },

  history: {
    title: 'What you have added',
    nothing: 'Nothing yet on this device. It fills with the first round that takes your numbers.',
    total: (count: number, scalars: number, seconds: number, days: number) =>
      `${rounds(count)} with ${numbers(scalars)} of yours, ${formatDuration(1000 * seconds)} of computing, on ${counted(days, 'day', 'days')}.`,
    thanks: 'Thank you.',
    kept: 'Kept on this device alone, also when this page is closed.',
    byDay: 'By federation and day',
    caption: 'What this device has added, by federation and day',
    federation: 'Federation',
    day: 'Day',
    rounds: 'Rounds',
    numbers: 'Numbers',
    time: 'Computing',
    save: 'Save as JSON',
  },

  memory: {
    title: 'Memory',
    here: 'Here, without backpropagation',
    there: 'With backpropagation (Adam)',
    label: (here: number, there: number) =>
      `Memory: ${formatBytes(here)} here, about ${formatBytes(there)} with backpropagation.`,
    less: (times: string) => `Training by backpropagation would need about ${times} times as much.`,
    more: 'For so small a model and batch, backpropagation would need no more.',
    parts: (weights: number, gradients: number, moments: number, activations: number) =>
      `An estimate for the same model, your longest text and the same batch: weights ${formatBytes(weights)}, gradients ${formatBytes(gradients)}, ` +
      `Adam's moments ${formatBytes(moments)}, stored activations ${formatBytes(activations)}.`,
    own: (peak: number, weights: number, scratch: number) =>
      `${formatBytes(peak)} at most, by the engine's own account: weights ${formatBytes(weights)}, scratch ${formatBytes(scratch)}.`,
    later: 'Shown once the training runs.',
  },

  machine: {
    title: 'This device',
    traffic: 'Sent / received',
    files: (bytes: number) => `and ${formatBytes(bytes)} of files`,
    texts: 'Your texts',
    textsNote: (training: number, heldOut: number) =>
      `${formatCount(training)} for training, ${formatCount(heldOut)} held out`,
    cut: (count: number) => `${formatCount(count)} cut to fit`,
    steps: 'Steps',
    speed: 'Tokens',
    warmth: 'Step time',
    forward: (percent: number) => `${percent} % of a step are the forward passes themselves.`,
    copy: 'Copy diagnostics (no data in them)',
  },

  tryIt: {
    title: 'Try it',
    one: 'A sentence of your own; it stays on this device',
    several: 'An example of your own; it stays on this device',
    start: 'The battery died after two days.',
    examples: 'Or tap one',
    /** For tasks whose classes are called positive and negative. */
    sentiment: [
      'Exactly what I hoped for, and it arrived early.',
      'I wanted to like it, but it broke within a week.',
      'Not bad at all for the price.',
    ],
    heldOut: 'One of my held-out texts',
    labelled: (name: string) => `You labelled it “${name}”. The training never saw it.`,
    asking: 'Asking …',
    ask: 'Ask both models',
    later: 'Possible once the model is loaded.',
    failed: 'The model could not be asked.',
    base: 'Base model',
    after: (round: number) => `After round ${round}`,
    cutOne: 'The sentence was longer than the model reads, and cut to fit.',
    cutSeveral: 'Together they were longer than the model reads, and cut to fit.',
    same: 'No round has changed the model yet: both are the base model.',
    stays: (name: string, change: number, before: number, after: number) =>
      `The answer stays “${name}”. Confidence in it: ${formatPoints(change)}, from ${formatPercent(before)} to ${formatPercent(after)}.`,
    changes: (before: string, after: string, change: number, from: number, to: number) =>
      `The answer changes from “${before}” to “${after}”. Confidence in “${after}”: ${formatPoints(change)}, from ${formatPercent(from)} to ${formatPercent(to)}.`,
  },

  keep: {
    title: 'Take the model along',
    model: 'The model',
    modelNote: 'All its weights, as a safetensors file that Hugging Face loads. Written on this device.',
    later: 'Possible once the model is loaded.',
    stop: 'Stop writing',
    download: 'Download the model',
    log: 'The log',
    about: (bytes: number) => `about ${formatBytes(bytes)}`,
    logNote: "Everyone's numbers, from the relay. With the base model they give the same weights bit for bit:",
    downloadLog: 'Download the log',
    written: (done: number, total: number) => `${formatBytes(done)} of ${formatBytes(total)} written`,
    result: 'What the federation has reached, for everybody to see and check',
    resultLink: 'Open the public result',
    saved: (name: string, size: number, round: number, fingerprint: string) =>
      `Saved ${name} (${formatBytes(size)}): ${round === 0 ? 'the base model' : `the model after round ${round}`}, fingerprint ${fingerprint}.`,
    stopped: 'Stopped. Nothing was saved.',
    notWritten: 'The file could not be written.',
    otherwise: 'The log gives the same model on another device.',
    savedLog: (name: string, size: number) => `Saved ${name} (${formatBytes(size)}).`,
    theLog: 'the log',
    answered: (status: number) => `The relay answered ${status}. Try again in a minute.`,
    unreachable: 'The relay cannot be reached. Try again when the connection is back.',
  },

  sent: {
    title: 'What left this device',
    totals: (bytes: number, count: number) =>
      `${formatBytes(bytes)} in all, and in them ${numbers(count)} computed from your texts. ` +
      'Apart from requests for files (this page, the model, the log), nothing else was sent.',
    caption: 'Messages by kind',
    kind: 'Kind',
    messages: 'Messages',
    numbersHead: 'Numbers',
    bytes: 'Bytes',
    /** What a kind of message is for; kinds are shown as the protocol names them. */
    kinds: new Map([
      ['hello', 'who this device is, and where its copy of the model stands'],
      ['ready', 'whether it takes part in the next round'],
      ['contribution', "a round's numbers"],
      ['evaluation', 'how the model does on your held-out texts'],
      ['device', 'what kind of device this is'],
      ['heartbeat', 'that it is still here'],
    ]),
    list: 'Messages, the newest first',
    earlier: (more: number, hidden: number) => `Show ${more} earlier of ${formatCount(hidden)}`,
    copy: 'Copy everything',
    nothing: 'Nothing but its kind.',
    size: (count: number, bytes: number) => `${numbers(count)}, ${formatBytes(bytes)}`,
    showAll: (count: number) => `Show all ${numbers(count)}`,
    /** Names of fields; those that are not here are shown as they are. */
    fields: new Map<string, string>(),
  },

  identity: {
    title: 'Who sent it',
    name: (participant: string) =>
      `To the others this device is ${participant}, a name made of a key that it signs with.`,
    safe: 'The key never leaves this browser, which signs with it and hands it out to nobody, not even to this page.',
    plainOld:
      "The key lies in this browser's storage as plain bytes, since this browser keeps no such keys itself: whoever reads that storage could sign in this device's name.",
    plainHttp:
      "The key lies in this browser's storage as plain bytes, since this page is not served over https: whoever reads that storage could sign in this device's name.",
  },

  engine: {
    title: 'Engine',
    later: 'Chosen once the model is here.',
    threads: (count: number) => counted(count, 'thread', 'threads'),
    all: 'All engines',
    measuring: 'Measuring …',
    passes: (speed: string) => `${speed} passes/s`,
    use: 'Engine to use',
    automatic: 'Automatic: the fastest measured',
    loads: (bytes: number) => `loads ${formatBytes(bytes)}`,
    on: { simd: 'built in', webgpu: 'graphics', webgl: 'older graphics', wasm: 'ONNX Runtime' },
    again: 'Measure again',
    note: 'A change begins this visit anew: the copy is made again from the log. What you contributed stays, and the choice is kept on this device.',
    oneThread: 'One thread: browsers allow more on https or localhost only. It works the same, slower.',
  },
};
