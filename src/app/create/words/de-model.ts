import { plural } from '../../words/index.ts';
import type english from './en.ts';

export const model: (typeof english)['model'] = {
  here: 'Auf diesem Relay',
  asking: 'Das Relay wird gefragt, welche Modelle es hat …',
  weights: (count, bytes) => `${count} Gewichte, ${bytes} herunterzuladen`,
  licence: 'Lizenz',
  kind: 'Art',
  shape: (kind, layers, hidden) => `${kind}, ${layers} ${plural(layers, 'Schicht', 'Schichten')} zu ${hidden}`,
  positions: 'Liest höchstens',
  tokens: (count) => `${count} Tokens`,
  memory: 'Arbeitsspeicher auf einem Handy',
  about: (whole, half) => `etwa ${whole}, oder ${half} mit zwei Byte je Gewicht`,
  unknown: 'erst nach dem Laden bekannt',
  from: 'Kommt von',
  another: 'Ein anderes Modell',
  anotherSays: 'Das Relay holt seine Dateien und merkt sich ihre Hashes, damit alle genau dasselbe Modell bekommen.',
  sources: { hub: 'Vom Hub von Hugging Face', url: 'Von einer Adresse' },
  id: 'Konto und Name',
  revision: 'Revision',
  url: 'Adresse des Ordners mit den Dateien',
  fetch: 'Holen und ansehen',
  fetching: 'Das Relay holt das Modell und bildet die Hashes. Bei einem großen dauert das Minuten.',
  stop: 'Nicht warten',
  which:
    'Es muss ein maskiertes Sprachmodell der Art BERT oder RoBERTa sein, mit tokenizer.json und model.safetensors. ' +
    'Lies zuerst seine Lizenz: Sie gilt auch für das angepasste Modell.',
};

export const method: (typeof english)['method'] = {
  pace: 'Tempo',
  paces: {
    gentle: { title: 'Sanft', says: 'Kurze Runden und die halbe Lernrate: für alte Handys und lange Läufe.' },
    standard: { title: 'Normal', says: 'Die Zahlen, die mit dem mitgelieferten Modell gemessen wurden.' },
    fast: {
      title: 'Schnell',
      says: 'Doppelt so viele Schritte je Runde, nach einigen Dutzend Runden fertig: für einen Nachmittag.',
    },
  },
  directions: 'Richtungen',
  whose: {
    private: {
      title: 'Eigene Richtungen',
      says: 'Jedes Gerät zieht seine eigenen. So lernt das Modell am meisten aus einer Runde; alle können im Protokoll die Zahlen aller lesen.',
    },
    shared: {
      title: 'Gemeinsame Richtungen',
      says: 'Dieselben für alle. Im Protokoll steht nur das Mittel der Zahlen; es ist mit 1.000 Geräten so kurz wie mit 2.',
    },
  },
  trains: 'Was trainiert wird',
  sets: {
    all: {
      title: 'Alle Gewichte',
      says: 'Mehr, womit gelernt werden kann, und langsamer darin; Runden anderer nachzuspielen dauert länger.',
    },
    biases: {
      title: 'Nur die Biases',
      says: 'Die gemessene Voreinstellung: höchstens ein halbes Prozent der Gewichte, in größeren Schritten.',
    },
    lora: {
      title: 'LoRA-Adapter',
      says: 'Kleine Matrizen neben Query und Value jeder Schicht. Das Basismodell selbst bleibt, wie es ist.',
    },
  },
  half: 'Zwei Byte je Gewicht',
  halfSays:
    'Halber Speicher, zufällig gerundet. Die Genauigkeit war nicht messbar anders; Nachspielen dauert doppelt so lange.',
  meaning: 'Was das für Teilnehmende heißt',
  incomplete: 'Sobald alles ausgefüllt ist, steht hier, was eine Runde von einem Gerät verlangt.',
  round: (steps, batch) => `Eine Runde hat ${steps} ${plural(steps, 'Schritt', 'Schritte')} mit je ${batch} Texten.`,
  passes: (passes) =>
    `Ein Schritt sind bis zu ${passes} Vorwärtsdurchläufe; gemeinsame Teile werden nur einmal berechnet.`,
  leaves: (count, bytes) => `${count} Zahlen verlassen in einer Runde das Gerät: ${bytes}, kein Text.`,
  falls: (count) => `Die Lernrate fällt über ${count} Runden.`,
  memory: (bytes) => `Etwa ${bytes} Arbeitsspeicher auf einem Handy.`,
  sharedMeans: 'Verspätete Antworten zählen nicht: Bei gemeinsamen Richtungen würden sie Einzelne verraten.',
  isOwn: 'Einige Zahlen hast du selbst gesetzt.',
  reset: 'Zurück zur Voreinstellung',
};

