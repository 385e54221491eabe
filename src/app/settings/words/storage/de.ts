import { formatBytes, formatDate } from '../../../format.ts';
import { plural } from '../../../words/index.ts';
import type english from './en.ts';

const german: typeof english = {
  title: 'Speicher',
  used: 'Belegt',
  usedOf: (usage, quota) => `${formatBytes(usage)} von ${formatBytes(quota)}, die der Browser erlaubt`,
  usedUntold: (known) =>
    `${formatBytes(known)}, soweit diese Seite weiß. Wie viel erlaubt ist, sagt der Browser nur über https.`,
  kept: 'Bleibt',
  keptForGood: 'Bis du es löschst: Der Browser hat zugesagt, es zu behalten, wenn der Platz auf dem Gerät knapp wird.',
  keptWhileRoom: 'Der Browser darf es löschen, wenn der Platz auf dem Gerät knapp wird.',
  safari:
    'Safari löscht, was eine Seite gespeichert hat, wenn du es sieben Tage lang benutzt, ohne sie zu besuchen. Auf dem Home-Bildschirm geschieht das nicht.',
  safariInstalled: 'Weil diese Seite auf deinem Home-Bildschirm ist, wird es nicht nach sieben Tagen gelöscht.',
  export: 'Exportiere die Datensätze, die dir fehlen würden.',
  askToKeep: 'Den Browser bitten, es zu behalten',
  askRefused:
    'Der Browser hat es nicht zugesagt. Er tut es bei Seiten, die auf dem Startbildschirm sind oder oft besucht werden.',
  askImpossible: 'Der Browser lässt sich nur über https darum bitten.',
  models: 'Modelle',
  none: 'Noch keine.',
  model: (files, bytes, savedAt) =>
    `${formatBytes(bytes)} in ${files} ${plural(files, 'Datei', 'Dateien')}, seit ${formatDate(savedAt)}`,
  remove: 'Entfernen',
  removeModel: (name) => `Das Modell ${name} entfernen`,
  atWork: 'Verlasse zuerst das Training: Es liest die Dateien des Modells.',
  unfinished: 'Unfertige Downloads',
  part: (present, bytes) => `${formatBytes(present)} von ${formatBytes(bytes)} sind hier`,
  unfinishedNote: 'Wenn du mitmachst, geht es dort weiter.',
  removePart: (name) => `Den unfertigen Download von ${name} entfernen`,
  datasets: 'Datensätze',
  dataset: (examples, bytes) => `${examples} ${plural(examples, 'Text', 'Texte')}, ${formatBytes(bytes)}`,
  datasetsNote: 'Exportieren und löschen kannst du sie unter „Deine Daten“.',
  wipe: 'Alles auf diesem Gerät löschen',
  wipeTitle: 'Alles löschen?',
  wipeLead:
    'Deine Datensätze, die Dateien der Modelle und der Name dieses Geräts in jeder Föderation werden hier gelöscht. Was beigetragen wurde, bleibt Teil des Modells der Föderation.',
  wipeNow: 'Alles löschen',
  wipeNot: 'Behalten',
};

export default german;
