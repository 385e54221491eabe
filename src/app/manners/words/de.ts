import { counted } from '../../format.ts';
import type english from './en.ts';

const german: typeof english = {
  title: 'Wann und wie stark dieses Gerät rechnet',
  lead: 'Bleibt auf diesem Gerät. Änderungen gelten sofort; worauf es gerade wartet, steht in der Live-Ansicht.',

  power: 'Akku',
  powers: {
    always: 'Immer, auch im Akkubetrieb',
    level: 'Im Akkubetrieb nur bis zu einem Ladestand',
    plugged: 'Nur am Strom',
  },
  level: 'Pause unter',
  levelNote: (resumeAt) => `Bei ${resumeAt} geht es weiter, oder sobald das Gerät einen Moment geladen hat.`,
  charging: (level) => `Gerade: ${level}, am Strom.`,
  discharging: (level) => `Gerade: ${level}, im Akkubetrieb.`,
  noBattery:
    'Dieser Browser verrät Seiten nichts über den Akku: Firefox und Safari nie, andere nur über https. Sag es also selbst, für diesen Besuch:',
  pluggedIn: 'Mein Gerät hängt am Strom',
  onBattery: 'Mein Gerät läuft mit Akku',
  notSaid: 'Solange du nichts sagst, wird gerechnet.',
  notSaidAsk: 'Solange du nichts sagst, wartet es und fragt.',
  saidBattery: 'Du hast gesagt, dass dein Gerät mit Akku läuft; darum wartet es.',
  saidPlugged:
    'Du hast gesagt, dass dein Gerät am Strom hängt. Sag es hier, wenn du den Stecker ziehst: Sonst merkt es niemand.',

  intensity: 'Wie stark',
  intensityNote: (share) =>
    `Es rechnet ${share} der Zeit und ruht zwischen den Schritten: kühler und leiser, und langsamer. Laden und Aufholen werden nicht gebremst.`,
  full: 'Solange eine Runde läuft, rechnet es ohne Pause.',
  roundFits: (needs, deadline) =>
    `Eine Runde dauert auf diesem Gerät etwa ${needs}; vorgesehen sind höchstens ${deadline}.`,
  roundMissed: (needs, deadline) =>
    `Bei dieser Einstellung dauert eine Runde auf diesem Gerät etwa ${needs}, vorgesehen sind aber nur ${deadline}: Es wird Runden verpassen.`,
  roundFitting: (share) => `Mit ${share} würde es rechtzeitig fertig.`,
  roundNever: 'Auch ohne Pausen würde es sie verpassen.',

  hidden: 'Während dieser Tab im Hintergrund ist',
  hiddens: { slow: 'Langsam weiter', pause: 'Pause' },
  hiddenNote: (share) =>
    `Langsam heißt: höchstens ${share} der Zeit. Browser bremsen Tabs im Hintergrund außerdem, und Handys halten sie an; wenn du zurückkommst, steht da, was geschehen ist.`,

  network: 'Große Dateien',
  networks: { unmetered: 'Das Modell nur im WLAN laden', any: 'In jedem Netz laden' },
  networkNow: {
    cellular: 'Gerade: mobile Daten.',
    'save-data': 'Gerade: Dieser Browser soll Daten sparen.',
    unmetered: 'Gerade: keine mobilen Daten.',
  },
  networkUnknown: 'Dieser Browser verrät nicht, ob dies mobile Daten sind. Sag es selbst, für diesen Besuch:',
  onWifi: 'WLAN oder Kabel',
  onMobileData: 'Mobile Daten',
  dataUse: (bytes) => `Runden brauchen wenig: bisher ${bytes} in diesem Besuch, ohne das Modell.`,
  dataRate: (bytes, hourly) =>
    `Runden brauchen wenig: bisher ${bytes} in diesem Besuch, ohne das Modell; etwa ${hourly} in der Stunde.`,

  schedule: 'Zeiten',
  scheduleOn: 'Nur zu bestimmten Zeiten',
  days: 'Tage, an denen die Zeit beginnt',
  from: 'Von',
  to: 'Bis',
  crosses: 'Die Zeit endet erst am nächsten Tag.',
  wholeDay: 'Von und bis sind gleich: der ganze Tag.',
  noDay: 'Kein Tag ist gewählt: Es rechnet nie.',
  openUntil: (time) => `Gerade: innerhalb der Zeiten, bis ${time}.`,
  closedUntil: (time) => `Gerade: außerhalb der Zeiten. Weiter geht es: ${time}.`,
  openAlways: 'Gerade: innerhalb der Zeiten, immer.',

  screen: 'Bildschirm',
  awake: 'Den Bildschirm anlassen, solange ich mitmache',
  awakeNote:
    'Ein Handy, das in den Ruhezustand geht, hält die Seite an. Ein Bildschirm, der anbleibt, braucht mehr Strom.',
  noWakeLock:
    'Diese Seite kann den Bildschirm hier nicht anlassen: Der Browser kann es nicht, oder nur für Seiten über https. Stell es im System ein, wenn du magst.',

  keepInView: 'Lass diesen Tab sichtbar: Browser bremsen Tabs im Hintergrund, und Handys halten sie an.',
  awayPaused: (time) =>
    `Dieser Tab war ${time} im Hintergrund. Er hat pausiert, wie du es wolltest; jetzt geht es weiter.`,
  awayStopped: (time) =>
    `Dieser Tab war ${time} im Hintergrund und hat keinen Schritt gemacht: Es war keiner zu machen, oder der Browser hatte ihn angehalten. Nichts ist verloren; jetzt geht es weiter.`,
  awayWorked: (time, steps, rounds) =>
    `Dieser Tab war ${time} im Hintergrund. Es ging langsam weiter: ${counted(steps, 'Schritt', 'Schritte')}, und deine Zahlen gingen in ${counted(rounds, 'Runde', 'Runden')} ein.`,
  awaySlowed: (times) => `Der Browser hat ihn gebremst: Ein Schritt dauerte ${times}-mal so lange.`,
  understood: 'OK',
};

export default german;
