import { plural } from '../../words/index.ts';
import type english from './en.ts';

export const dryRun: (typeof english)['dryRun'] = {
  on: 'Probieren mit',
  rows: { own: 'Deinen eingefügten Beispielen', template: 'Den erfundenen Zeilen der Vorlage' },
  count: (examples) => `${examples} ${plural(examples, 'Beispiel', 'Beispiele')}`,
  sample: 'Ein öffentlicher Datensatz mit 1.000 Sätzen; zu den ersten 256 wird das Modell befragt.',
  none: 'Für diese Aufgabe gibt es noch keine Beispiele. Füge im ersten Schritt welche ein.',
  few: 'Mit so wenigen Beispielen sagt die Genauigkeit wenig; die Zeiten stimmen trotzdem.',
  stays: 'Die Texte bleiben in diesem Tab. Nichts wird gesendet, und nichts bleibt außer den Dateien des Modells.',
  incomplete: 'In den Schritten davor ist noch etwas unvollständig.',
  start: 'Probelauf starten',
  again: 'Noch einmal',
  stop: 'Abbrechen',
  doing: {
    loading: 'Das Modell wird geladen und geprüft …',
    probing: 'Es wird gemessen, wie hier am schnellsten gerechnet wird …',
    judging: 'Das untrainierte Modell wird zu den Beispielen befragt …',
    timing: 'Es wird gemessen, wie lange die Schritte einer Runde dauern …',
  },
  steps: (steps) => `${steps} ${plural(steps, 'Schritt', 'Schritte')}`,
  done: 'Fertig.',
  stopped: 'Abgebrochen.',
  outcome: 'Was herauskam',
  old: 'Du hast die Föderation seitdem geändert. Starte den Probelauf noch einmal, damit die Zahlen zu ihr passen.',
  soon: 'Die Zahlen erscheinen hier, sobald sie gemessen sind.',
  notYours: 'Diese Zeilen sind erfunden: Wie gut das Modell bei deinen Texten ist, zeigen nur deine Texte.',
  accuracy: 'Richtig vor jedem Training',
  accuracyNote: (from, to, count) => `Gemessen an ${count}; mit dem Zufall darin ${from} bis ${to}.`,
  majority: 'Die häufigste Klasse',
  majorityNote: 'So oft liegt richtig, wer immer diese antwortet.',
  loss: 'Verlust (Loss)',
  lossNote: (chance) => `In Nats. Ein Modell, das rät, hat ${chance}.`,
  answers: 'Wie oft das Modell mit welcher Klasse geantwortet hat',
  class: 'Klasse',
  there: 'In den Beispielen',
  said: 'Geantwortet',
  lean: (name, share) =>
    `Das untrainierte Modell neigt zu „${name}“: So antwortet es in ${share} der Fälle. Das ist häufig und das Erste, was ` +
    `das Training behebt. Wenn es dabei bleibt, versuche ein anderes Wort für eine Klasse.`,
  truncated: (count) =>
    `${count} ${plural(count, 'Beispiel wurde', 'Beispiele wurden')} gekürzt: Erlaube im ersten Schritt mehr Tokens, wenn das Ende wichtig ist.`,
  belowChance:
    'Das Modell liegt seltener richtig, als wenn es immer die häufigste Klasse antworten würde. Sieh nach, ob die Wörter für die richtigen Klassen stehen.',
  device: 'Auf diesem Gerät',
  step: 'Ein Schritt',
  stepNote: (timed, passes) => `Der mittlere von ${timed} gemessenen, je ${passes} Vorwärtsdurchläufe.`,
  memory: 'Arbeitsspeicher',
  memoryNote: (weights) => `Im Höchstfall, davon ${weights} das Modell selbst.`,
  engine: (name, threads) => `Gerechnet von ${name} mit ${threads} ${plural(threads, 'Thread', 'Threads')}.`,
  round: 'Eine Runde und ein Lauf',
  computing: 'Rechenzeit einer Runde',
  computingNote: (steps, passes) =>
    `${steps} ${plural(steps, 'Schritt', 'Schritte')}, etwa ${passes} Vorwärtsdurchläufe, auf einem Gerät wie diesem.`,
  bytes: 'Datenverkehr einer Runde',
  upDown: (up, down) => `${up} hochgeladen, ${down} heruntergeladen`,
  bytesNote: (participants) =>
    `Je Gerät, bei ${participants} ${plural(participants, 'Teilnehmendem', 'Teilnehmenden')}; das Modell kommt einmal, vorher.`,
  rounds: 'Runden, die es dauern kann',
  range: (from, to) => (from === to ? `etwa ${to}` : `${from} bis ${to}`),
  roundsNote: (passes, accuracy, participants) =>
    `Geschätzt nach dem Experiment dieses Projekts: ${passes} Vorwärtsdurchläufe bis ${accuracy} auf SST-2 mit diesem Modell und ` +
    `diesen Einstellungen, aufgeteilt auf ${participants} je Runde. Eine andere Aufgabe braucht vielleicht mehr oder kommt nie dorthin.`,
  notKnown: 'nicht bekannt',
  notKnownNote:
    'Dieses Modell hat mit diesen Einstellungen niemand gemessen. Verfolge die Genauigkeit in der Übersicht.',
  time: 'Rechenzeit je Gerät',
  timeRange: (from, to) => (from === to ? `etwa ${to}` : `${from} bis ${to}`),
  timeNote: 'In all diesen Runden, auf einem Gerät wie diesem; Warten kommt dazu.',
  schedule: (rounds, time) =>
    `Die Lernrate fällt über ${rounds} Runden: hier ${time} Rechenzeit, wenn niemand vorher anhält.`,
  lost: {
    message:
      'Der Probelauf wurde beendet: Sein Programm ließ sich nicht laden, oder der Arbeitsspeicher reichte nicht.',
    remedy: 'Schließe andere Tabs und versuche es noch einmal, oder wähle ein kleineres Modell.',
  },
  change: 'Verfahren ändern',
};

