import { plural } from '../../words/index.ts';
import type english from './en.ts';
import { advanced, method, model } from './de-model.ts';
import { dryRun, open, ready } from './de-run.ts';
import { privacy, rounds } from './de-rounds.ts';

/** Sentences of the manifest's schema that people meet; the rest stays English. */
const FAULTS: readonly (readonly [pattern: RegExp, german: string])[] = [
  [/^is missing$/, 'fehlt'],
  [/^must be number, not null$/, 'muss eine Zahl sein'],
  [/^must be a whole number, not (.*)$/, 'muss eine ganze Zahl sein, nicht $1'],
  [/^must be at least (.*), not (.*)$/, 'muss mindestens $1 sein, nicht $2'],
  [/^must be at most (.*), not (.*)$/, 'darf höchstens $1 sein, nicht $2'],
  [/^must be above (.*), not (.*)$/, 'muss über $1 liegen, nicht bei $2'],
  [/^must be below (.*), not (.*)$/, 'muss unter $1 liegen, nicht bei $2'],
  [/^its length must be at least 1, not 0$/, 'ist noch leer'],
  [/^its length must be at most (.*), not (.*)$/, 'ist mit $2 Zeichen zu lang: höchstens $1'],
  [/^lower-case letters, digits and hyphens$/, 'nur Kleinbuchstaben, Ziffern und Bindestriche'],
  [/^The template .* must have <mask> exactly once\.?$/s, 'der Prompt braucht genau einmal <mask>'],
  [/^The template .* has no field such as \{text\}\.?$/s, 'der Prompt braucht ein Feld wie {text}'],
  [/^The template .* has the field (\{.*\}) twice\.?$/s, 'das Feld $1 kommt zweimal vor'],
  [/^round\.target must lie .*$/, 'das Ziel muss zwischen den nötigen und den höchstens gefragten Antworten liegen'],
];

