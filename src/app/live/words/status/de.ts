import { counted } from '../../../format.ts';
import type english from './en.ts';

const german: typeof english = {
  label: 'Was gerade geschieht',
  since: (duration) => `Seit ${duration}.`,
  step: (done, total) => `Schritt ${done} von ${total}`,
  bytesOf: (done, total) => `${done} von ${total}`,
  downloadPace: (perSecond, left) => `${perSecond} in der Sekunde, noch ${left}`,
  timeLeft: (duration) => `noch ${duration}`,
  roundEnds: (duration) => `Die Runde endet spätestens in ${duration}`,
  next: 'Als Nächstes',
  participants: (ready, connected) => `${counted(connected, 'Gerät', 'Geräte')} hier, davon ${ready} bereit.`,
  inRound: (contributed, participants) =>
    `${contributed} von ${participants} Teilnehmenden dieser Runde ${contributed === 1 ? 'ist' : 'sind'} fertig.`,

  pause: 'Pause',
  resume: 'Weiter',
  goOnAnyway: 'Trotzdem weitermachen',
  loadAnyway: 'Trotzdem laden',
  finish: 'Nach dieser Runde aufhören',
  unfinish: 'Doch dabeibleiben',
  leave: 'Verlassen',
  cancelDownload: 'Download abbrechen',
  joinAgain: 'Wieder mitmachen',
  manners: 'Wann und wie stark dieses Gerät rechnet',
  pluggedIn: 'Es hängt am Strom',
  unplugged: 'Nein',

  starting: {
    title: 'Es geht los',
    reason: 'Der Hintergrundprozess für das Training startet.',
    next: 'Das Modell wird geladen.',
  },
  loading: {
    title: 'Das Modell wird geladen',
    first: 'Es bleibt für den nächsten Besuch auf diesem Gerät.',
    again: 'Seine Dateien werden geholt oder von diesem Gerät gelesen.',
    next: 'Es wird gemessen, was dieses Gerät leistet, und das Basismodell an deinen zurückgehaltenen Texten geprüft.',
  },
  metered: {
    title: 'Warten auf WLAN',
    cellular: (size) => `${size} sind zu laden, und dieses Gerät nutzt mobile Daten.`,
    'save-data': (size) => `${size} sind zu laden, und dieser Browser soll Daten sparen.`,
    said: (size) => `${size} sind zu laden, und du hast gesagt, dass dies mobile Daten sind.`,
    next: 'Sobald du im WLAN bist, lädt es von selbst; wann das ist, kann niemand sagen. Bis dahin wird nichts gerechnet.',
  },
  probing: {
    title: 'Die Leistung dieses Geräts wird gemessen',
    reason: (engine) =>
      `Ein paar Durchläufe des Modells mit ${engine}, um zu finden, was hier am schnellsten ist. Nur dieses eine Mal.`,
    next: 'Das Basismodell wird an deinen zurückgehaltenen Texten geprüft.',
  },
  evaluating: {
    title: 'Das Basismodell wird geprüft',
    reason: 'An deinen zurückgehaltenen Texten, damit du später siehst, was sich geändert hat.',
    next: 'Dieses Gerät holt auf, was die anderen schon getan haben.',
  },
  catchingUp: {
    title: 'Aufholen',
    asking: 'Das Relay wird gefragt, was die anderen bisher getan haben.',
    reason: (at, target) => `Was die anderen vorher getan haben, wird nachgespielt: Runde ${at} von ${target}.`,
    next: 'Dieses Gerät macht bei der Runde mit, die dann beginnt.',
  },
  offline: {
    title: 'Keine Verbindung zum Relay',
    soon: (attempt, wait) => `Versuch ${attempt} ist gescheitert; der nächste folgt in ${wait}. Nichts geht verloren.`,
    now: (attempt) => `Versuch ${attempt} ist gescheitert; der nächste folgt jetzt. Nichts geht verloren.`,
    next: 'Es geht von selbst da weiter, wo es war. Die Versuche werden immer seltener; kommt das Netz zurück, folgt sofort einer.',
  },
  quorum: {
    title: 'Warten auf weitere Teilnehmende',
    nobody: (quorum) => `Eine Runde braucht ${counted(quorum, 'Gerät', 'Geräte')}.`,
    alone: (quorum) => `Eine Runde braucht ${counted(quorum, 'Gerät', 'Geräte')}; nur deines ist bereit.`,
    some: (quorum, ready) => `Eine Runde braucht ${counted(quorum, 'Gerät', 'Geräte')}; bereit sind ${ready}.`,
    next: (missing) =>
      missing > 0
        ? `Die Runde beginnt von selbst, sobald noch ${counted(missing, 'Gerät dazukommt', 'Geräte dazukommen')}; wann, kann niemand sagen.`
        : 'Die Runde beginnt gleich von selbst.',
  },
  nextRound: {
    title: 'Warten auf die nächste Runde',
    reason: 'Eine Runde läuft ohne dieses Gerät; bei der nächsten bist du dabei.',
    next: 'Die laufende Runde endet, und dieses Gerät wird bei der nächsten gefragt.',
  },
  others: {
    title: 'Warten auf die anderen',
    in: 'Deine Zahlen sind angekommen.',
    missing: (missing) => `Deine Zahlen sind angekommen. ${counted(missing, 'Gerät rechnet', 'Geräte rechnen')} noch.`,
    missingFor: (missing, left) =>
      `Deine Zahlen sind angekommen. ${counted(missing, 'Gerät rechnet', 'Geräte rechnen')} noch, höchstens ${left}.`,
    next: 'Die Zahlen aller werden auf das Modell angewandt, und die nächste Runde beginnt.',
    nextIsEnd: 'Deine Zahlen werden bestätigt; dann hört dieses Gerät auf, wie du es wolltest.',
  },
  organiserPaused: {
    title: 'Die Föderation ist pausiert',
    reason: 'Bis es weitergeht, beginnt keine Runde. Dieser Tab bleibt verbunden und macht dann von selbst mit.',
    next: 'Es geht weiter, sobald die Organisation es zulässt; wann, kann hier niemand sagen.',
  },
  stopped: {
    title: 'Das Training wurde beendet',
    reason: 'Es beginnt keine Runde mehr. Das Modell kannst du behalten.',
    next: 'Nichts. Du kannst gehen und das Modell behalten.',
  },
  training: {
    title: (round) => `Training in Runde ${round}`,
    reason: (steps) => `${counted(steps, 'Schritt', 'Schritte')} an deinen eigenen Texten, nur vorwärts gerechnet.`,
    unknown: 'An deinen eigenen Texten, nur vorwärts gerechnet.',
    rests: (share) => `Zwischen den Schritten ruht es, damit es nur ${share} der Zeit rechnet.`,
    next: (numbers) => `${counted(numbers, 'Zahl wird', 'Zahlen werden')} von diesem Gerät gesendet, und kein Text.`,
    nextIsEnd: (numbers) =>
      `${counted(numbers, 'Zahl wird', 'Zahlen werden')} von diesem Gerät gesendet; dann hört es auf, wie du es wolltest.`,
  },
  paused: {
    title: 'Pause',
    person: 'Du hast pausiert. Diese Kopie folgt den anderen weiter.',
    personAmongOthers: 'Du hast pausiert. Die anderen machen weiter, und diese Kopie folgt ihnen.',
    battery: (level, resumeAt) => `Der Akku ist bei ${level}. Bei ${resumeAt} geht es weiter, oder sobald er lädt.`,
    unplugged: 'Dieses Gerät hängt nicht am Strom.',
    unpluggedSaid: 'Du hast gesagt, dass dieses Gerät nicht am Strom hängt.',
    askPlugged: 'Es soll nur am Strom rechnen, und dieser Browser verrät nicht, ob es daran hängt.',
    charging: 'Es hängt wieder am Strom; noch einen Moment, ob das so bleibt.',
    hidden: 'Dieser Tab ist im Hintergrund, und dafür hast du „Pause“ gewählt.',
    schedule: 'Es ist außerhalb der Zeiten, die du gewählt hast.',
    until: (time, wait) => `Weiter geht es: ${time} (in ${wait}).`,
    next: {
      person: 'Es geht weiter, wenn du auf „Weiter“ tippst.',
      power: 'Sobald es am Strom hängt oder geladen ist, geht es von selbst weiter; wann das ist, kann niemand sagen.',
      ask: 'Es geht weiter, sobald du sagst, dass es am Strom hängt.',
      hidden: 'Es geht weiter, wenn du zu diesem Tab zurückkommst.',
      timed: 'Es geht von selbst weiter.',
      never: 'Für deine Zeiten ist kein Tag gewählt: Wähle einen, oder mach trotzdem weiter.',
    },
  },
  otherTab: {
    title: 'Ein anderer Tab macht mit',
    reason: 'Ein Gerät zählt in einer Runde einmal. Dieser Tab übernimmt, wenn der andere geschlossen wird.',
    next: 'Dieser Tab übernimmt, sobald der andere geschlossen wird oder aufhört.',
  },
  left: {
    title: 'Du machst nicht mehr mit',
    reason: 'Es läuft nichts mehr. Was du beigetragen hast, bleibt im Modell.',
    finished: 'Nach der Runde aufgehört',
    finishedReason:
      'Die Runde wurde zu Ende gerechnet, wie du es wolltest, und es läuft nichts mehr. Was du beigetragen hast, bleibt im Modell.',
    ended: 'Dieser Besuch ist zu Ende',
    endedReason: 'Warum, und was zu tun ist, steht unten. Was du beigetragen hast, bleibt.',
    next: 'Nichts, bis du wieder mitmachst.',
    cancelled: 'Der Download wurde abgebrochen',
    cancelledReason: (here) =>
      `${here} davon bleiben auf diesem Gerät: Wenn du wieder mitmachst, geht es dort weiter. Entfernen lassen sie sich in den Einstellungen.`,
  },

  rollback: (from, to) =>
    `Die Organisation hat ${from === to ? `Runde ${from}` : `die Runden ${from} bis ${to}`} zurückgenommen: Das Modell ist wieder wie ${from === 1 ? 'vor der ersten Runde' : `nach Runde ${from - 1}`}.`,
  refused: (round, why) => `Runde ${round}: ${why}`,
  refusals: {
    'round-not-open':
      'Die Runde war zu, bevor deine Zahlen ankamen. Sie wurden verworfen; die nächste Runde zählt wieder.',
    'not-asked': 'Dieses Gerät war in dieser Runde nicht gefragt.',
    'wrong-chain': 'Die Zahlen gehörten zu einem anderen Stand des Modells; darum hat das Relay sie nicht verwendet.',
    'wrong-count': 'Die Anzahl der Zahlen passte nicht zu dieser Föderation.',
    'not-finite': 'Eine Zahl war nicht endlich: Der Trainingsschritt ist auf diesem Gerät aus dem Ruder gelaufen.',
    'beyond-clip': 'Eine Zahl war größer, als diese Föderation erlaubt.',
    'no-examples': 'Die Nachricht nannte keine Beispiele zum Trainieren.',
    'too-late':
      'Deine Zahlen kamen zu spät: Die Runde war zu, und auch die danach, die sie noch hätten aufnehmen können. Sie wurden verworfen; die nächste Runde zählt wieder.',
    'bad-signature':
      'Deine Zahlen waren nicht so signiert, wie das Relay es von diesem Gerät erwartet. Sie wurden verworfen; geht das weiter, lade die Seite neu.',
  },
};

export default german;