export const open: (typeof english)['open'] = {
  id: 'Name in Adressen',
  idHint: 'Kleinbuchstaben, Ziffern und Bindestriche. Später nicht mehr zu ändern.',
  asking: 'Der Schlüssel der Organisation wird gesucht …',
  signed: 'Der Befehl wird mit dem Schlüssel der Organisation auf diesem Gerät signiert.',
  wrongKey: 'Der Schlüssel auf diesem Gerät gehört nicht der Organisation dieses Relays.',
  keySays:
    'Das Relay nimmt Befehle nur von seiner Organisation an. Wer es gestartet hat, hat den Link mit dem Schlüssel.',
  noDryRun: 'Du hast es auf diesem Gerät noch nicht probiert. Das ist der Schritt davor.',
  open: 'Föderation eröffnen',
  opening: 'Wird eröffnet …',
  byHand: 'Oder von Hand',
  byHandSays: 'Das Manifest ist die ganze Föderation in einer Datei. Wer das Relay betreibt, kann sie damit starten.',
  download: 'Manifest herunterladen',
  missing: 'Diese Schritte sind noch unvollständig:',
  model: 'Modell',
  question: 'Prompt',
  classes: 'Klassen',
  method: 'Verfahren',
  round: 'Eine Runde',
  roundSays: (steps, quorum, deadline) =>
    `${steps} ${plural(steps, 'Schritt', 'Schritte')}; nötige Antworten: ${quorum}; sind sie da, ist nach ${deadline} s Schluss`,
  who: 'Wer mitmachen darf',
  told: 'Außerdem mitgeteilt',
  heldOut: 'Verlust (Loss) und Genauigkeit auf zurückgehaltenen Texten',
  nothing: 'nichts',
};

export const ready: (typeof english)['ready'] = {
  title: (title) => `„${title}“ ist eröffnet`,
  says: 'Schick diesen Link an deine Teilnehmenden, oder lass sie den Code scannen.',
  byInvitation: 'Bei ihr macht man nur auf Einladung mit. Erstelle eine für jede Person oder Gruppe.',
  local: 'Du hast diese Seite unter einer Adresse geöffnet, die nur auf diesem Gerät funktioniert: der Link ebenso.',
  code: (title) => `QR-Code des Links zu ${title}`,
  copy: 'Link kopieren',
  next: 'Wie es weitergeht',
  watch: 'Runden beginnen, sobald genug Geräte bereit sind. Die Übersicht zeigt sie.',
  restart: 'Das Relay behält die Föderation; nach einem Neustart ist sie wieder da.',
  terms: 'Im Link steht der Anfang des Hashes ihrer Bedingungen: Wer damit kommt, bekommt diese oder erfährt es.',
  dashboard: 'Zur Übersicht',
  visit: 'Wie Teilnehmende sie sehen',
  another: 'Noch eine anlegen',
  label: 'Für wen',
  labelExample: 'Klasse 7b',
  uses: 'Geräte',
  usesHint: 'Wie viele Geräte sie hereinlässt; leer für beliebig viele. Der Name ist nur für dich.',
  invite: 'Einladung erstellen',
  once: 'Ein Link wird einmal gezeigt: Das Relay behält keine lesbare Kopie.',
  unnamed: 'Einladung',
};