const german: typeof english = {
  stepOf: (step, steps) => `Neue Föderation · Schritt ${step} von ${steps}`,
  stepsLabel: 'Schritte',
  incomplete: ', unvollständig',
  back: 'Zurück',
  next: (name) => `Weiter: ${name}`,
  mend: 'Hier stimmt etwas noch nicht: Es steht in Rot dabei.',
  discard: 'Neu anfangen',
  discardAsk: 'Diesen Entwurf mit den eingefügten Beispielen verwerfen?',
  noKey: 'Diese Seite hat keinen Schlüssel der Organisation.',
  getKey: 'So bekommst du einen',
  steps: {
    task: {
      name: 'Aufgabe',
      title: 'Was soll das Modell lernen?',
      lead: 'Beginne mit etwas Ähnlichem. Alles bleibt auf diesem Gerät, bis du die Föderation eröffnest.',
    },
    model: {
      name: 'Modell',
      title: 'Welches Modell?',
      lead: 'Alle Teilnehmenden laden es einmal. Je kleiner es ist, desto mehr Geräte können mitmachen.',
    },
    method: {
      name: 'Verfahren',
      title: 'Wie soll es lernen?',
      lead: 'Drei Entscheidungen. Die Zahlen dahinter sind für alle da, die sie sehen wollen.',
    },
    rounds: {
      name: 'Runden',
      title: 'Runden und Menschen',
      lead: 'Eine Runde sammelt, was mehrere Geräte gemessen haben, und macht daraus einen Schritt für alle.',
    },
    privacy: {
      name: 'Schutz',
      title: 'Privatsphäre und Sicherheit',
      lead: 'Was Einzelne dem Modell antun können, und was außer den Zahlen gesagt wird.',
    },
    'dry-run': {
      name: 'Probe',
      title: 'Probelauf vor dem Start',
      lead: 'Das Modell wird auf diesem Gerät geladen und zu deinen Beispielen befragt, und die Dauer einiger Schritte wird gemessen.',
    },
    open: {
      name: 'Start',
      title: 'Die Föderation eröffnen',
      lead: 'Ab hier stehen ihre Bedingungen fest: Andere Bedingungen sind eine andere Föderation.',
    },
  },
  fault: (said) => {
    const known = FAULTS.find(([pattern]) => pattern.test(said));
    return known ? said.replace(known[0], known[1]) : said;
  },
  templates: {
    sentiment: {
      title: 'Stimmung',
      says: 'Ist ein Text positiv oder negativ?',
      heading: 'Stimmung kurzer Bewertungen',
      purpose: 'Einem kleinen Sprachmodell beibringen, in kurzen Bewertungen Lob von Kritik zu unterscheiden.',
    },
    topic: {
      title: 'Thema',
      says: 'Wovon handelt ein Text?',
      heading: 'Themen kurzer Texte',
      purpose: 'Einem kleinen Sprachmodell beibringen, zu erkennen, wovon ein kurzer Text handelt.',
    },
    entailment: {
      title: 'Zwei Texte: Folgt einer aus dem anderen?',
      says: 'Gilt der zweite, wenn der erste gilt?',
      heading: 'Folgt es daraus?',
      purpose: 'Einem kleinen Sprachmodell beibringen, zu erkennen, ob eine Aussage aus einem Text folgt.',
    },
    similarity: {
      title: 'Zwei Texte: dasselbe?',
      says: 'Bedeuten zwei Texte dasselbe?',
      heading: 'Bedeuten sie dasselbe?',
      purpose: 'Einem kleinen Sprachmodell beibringen, zu erkennen, ob zwei Texte dasselbe bedeuten.',
    },
    question: {
      title: 'Frage, ja oder nein',
      says: 'Eine Frage zu einem Abschnitt, mit Ja oder Nein beantwortet.',
      heading: 'Fragen mit Ja oder Nein',
      purpose: 'Einem kleinen Sprachmodell beibringen, Fragen zu einem Abschnitt mit Ja oder Nein zu beantworten.',
    },
    custom: {
      title: 'Etwas anderes',
      says: 'Dein eigener Prompt und deine eigenen Klassen.',
      heading: '',
      purpose: '',
    },
  },
  task: {
    start: 'Beginnen mit',
    title: 'Titel',
    titleHint: 'Was Teilnehmende zuerst sehen.',
    purpose: 'Zweck',
    purposeHint: 'In deinen Worten: wofür es ist und wer das Ergebnis bekommt.',
    organiser: 'Anfrage von',
    organiserHint: 'Dein Name oder der deiner Gruppe. Darf fehlen.',
    template: 'Prompt',
    templateHint:
      'Was das Modell liest: eine {spalte} für jeden Text einer Zeile, und einmal <mask>, wo es sein Wort sagen soll. ' +
      '{text|lower-first} macht den ersten Buchstaben klein, {text|drop-last} lässt das letzte Zeichen weg.',
    maxTokens: 'Höchstens so viele Tokens je Zeile',
    maxTokensHint:
      'Längere Zeilen werden am Ende ihres längsten Textes gekürzt. Doppelt so lang dauert mindestens doppelt so lange: ' +
      'Sieh dir die Zahlen in der Vorschau an.',
  },
  labels: {
    legend: 'Klassen',
    says: 'Das Modell antwortet mit einem Wort für jede Klasse. Das Wort muss genau ein Token des Modells sein.',
    name: (place) => `Klasse ${place}`,
    word: (place) => `Wort ${place}`,
    add: 'Klasse hinzufügen',
    remove: (name) => `Klasse ${name} entfernen`,
    near: 'Ähnlich sind:',
    verdict: (verdict, word, tokens) =>
      ({
        one: `„${word}“ ist ein Token.`,
        several: `„${word}“ besteht aus ${tokens.length} Tokens (${tokens.join(', ')}); es muss eines sein.`,
        unknown: `Das Modell kennt „${word}“ nicht.`,
        twice: `„${word}“ ist schon das Wort einer anderen Klasse.`,
      })[verdict],
  },
  preview: {
    title: 'Wie das Modell es liest',
    paste: 'Ein paar eigene Beispiele',
    placeholder: 'text,label\n"Das Essen war kalt.",negative',
    stays: 'Zeilen einer Tabelle, mit den Spalten des Prompts und einer für die Labels. Sie bleiben auf diesem Gerät.',
    read: (examples, faulty) =>
      faulty === 0
        ? `${examples} ${plural(examples, 'Beispiel', 'Beispiele')} gelesen.`
        : `${examples} ${plural(examples, 'Beispiel', 'Beispiele')} gelesen; ${faulty} ${plural(faulty, 'Zeile ist', 'Zeilen sind')} nicht verwendbar.`,
    templates: 'Diese Zeilen sind erfunden. Füge unten eigene ein.',
    noModel: 'Wähle zuerst ein Modell: Es entscheidet, wie Wörter zu Tokens werden.',
    loading: 'Der Tokenizer des Modells wird geladen …',
    nothing: 'Für diesen Prompt gibt es noch keine Zeilen. Füge unten welche ein.',
    tooLong: (tokens) => `Der Prompt allein braucht mehr als ${tokens} Tokens: Kürze ihn oder erlaube mehr.`,
    failed: {
      policy: 'Diese Seite darf erst nach dem Neuladen mit der Adresse des Modells sprechen. Dein Entwurf bleibt.',
      unreachable: 'Der Tokenizer des Modells ließ sich nicht laden. Prüfe die Verbindung.',
      unreadable: 'Den Tokenizer dieses Modells kann diese Seite nicht lesen: Wähle ein anderes.',
    },
    reload: 'Seite neu laden',
    again: 'Noch einmal versuchen',
    tokens: (tokens, word) => `${tokens} Tokens; das richtige Wort ist „${word}“.`,
    cut: (tokens) => `${tokens} weitere sind abgeschnitten.`,
    mask: 'Hier sagt das Modell sein Wort',
  },
  landing: {
    label: 'Was Teilnehmende sehen werden',
    asks: (who) => `Anfrage von ${who}`,
    noTitle: 'Noch kein Titel',
    noPurpose: 'Wofür ist es? Schreib es unten dazu.',
    download: 'Download',
    work: 'Eine Runde',
    leaves: 'Verlässt ihr Gerät',
    steps: (steps, batch) => `${steps} ${plural(steps, 'Schritt', 'Schritte')} mit je ${batch} Texten`,
    numbers: (count, bytes) => `${count} Zahlen je Runde (${bytes}), kein Text`,
  },
  model,
  method,
  advanced,
  rounds,
  privacy,
  dryRun,
  open,
  ready,
};
export default german;
