import { LIMITS } from '../../../data/index.ts';
import { counted, formatCount, formatPercent } from '../../format.ts';
import type english from './en.ts';

const rows = (count: number) => counted(count, 'Zeile', 'Zeilen');
const texts = (count: number) => counted(count, 'Text', 'Texte');
const examples = (count: number) => counted(count, 'Beispiel', 'Beispiele');
const list = (names: readonly string[]) =>
  names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} und ${names.at(-1)}`;
const mebibytes = LIMITS.bytes / 2 ** 20;

const german: typeof english = {
  title: 'Deine Daten',
  lead: (federation) =>
    `Texte und ihre Labels, für „${federation}“. Sie bleiben in diesem Browser: Training, Test und Vorschau laufen alle hier.`,
  asking: 'Das Relay wird gefragt, was diese Föderation braucht …',
  contributing: 'Dieses Gerät macht schon mit. Verlasse zuerst die Föderation, um die Daten zu wechseln.',
  backToLive: 'Zurück zur Live-Ansicht',
  start: 'Jetzt mitmachen',
  startWith: (name) => `Mit „${name}“. Jetzt wird das Modell geladen, dann beginnt das Training.`,
  chooseFirst: 'Wähle zuerst einen Datensatz.',
  labelFirst: (name) => `In „${name}“ gibt es noch nichts zum Trainieren. Gib zuerst einigen Texten ein Label.`,

  samples: {
    title: 'Mit einem Beispieldatensatz ausprobieren',
    about: (description, count, size) => `${description} ${rows(count)}, ${size}.`,
    descriptions: {
      amazon: 'Englische Sätze aus Bewertungen von Handys und Zubehör, die Hälfte positiv.',
      imdb: 'Englische Sätze aus Filmkritiken, die Hälfte positiv.',
      yelp: 'Englische Sätze aus Restaurantkritiken, die Hälfte positiv.',
    },
    attribution:
      'UCI Sentiment Labelled Sentences (Kotzias, Denil, de Freitas und Smyth, 2015), Lizenz CC BY 4.0, aus dem npm-Paket sentiment.',
    choose: (title) => `${title} wählen`,
    use: (title) => `${title} verwenden`,
  },

  own: {
    title: 'Eigene Texte verwenden',
    single: (labels) =>
      `CSV, TSV oder JSON Lines mit einer Spalte für Texte und einer für Labels, etwa ${labels.join(' / ')} oder 0 / 1. Texte ohne Label, einer je Zeile, lassen sich hier mit Labels versehen.`,
    several: (columns, labels) =>
      `CSV, TSV oder JSON Lines mit den Spalten ${list(columns)}. Labels sind ${labels.join(' / ')} oder andere, die du unten erklärst. Was noch kein Label hat, kann hier eines bekommen.`,
    file: 'Datei wählen oder hier ablegen',
    paste: 'Oder Text einfügen',
    pasteSingle: 'Zeilen mit je einem Text und einem Label',
    pasteSeveral: (columns) => `Zeilen mit je ${list(columns)}`,
    example: 'text,label\n"Das Essen war kalt.",negative',
    read: 'Eingefügten Text lesen',
    reading: 'Wird gelesen …',
    pasted: 'Eingefügter Text',
    more: (count) => `Danach ${count === 1 ? 'kommt' : 'kommen'} noch ${counted(count, 'Datei', 'Dateien')}.`,
    noneShared: 'Es wurde nichts geteilt, oder es wurde schon übernommen.',
  },

  preview: {
    title: (name) => `Erst ansehen: ${name}`,
    textsIn: 'Texte stehen in',
    fieldIn: (field) => `„${field}“ steht in`,
    labelsIn: 'Labels stehen in',
    noLabels: 'keiner: Ich vergebe sie hier',
    header: 'Die erste Zeile benennt die Spalten',
    asLines: 'Jede Zeile ist ein Text',
    unlabelled: (count) => `${rows(count)} ohne Label behalten, um sie später zu labeln`,
    firstRows: 'Die ersten Zeilen',
    asLabel: '(Label)',
    asText: '(Text)',
    asField: (field) => `(${field})`,
    twice: 'Zwei davon stehen in derselben Spalte. Wähle für jedes eine eigene.',
    name: 'Name auf diesem Gerät',
    keepTexts: (count) => `${texts(count)} auf diesem Gerät behalten`,
    keepExamples: (count) => `${examples(count)} auf diesem Gerät behalten`,
    discard: 'Verwerfen',
    usable: (all, byClass) => `von ${counted(all, 'Zeile', 'Zeilen')} verwendbar: ${byClass}.`,
    ofClass: (count, name) => `${formatCount(count)} ${name}`,
    withoutLabel: (count) => `${formatCount(count)} ohne Label`,
    duplicates: (count) => `${counted(count, 'Dublette', 'Dubletten')} weggelassen.`,
    emptyClass: 'Eine Klasse ohne Texte kann hier nicht gelernt werden.',
    errors: (count) => `${rows(count)} nicht verwendbar`,
    error: (line, lastLine, reason) =>
      line === lastLine ? `Zeile ${line}: ${reason}` : `Zeilen ${line} bis ${lastLine}: ${reason}`,
    moreErrors: (count) => `… und ${formatCount(count)} weitere.`,
    meaning: 'Was die Labels bedeuten',
    rows,
    means: (label) => `Label ${label} bedeutet`,
    leaveOut: 'weglassen',
    emptyColumn: 'Diese Spalte ist leer.',
    moreLabels: (count) =>
      `${counted(count, 'weiteres Label wird', 'weitere Labels werden')} zugeordnet, wo die Bedeutung klar ist, und sonst weggelassen. Ist das die richtige Spalte?`,
  },

  fault: (fault) => {
    switch (fault.code) {
      case 'empty-text':
        return `„${fault.field}“ ist leer.`;
      case 'long-text':
        return `„${fault.field}“ hat mehr als ${formatCount(LIMITS.text)} Zeichen.`;
      case 'no-label':
        return 'Das Label ist leer.';
      case 'unknown-label':
        return 'Das Label steht für keine Klasse.';
      case 'quotes':
        return 'Ein Anführungszeichen öffnet ein Feld und schließt es nicht richtig.';
      case 'not-json':
        return 'Das ist kein vollständiges JSON-Objekt wie {"text": "...", "label": 1}.';
      case 'contradiction':
        return `Zeile ${fault.line} hat bei gleichem Inhalt (${list(fault.fields)}) ein anderes Label.`;
      case 'columns':
        return fault.found > fault.expected
          ? `Sie hat ${fault.found} Felder statt ${fault.expected}. Text, der das Trennzeichen enthält, braucht Anführungszeichen.`
          : `Sie hat ${fault.found} Felder statt ${fault.expected}.`;
      default:
        return fault satisfies never;
    }
  },

  problems: {
    'too-large': {
      message: `Mehr als ${mebibytes} MiB werden nicht gelesen.`,
      remedy: 'Teile die Datei auf, oder behalte weniger Zeilen.',
    },
    'too-many-rows': {
      message: `Es sind mehr als ${LIMITS.rows.toLocaleString('de')} Zeilen.`,
      remedy: 'Behalte die, auf die es ankommt.',
    },
    'too-many-columns': {
      message: `Es sind mehr als ${LIMITS.columns} Spalten.`,
      remedy: 'Behalte die Spalten mit Text und Label.',
    },
    'not-text': {
      message: 'Die Datei ist keine Textdatei.',
      remedy: 'Speichere eine Tabelle als CSV (UTF-8), und entpacke Archive vorher.',
    },
    empty: { message: 'Darin steht kein Text.', remedy: 'Wähle eine Datei, in der Zeilen stehen.' },
    'no-columns': {
      message: 'Die Spalten ließen sich nicht unterscheiden.',
      remedy: 'Benenne die Spalten der Texte und der Labels in der ersten Zeile.',
    },
    'unknown-sample': { message: 'Diesen Beispieldatensatz gibt es nicht.', remedy: 'Lade die Seite neu.' },
    unread: { message: 'Die Daten konnten nicht gelesen werden.', remedy: 'Versuche es mit einer kleineren Datei.' },
  },

  stored: {
    title: 'Auf diesem Gerät',
    none: 'Noch keine Daten. Nimm einen Beispieldatensatz oder eigene Texte.',
    noneOwn: 'Noch keine Daten. Nimm eigene Texte.',
    sample: 'Beispieldatensatz',
    otherTexts: 'die Texte gehören zu einer anderen Föderation',
    otherLabels: 'die Labels gehören zu einer anderen Föderation',
    labelled: (name, count) => `${formatCount(count)} ${name}`,
    waiting: (count) => `${formatCount(count)} ohne Label`,
    label: (count) => `${formatCount(count)} labeln`,
    labelName: (count, name) => `${texts(count)} labeln: ${name}`,
    edit: 'Ansehen und ändern',
    editName: (name) => `Ansehen und ändern: ${name}`,
    save: 'Als Datei speichern',
    saveName: (name) => `Als Datei speichern: ${name}`,
    saveCsv: 'Als CSV speichern',
    saveCsvName: (name) => `Als CSV speichern: ${name}`,
    remove: 'Löschen',
    removeName: (name) => `Löschen: ${name}`,
    removeAll: 'Alle Datensätze löschen',
    removeAllTitle: 'Alle Datensätze löschen?',
    removeAllText: (count) =>
      `${counted(count, 'Datensatz wird', 'Datensätze werden')} von diesem Gerät gelöscht. Das Modell und die Teilnahme dieses Geräts an Föderationen bleiben.`,
    keep: 'Behalten',
    removed: (name) => `„${name}“ wurde gelöscht.`,
    removedMany: (count) => `${counted(count, 'Datensatz wurde', 'Datensätze wurden')} gelöscht.`,
    undo: 'Rückgängig',
  },

  table: {
    back: 'Alle Datensätze',
    title: (name) => `Ansehen und ändern: ${name}`,
    loading: 'Der Datensatz wird gelesen …',
    gone: 'Dieser Datensatz ist nicht mehr auf diesem Gerät.',
    saved: 'Alle Änderungen sind auf diesem Gerät gespeichert.',
    saving: 'Die Änderungen werden gespeichert …',
    unsaved: 'Die letzten Änderungen sind nicht gespeichert.',
    reopen: 'Beim gespeicherten Stand weitermachen',
    inUse:
      'Das Training läuft mit den Daten weiter, mit denen es begonnen hat; Änderungen zählen ab dem nächsten Start.',
    add: 'Zeile hinzufügen',
    undo: 'Rückgängig',
    redo: 'Wiederholen',
    label: (count) => `${texts(count)} labeln`,
    show: 'Anzeigen',
    search: 'Suchen',
    shown: (count, all) => (count === all ? rows(all) : `${formatCount(count)} von ${rows(all)}`),
    filters: {
      all: 'alle Zeilen',
      unlabelled: 'ohne Label',
      duplicates: 'Dubletten',
      conflicts: 'Widersprüche',
      long: 'zu lang',
      heldOut: 'zurückgehalten',
    },
    ofClass: (name) => `Label „${name}“`,
    noRows: 'Keine solche Zeile.',
    grid: 'Zeilen',
    help: 'Pfeiltasten bewegen, Enter ändert, 1 bis 9 vergeben Labels, 0 nimmt das Label weg, Entf löscht, Strg+Z macht rückgängig.',
    noLabel: 'kein Label',
    heldOut: 'zurückgehalten',
    duplicate: 'Dublette',
    conflict: 'Widerspruch',
    tokens: (count) => counted(count, 'Token', 'Tokens'),
    tokensOf: (count, maximum) => `${formatCount(count)} von ${formatCount(maximum)} Tokens`,
    edited: 'Zeile geändert.',
    deleted: (count) => `${rows(count)} gelöscht.`,
    undone: 'Rückgängig gemacht.',
    redone: 'Wiederholt.',
  },

  row: {
    edit: (place) => `Zeile ${formatCount(place)}`,
    add: 'Eine neue Zeile',
    text: 'Text',
    label: 'Label',
    none: 'noch keines',
    keep: 'Übernehmen',
    remove: 'Zeile löschen',
    cancel: 'Abbrechen',
    empty: 'Ein Text fehlt.',
    tooLong: `Ein Text hat mehr als ${LIMITS.text.toLocaleString('de')} Zeichen.`,
    cut: (count, maximum) =>
      `${formatCount(count)} Tokens einschließlich der Wörter der Aufgabe; das Training liest ${formatCount(maximum)}, und das Ende des längsten Textes wird abgeschnitten. Kürze ihn, wenn das Wichtige spät kommt.`,
    fits: (count, maximum) => `${formatCount(count)} von ${formatCount(maximum)} Tokens.`,
  },

  checks: {
    title: 'Was du dir ansehen solltest',
    fine: 'Keine Dubletten, keine Widersprüche.',
    duplicates: (count) =>
      `${counted(count, 'Zeile sagt', 'Zeilen sagen')} dasselbe wie eine frühere, bis auf Groß- und Kleinschreibung und Satzzeichen.`,
    removeDuplicates: (count) => (count === 1 ? 'Dublette entfernen' : 'Dubletten entfernen'),
    conflicts: (count) =>
      `${counted(count, 'Zeile hat', 'Zeilen haben')} denselben Text wie andere, aber ein anderes Label.`,
    removeConflicts: 'Alle davon entfernen',
    long: (count, maximum) =>
      `${counted(count, 'Zeile ist', 'Zeilen sind')} länger als die ${formatCount(maximum)} Tokens, die das Training liest. Ihr Ende wird abgeschnitten; das schadet oft nicht.`,
    keep: 'Behalten',
    show: 'Anzeigen',
    counting: (done, all) => `Tokens werden gezählt: ${formatCount(done)} von ${rows(all)}.`,
    counted: (longest, maximum) =>
      `Jede Zeile passt: Die längste hat ${formatCount(longest)} von ${formatCount(maximum)} Tokens, einschließlich der Wörter der Aufgabe.`,
    offer: (size) => `Tokenizer laden (${size}), um zu lange Zeilen zu finden`,
    loadingTokenizer: 'Der Tokenizer wird geladen …',
    tokenizerFailed: 'Tokens lassen sich nicht zählen: Der Tokenizer konnte nicht geladen werden.',
    tryAgain: 'Noch einmal versuchen',
  },

  split: {
    title: 'Was zum Trainieren dient, was zum Testen',
    explanation:
      'Etwa jedes fünfte Beispiel dient nicht zum Trainieren, sondern wird zum Testen zurückgehalten. Welche das sind, hängt allein vom Text selbst ab: Änderungen an anderen Zeilen verschieben nichts.',
    class: 'Klasse',
    training: 'Training',
    heldOut: 'Zurückgehalten',
    all: 'Zusammen',
    unlabelled: (count) => `${texts(count)} ohne Label ${count === 1 ? 'wird' : 'werden'} noch nicht verwendet.`,
    fault: (fault, names) => {
      switch (fault.code) {
        case 'no-training':
          return fault.label === null
            ? 'Noch gibt es nichts zum Trainieren. Vergib mehr Labels.'
            : `Kein Beispiel für „${names[fault.label]}“ dient zum Trainieren: Diese Klasse wird hier nicht gelernt.`;
        case 'no-held-out':
          return `Kein Beispiel für „${names[fault.label]}“ ist zurückgehalten: Wie gut das Modell darin ist, wird nicht gemessen.`;
        case 'few-held-out':
          return `Nur ${counted(fault.count, 'Beispiel ist', 'Beispiele sind')} zurückgehalten: Jedes macht ${formatPercent(fault.share)} der Genauigkeit aus. Mehr Beispiele machen sie verlässlicher.`;
        case 'one-sided':
          return `„${names[fault.label]}“ macht ${formatPercent(fault.share)} des Zurückgehaltenen aus: Wer immer das antwortet, liegt genauso oft richtig.`;
        default:
          return fault satisfies never;
      }
    },
    balance: 'Jede Klasse auf beide Teile verteilen',
    balanceNote:
      'Verschiebt ein Beispiel je Klasse. Wurde schon damit trainiert, sieht die Genauigkeit etwas zu gut aus.',
  },

  labelling: {
    title: (name) => `Labeln: ${name}`,
    back: 'Alle Datensätze',
    progress: (done, all) => `${formatCount(done)} von ${formatCount(all)}`,
    progressAt: (done, all, pace) => `${formatCount(done)} von ${formatCount(all)}, ${pace}`,
    pace: (minutes) =>
      minutes < 1
        ? 'in diesem Tempo weniger als eine Minute'
        : `in diesem Tempo noch ${formatCount(Math.round(minutes))} min`,
    noPace: 'ein Text nach dem anderen',
    bar: 'Bisher gelabelt',
    card: 'Text zum Labeln',
    choices: 'Labels',
    is: (name) => `Label ${name} vergeben.`,
    skip: 'Überspringen',
    previous: 'Zurück',
    undo: 'Rückgängig',
    remove: 'Löschen',
    undone: 'Rückgängig gemacht.',
    keys: 'Tasten: 1 bis 9 vergeben Labels, Pfeil rechts überspringt, Pfeil links geht zurück, Strg+Z oder Rücktaste macht rückgängig, Entf löscht.',
    now: (name) => `Hat jetzt das Label „${name}“.`,
    done: 'Alles gelabelt',
    doneText: (count) =>
      `${counted(count, 'Text hat', 'Texte haben')} ein Label. In der Tabelle kannst du jedes davon ändern.`,
    toTable: 'Ansehen und ändern',
    toStart: 'Weiter zum Start',
    nothing: 'Darin gibt es nichts zu labeln.',
    saved: 'Mit jedem Tippen auf diesem Gerät gespeichert: Du kannst jederzeit aufhören und weitermachen.',
    saving: 'Wird gespeichert …',
  },
};

export default german;