export const advanced: (typeof english)['advanced'] = {
  title: 'Alle Zahlen',
  says: 'Was jede tut, was üblich ist, und was zu viel davon bewirkt. Lass sie, wie sie sind, wenn du es nicht besser weißt.',
  method: 'Wie ein Schritt misst',
  methods: {
    fedspzo: {
      title: 'FedSPZO',
      says:
        'Das Modell wird in zwei Teile geteilt, und die billigen letzten Schichten werden mehrmals gemessen. Dafür sind ' +
        'die Voreinstellungen gemacht.',
    },
    fedzo: {
      title: 'FedZO',
      says:
        'Richtungen durch das ganze Modell, zwei Durchläufe für jede: das Verfahren zum Vergleich. Mit einer Richtung, wie sie gemessen ' +
        'wurde, ist es MeZO auf vielen Geräten.',
    },
  },
  numbers: {
    rateFrom: {
      label: 'Lernrate am Anfang',
      does: 'Wie weit sich das Modell für das bewegt, was gemessen wurde.',
      usual: 'Üblich: 1e-5 bis 3e-4 für alle Gewichte, 1e-3 bis 1e-2 für Biases oder Adapter.',
      tooLarge:
        'Zu groß: Der Verlust (Loss) steigt oder ist keine Zahl mehr. Zu klein: Hunderte Runden lang geschieht nichts.',
    },
    rateTo: {
      label: 'Lernrate am Ende',
      does: 'Dorthin fällt sie in gerader Linie.',
      usual: 'Üblich: ein Zehntel des Anfangs.',
      tooLarge: 'Zu groß: Die Genauigkeit schwankt weiter, statt sich zu setzen.',
    },
    rateRounds: {
      label: 'Runden bis dahin',
      does: 'Danach bleibt sie gleich; Runden gibt es weiter, bis du sie beendest.',
      usual: 'Üblich: 50 bis 1.000.',
      tooLarge: 'Zu viele: Die Rate bleibt länger groß, als deine Teilnehmenden bleiben.',
    },
    localSteps: {
      label: 'Schritte je Runde',
      does: 'So viele macht jedes Gerät, bevor es etwas sagt: weniger Nachrichten, mehr Rechnen dazwischen.',
      usual: 'Üblich: 1 bis 20.',
      tooLarge: 'Zu viele: Die Geräte laufen auseinander, und ein langsames Handy verpasst die Frist.',
    },
    batch: {
      label: 'Texte je Schritt',
      does: 'An so vielen Texten zugleich werden die Zahlen gemessen.',
      usual: 'Üblich: 4 bis 32.',
      tooLarge: 'Zu viele: Zeit und Speicher wachsen mit, und wer weniger Texte hat, wiederholt dieselben.',
    },
    epsilon: {
      label: 'Länge der Verschiebung (Epsilon)',
      does: 'Wie weit die Gewichte verschoben werden, um die Steigung zu messen.',
      usual: 'Üblich: 1e-4 bis 1e-2.',
      tooLarge:
        'Zu groß: Gemessen wird eine Krümmung statt einer Steigung. Zu klein: Der Unterschied geht in Rundungsfehlern unter.',
    },
    p: {
      label: 'Richtungen je Schritt (P)',
      does: 'So viele werden in einem Schritt gemessen; jede kostet zwei Durchläufe durch das ganze Modell.',
      usual: 'Üblich: 1 bis 10.',
      tooLarge: 'Zu viele: Ein Schritt dauert um so viel länger, und es werden um so viel mehr Zahlen gesendet.',
    },
    p1: {
      label: 'Richtungen des ersten Blocks (P1)',
      does: 'So viele werden je Schritt gemessen; jede kostet zwei Durchläufe durch das ganze Modell.',
      usual: 'Üblich: 1 bis 4.',
      tooLarge: 'Zu viele: Ein Schritt dauert um so viel länger, und es werden um so viel mehr Zahlen gesendet.',
    },
    p2: {
      label: 'Richtungen des zweiten Blocks (P2)',
      does: 'Zu jeder davon so viele der letzten Schichten allein, die wenig kosten.',
      usual: 'Üblich: 2 bis 8.',
      tooLarge: 'Zu viele: Die letzten Schichten werden fein gemessen, der Rest bleibt grob.',
    },
    split: {
      label: 'Schichten des ersten Blocks',
      does: 'Wo das Modell in zwei Teile geschnitten wird.',
      usual: 'Üblich: drei Viertel seiner Schichten.',
      tooLarge:
        'Zu viele: Es bleibt nichts zu wiederholen. Zu wenige: Jede Wiederholung kostet fast einen ganzen Durchlauf.',
    },
    rank: {
      label: 'Rang der Adapter',
      does: 'Wie breit sie sind.',
      usual: 'Üblich: 4 bis 16.',
      tooLarge:
        'Zu groß: mehr Gewichte, in denen eine Richtung zu finden ist, und kaum mehr, was sie ausdrücken können.',
    },
    alpha: {
      label: 'Gewicht der Adapter (Alpha)',
      does: 'Was sie beitragen, wird mit Alpha geteilt durch den Rang multipliziert.',
      usual: 'Üblich: der Rang oder das Doppelte.',
      tooLarge: 'Zu groß: wie bei einer zu großen Lernrate.',
    },
  },
  snapshotEvery: {
    label: 'Runden zwischen zwei Schnappschüssen',
    does:
      'So oft hebt das Relay das ganze Modell auf, für alle, die später kommen. Üblich: 20 bis 200. Zu oft: Die Festplatte ' +
      'des Relays füllt sich; zu selten: Wer später kommt, spielt mehr nach.',
  },
};
