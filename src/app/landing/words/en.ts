import { counted, formatBytes, formatCount, formatDecimal } from '../../format.ts';

export default {
  asking: 'Asking the relay which federations it has …',
  nothingToJoin: 'There is nothing to join yet.',
  offlineLead: 'Your data and the settings are on this device, and open without the relay.',

  nobodyHere: 'Nobody else is here right now',
  hereNow: (connected: number, ready: number) => `${formatCount(connected)} here now, ${formatCount(ready)} training`,
  noRound: 'no round done yet',
  rounds: (count: number) => `${counted(count, 'round', 'rounds')} done`,

  whoAsks: 'Who asks',
  asked: (organiser: string, host: string) => `${organiser}, through the relay ${host}`,
  askedByRelay: (host: string) => `Whoever runs the relay ${host}`,
  model: 'Model',
  licence: 'Licence',
  join: 'Join',
  joinNext: 'Next you choose the data.',
  backToLive: 'Back to the live view',

  happens: 'What happens',
  steps: {
    choose: 'You choose texts, your own or samples. They stay in this browser.',
    measure: 'Your device tries tiny changes to the model, and measures on these texts whether they help.',
    send: (scalars: number) =>
      `Only the measurements leave: ${counted(scalars, 'number', 'numbers')} a round. Together with everybody else's they improve one shared model.`,
  },

  costs: 'What it costs you',
  download: 'Download',
  downloadLooking: 'The model. Looking up what is on this device already …',
  downloadNothing: 'Nothing',
  downloadHere: (bytes: number) => `All ${formatBytes(bytes)} are on this device already.`,
  downloadOnce: 'Once: the model. Samples add 0.1 MB at most.',
  downloadRest: (present: number) =>
    `Once: the model; ${formatBytes(present)} of it are here already. Samples add 0.1 MB at most.`,
  downloadBegun: (begun: number) => `${formatBytes(begun)} came on an earlier visit: it goes on from there.`,
  data: 'Data while it runs',
  dataHourly: (bytes: number) => `≈ ${formatBytes(bytes)} an hour`,
  dataNote: (bytes: number) => `${formatBytes(bytes)} a round.`,
  battery: 'Battery',
  batteryLike: 'Like a game',
  batteryNote: 'The processor works until you pause, leave or close the tab: better plugged in.',
  memory: 'Memory',
  memoryLooking: "Looking up the model's size …",
  memoryElsewhere: (host: string) => `Shown once you have joined: this screen asks ${host} for nothing.`,
  memoryNote: (weights: number) => `While it trains; ${formatBytes(weights)} of it are the model itself.`,
  memoryAddresses: (peak: number) =>
    `This model does not fit into a browser: it needs ${formatBytes(peak)}, and a page reaches 4.3 GB.`,
  memoryDevice: (peak: number, gibibytes: number) =>
    `This model may not fit this device: it needs ${formatBytes(peak)}, and a tab gets about half of this device's ${formatDecimal(gibibytes, gibibytes < 1 ? 2 : 0)} GB.`,
  memoryRemedy: 'Close other tabs and apps first, or join with a device that has more memory.',
  how: 'How these figures were made',
  howDownload: (bytes: number) =>
    `Download: the sizes of the model's files, ${formatBytes(bytes)}, as the federation's manifest has them, without those that are on this device.`,
  howData: (up: number, down: number) =>
    `Data: a round sends ${formatBytes(up)} and brings ${formatBytes(down)}, counted from the manifest, from who is here, and from the messages that go with a round.`,
  howPaceSeen: (seconds: number) =>
    `For an hour of it: a round every ${formatDecimal(seconds, 1)} s, as this page has seen since you opened it.`,
  howPaceAssumed: (seconds: number) =>
    `For an hour of it: a round every ${formatDecimal(seconds, 0)} s is assumed. It shows here once rounds are seen.`,
  howBattery: (threads: number) =>
    `Battery: no browser tells what a page draws, so there is no number. It keeps ${counted(threads, 'processor thread', 'processor threads')} busy without a break, as a game does; a phone gets warm. In the settings you say when it pauses and how hard it works.`,
  howMemory: "Memory: what the engine will hold, computed from the model's own description.",
  settings: 'Settings',

  leaves: 'What leaves your device',
  leavesNumbers: (scalars: number, bytes: number) =>
    `Each round, ${counted(scalars, 'number', 'numbers')} (${formatBytes(bytes)}): how much the model's error on your texts changes when its weights are nudged in random directions.`,
  leavesCount: 'How many training texts you have.',
  leavesName: 'A name for this device and a signature, both made with a key that it has for this federation alone.',
  leavesKind:
    'What kind of device it is: the program that computes, and whether it is a phone, a tablet or a computer.',
  leavesGuard:
    "Now and then, the model's error on your held-out texts, and how many they are: the training stops by itself when that rises for everybody.",
  leavesEvaluation:
    "Now and then, the model's error on your held-out texts, how many they are, and how many of them it gets right.",
  leavesAddress: 'As to every website: your network address, and when you are connected.',
  leavesToHost: (host: string) =>
    `The model is not on this relay: after this screen its files are loaded from ${host}, which then knows your network address too.`,
  leavesNever: 'No text, no word of one, no label.',
  stays: 'What stays',
  staysTexts: 'Your texts and labels, in this browser, until you delete them.',
  staysHeldOut: 'One text in five is held out and never trained on: it shows you what the training brings.',
  notProven:
    'The numbers are computed from your texts, and nobody has proved that they reveal nothing about them. Treat them as you would a summary: little, but not nothing.',
  readByRelay:
    "The relay can read yours. Everybody else sees the mean over a round's participants: the list of these is the finetuned model.",
  readByAll: 'Everybody who can reach this relay can read them: the list of all numbers is the finetuned model.',
  details: 'The details, for those who want to check',
  detailMethod: (method: string, epsilon: number) =>
    `Method: ${method}, a zero-order method. Every step measures the loss with weights moved by ${epsilon} along directions drawn from a seed; the differences are the numbers sent.`,
  detailNumbers: (steps: number, each: number, clip: number) =>
    `A round: ${counted(steps, 'step', 'steps')} of ${counted(each, 'number', 'numbers')} each, every number clipped to ±${formatCount(clip)}.`,
  detailDirections: 'The directions come from the log itself, so the relay cannot choose one to probe your data with.',
  detailPrivacyRelay:
    'There is no differential privacy here, no added noise and no secure aggregation: single contributions are visible to the relay.',
  detailPrivacyAll:
    'There is no differential privacy here, no added noise and no secure aggregation: single contributions are visible to the relay, and to everybody who can reach it.',
  detailPolicy:
    'The browser enforces that this page talks to this relay alone (content security policy), and the live view lists every message with every number in it.',
  detailPolicyHost: (host: string) =>
    `The browser enforces that this page talks to this relay and to the place of the model, ${host}, alone (content security policy), and the live view lists every message with every number in it.`,
  detailChecked:
    "Everything is checked: the model's files by hash, and your copy against the relay's bit by bit after each round.",

  modelAndTask: 'Model and task',
  classes: 'Classes',
  aClass: (name: string, word: string) => `${name} (“${word}”)`,
  question: 'Question asked',
  aStep: 'A step',
  stepWork: (batch: number, passes: number) =>
    `${counted(batch, 'text', 'texts')} through the model, up to ${formatCount(passes)} times`,
  roundNeeds: 'A round needs',
  roundRule: (quorum: number, deadline: number) =>
    `${counted(quorum, 'participant', 'participants')}, and ends after ${formatCount(deadline)} s at most once they are in`,

  more: 'More participants',
  others: 'Other federations here',
  brokenLink: 'The link that brought you here is not whole.',
  brokenLinkRemedy: 'Copy it again, to its last letter. Without it you see what this relay shows to everybody.',

  invitation: 'Invitation',
  byInvitation: 'One joins this federation by invitation.',
  haveInvitation: 'You have one.',
  needInvitation:
    'Open the link that its organiser sent you, or paste it here. A device that was let in before needs none.',
  tokenIs: 'Its token:',
  tokenUse: 'It is told to this relay when you join and to nobody else, and forgotten here once you are in.',
  pinned: 'The terms are the ones that your link was made for. Manifest:',
  otherTerms: 'Your link was made for other terms than this federation has now.',
  otherTermsWhy: (pin: string, has: string) =>
    `It names manifest ${pin}, the relay has ${has}: model, task, method or rules have been changed since, or this is not the relay that you were invited to. Nothing was joined or sent. Ask whoever sent you the link for the current one, and what has changed.`,
  inviteField: 'Link or token of your invitation',
  useIt: 'Use it',
  taken: 'Taken. It is told to this relay when you join.',
  pasteSomething: 'Paste the link that you were sent, or the token in it.',
  neitherNor: 'This is neither a link to join by nor a token. Paste it whole.',
  notWhole: 'This link is not whole. Copy it again, to its last letter.',
  anotherRelay: (host: string) => `This link leads to another relay than ${host}. Open it in a tab of its own.`,

  shareInvited:
    'One joins this federation by invitation: whoever is to join needs an invitation from the organiser, and opens the link in that.',
  otherDevice: 'Open it on another device',
  localAddress: (host: string) =>
    `You opened this page at ${host}, an address that works on this device alone. Open it at the network address that the terminal printed, or scan the code there.`,
  codeOf: (link: string) => `QR code of ${link}`,
  copyLink: 'Copy the link',
  alone: 'Alone? Add headless volunteers',
  aloneSamples: 'On the computer that runs the relay, each of these adds one with sample data:',
  aloneFile: 'On the computer that runs the relay, each of these adds one with data from a file:',
  fileName: 'FILE',
  orStart: 'Or start the relay with volunteers of its own:',

  guarded: {
    paused: "This federation paused itself: on the participants' held-out texts the model had become worse.",
    stopped: "This federation stopped itself: on the participants' held-out texts the model had become worse.",
    archived: "This federation archived itself: on the participants' held-out texts the model had become worse.",
  },
  organised: {
    paused: 'The organiser has paused this federation.',
    stopped: 'The organiser has stopped this federation.',
    archived: 'The organiser has archived this federation.',
  },
  meanings: {
    paused:
      'No round opens until the organiser lets it go on. Devices that stay connected take part by themselves then.',
    stopped: 'No further round opens. The model and its log stay here for everybody to keep.',
    archived: 'It is over and takes nobody in any more. The model and its log stay here for everybody to keep.',
  },
  downloadModel: 'Download the model',
  downloadLog: 'Download the log',
  seeResult: 'See the result',
};
