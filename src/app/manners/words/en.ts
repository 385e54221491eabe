import { counted } from '../../format.ts';

export default {
  title: 'When and how hard this device computes',
  lead: 'Kept on this device. Changes apply at once; what it is waiting for is shown in the live view.',

  power: 'Battery',
  powers: {
    always: 'Always, on battery too',
    level: 'On battery down to a charge',
    plugged: 'Only while plugged in',
  },
  level: 'Pause below',
  levelNote: (resumeAt: string) => `It goes on at ${resumeAt}, or once it has charged for a moment.`,
  charging: (level: string) => `Now: ${level}, plugged in.`,
  discharging: (level: string) => `Now: ${level}, on battery.`,
  noBattery:
    'This browser does not tell pages about the battery: Firefox and Safari never do, others only over https. So say it yourself, for this visit:',
  pluggedIn: 'I am plugged in',
  onBattery: 'I am on battery',
  notSaid: 'Until you say, it computes.',
  notSaidAsk: 'Until you say, it waits and asks.',
  saidBattery: 'You said that you are on battery, so it waits.',
  saidPlugged: 'You said that you are plugged in. Say so here when you pull the plug: nothing else can tell.',

  intensity: 'How hard',
  intensityNote: (share: string) =>
    `It computes ${share} of the time and rests between steps: cooler and quieter, and slower. Loading and catching up are not slowed.`,
  full: 'It computes without a rest while a round is open.',
  roundFits: (needs: string, deadline: string) =>
    `A round takes this device about ${needs} of the ${deadline} there are.`,
  roundMissed: (needs: string, deadline: string) =>
    `At this intensity a round takes this device about ${needs}, and there are ${deadline}: it will miss rounds.`,
  roundFitting: (share: string) => `At ${share} it would be in time.`,
  roundNever: 'It would miss them even without resting.',

  hidden: 'While this tab is hidden',
  hiddens: { slow: 'Go on slowly', pause: 'Pause' },
  hiddenNote: (share: string) =>
    `Slowly: at most ${share} of the time. Browsers slow hidden tabs down besides, and phones stop them; when you come back you are told what happened.`,

  network: 'Large files',
  networks: { unmetered: 'Load the model on Wi-Fi only', any: 'Load it on any network' },
  networkNow: {
    cellular: 'Now: mobile data.',
    'save-data': 'Now: this browser is set to save data.',
    unmetered: 'Now: not mobile data.',
  },
  networkUnknown: 'This browser does not tell whether this is mobile data. Say it yourself, for this visit:',
  onWifi: 'Wi-Fi or cable',
  onMobileData: 'Mobile data',
  dataUse: (bytes: string) => `Rounds need little: ${bytes} so far in this visit, the model left out.`,
  dataRate: (bytes: string, hourly: string) =>
    `Rounds need little: ${bytes} so far in this visit, the model left out; about ${hourly} an hour.`,

  schedule: 'Hours',
  scheduleOn: 'Only at certain hours',
  days: 'Days on which the hours begin',
  from: 'From',
  to: 'To',
  crosses: 'The hours end on the next day.',
  wholeDay: 'From and to are the same: the whole day.',
  noDay: 'No day is chosen: it never computes.',
  openUntil: (time: string) => `Now: within the hours, until ${time}.`,
  closedUntil: (time: string) => `Now: outside the hours. It goes on at ${time}.`,
  openAlways: 'Now: within the hours, always.',

  screen: 'Screen',
  awake: 'Keep the screen on while contributing',
  awakeNote: 'A phone that goes to sleep stops the page. A screen that stays on takes more power.',
  noWakeLock:
    'This page cannot keep the screen on here: the browser has no way to, or gives it only to pages that came over https. Set it in the system, if you like.',

  keepInView: 'Keep this tab in view: browsers slow hidden tabs down, and phones stop them.',
  awayPaused: (time: string) => `This tab was hidden for ${time}. It paused, as you chose; it goes on now.`,
  awayStopped: (time: string) =>
    `This tab was hidden for ${time}, and did no step: there was none to do, or the browser had stopped it. Nothing is lost; it goes on now.`,
  awayWorked: (time: string, steps: number, rounds: number) =>
    `This tab was hidden for ${time}. It went on slowly: ${counted(steps, 'step', 'steps')}, and your numbers went into ${counted(rounds, 'round', 'rounds')}.`,
  awaySlowed: (times: string) => `The browser slowed it down: a step took ${times} times as long.`,
  understood: 'OK',
};
