export const rounds = {
  title: 'A round',
  seconds: 'seconds',
  together: 'Who trains',
  company: {
    several: { title: 'Several together', says: 'A round waits until as many devices as you say below have answered.' },
    alone: {
      title: 'On my own',
      says: 'One device is enough: a round closes with its answer and waits for nobody. Others may still join.',
    },
  },
  quorum: 'Answers that a round needs',
  quorumHint:
    'It opens when that many devices are ready, and does not close with fewer. With 1 a device trains on its own; 2 is enough to begin with.',
  deadline: 'Deadline',
  deadlineHint:
    'After this a round that has its answers closes without the others. Give a slow phone time: the dry run says how ' +
    'long a round takes on this device.',
  grace: 'Grace',
  graceHint: 'How long it still waits for the others once it has the answers that it needs.',
  more: 'Many devices',
  maximum: 'Devices asked at most',
  maximumHint: 'In one round. More numbers make a round surer and its entry longer.',
  target: 'Answers at which it closes at once',
  targetHint: 'Ask more devices than you wait for, where some always drop out. Empty: it waits for all that it asked.',
  late: 'Rounds by which an answer may be late',
  lateHint: 'Slow devices still count, a few rounds later. Empty or 0: what comes late is not taken. Keep it small.',
  lateShared: 'With shared directions nothing late is taken: leave it empty.',
  who: 'Who may take part',
  access: {
    open: { title: 'Open', says: 'Everybody with the link. You cannot tell one person with many devices from many.' },
    invite: {
      title: 'By invitation',
      says: 'Those with an invitation from you, which you can count and take back. Reading the log needs none.',
    },
  },
  weight: 'Who counts for how much',
  weights: {
    examples: {
      title: 'By examples',
      says: 'Whoever has more texts counts for more, up to a limit. Nobody checks the count.',
    },
    participant: { title: 'One each', says: 'Every device counts the same. Better where strangers take part.' },
  },
  cap: 'Examples that count at most',
  capHint: 'So that one large file does not outvote the rest.',
};

export const privacy = {
  notPrivate: 'Numbers computed from private texts are not private by themselves.',
  because:
    'No text leaves a device, and that is checked. But each number says a little about the texts that it was measured ' +
    'on, and over many rounds that adds up. The finetuned model can have learned parts of them. There is no secure ' +
    'aggregation and no added noise here. Tell your volunteers; their page does too.',
  threats: 'What is protected, against whom, and what is not',
  noThreats: 'It could not be loaded: check the connection, or read docs/THREATS.md in the project.',
  aggregation: 'What a round’s answers come to',
  ways: {
    mean: { title: 'Their mean', says: 'Learns fastest where everybody is honest. One liar can pull it anywhere.' },
    'norm-bounded': {
      title: 'Mean with bounded sizes',
      says: 'Whoever sends numbers much larger than the others counts for that much less.',
    },
    median: { title: 'Median', says: 'Number by number the middle one. Half of the weight has to lie to move it.' },
    trimmed: { title: 'Trimmed mean', says: 'The smallest and the largest are left out, number by number.' },
  },
  factor: 'Times the middle size',
  factorHint: 'Whoever is larger than that counts for less. Usual: 1.5 to 3. Too large: it bounds nothing.',
  share: 'Share left out at each end',
  shareHint: 'Below 0.5, and above the share of liars that you fear. It costs accuracy where nobody lies.',
  clip: 'Bound of every number',
  clipHint:
    'The relay refuses what lies outside. Usual: 100 to 10,000, a hundred times what is common. Too small: it cuts what ' +
    'honest devices measured.',
  learned: 'Learn the bound from past rounds',
  learnedSays: 'From the sixth round on numbers are clipped to a multiple of what was usual so far.',
  times: 'Times what was usual',
  timesHint: 'Usual: 3 to 10. Too small: it slows the learning down.',
  heldOut: 'Texts held out',
  evaluate: 'Share how well the model does',
  evaluateSays:
    'Devices tell the relay the loss and accuracy on texts that they hold out, and how many they are. You see whether it ' +
    'learns. It tells that much about each device’s texts, and volunteers are told so.',
  every: 'Every so many rounds',
  everyHint: 'Everybody measures the same states. Usual: 4 to 20. Too often: devices measure instead of learning.',
  guard: 'Stop by itself when it gets worse',
  guardSays:
    'Rounds stop when the loss on held-out texts stays above the best. It needs the same figures from everybody, and takes them as they are told.',
  rise: 'Above the best by',
  riseHint: 'Usual: 0.05 to 0.3. Too small: it stops by chance alone.',
  evaluations: 'So many times in a row',
  evaluationsHint: 'Usual: 2 to 5.',
};
