import type { Problem } from '../../../train/index.ts';
import { formatBytes } from '../../format.ts';
import type english from './en.ts';
import type { Said } from './en.ts';
import { network } from './network.de.ts';

const german: typeof english = {
  diagnostics: 'Diagnose',
  diagnosticsLead:
    'Wenn etwas schiefgeht, hilft dieser Text, den Grund zu finden. Darin stehen Zahlen zu diesem Gerät und zum Training: kein Text von dir, kein Label, kein Dateiname, kein Schlüssel, keine Einladung.',
  say,
  show: 'Text anzeigen',
  text: 'Diagnosetext',
  copy: 'Diagnosetext kopieren',
};

const RELOAD = 'Lade die Seite neu.';
const AGAIN = 'Lade die Seite neu und mach wieder mit. Deine Daten sind noch auf diesem Gerät.';

function say(problem: Problem): Said {
  switch (problem.code) {
    case 'diverged':
      return {
        message:
          'Die Kopie des Modells auf diesem Gerät stimmt nicht mit dem Modell der Föderation überein, auch nicht nach einem Neubeginn.',
        remedy:
          'Lade die Seite neu. Wenn es wieder geschieht, melde es bitte mit dem Diagnosetext: Es sollte unmöglich sein.',
      };
    case 'not-finite':
      return {
        message: `Der Verlust (Loss) auf diesem Gerät ist in Runde ${problem.details.round} keine endliche Zahl: Das Training ist aus dem Ruder gelaufen, oder dieses Gerät hat falsch gerechnet. Nichts davon wurde gesendet, und die Schritte der Runde wurden zurückgenommen.`,
        remedy:
          'Mach wieder mit. Wenn es wieder geschieht, versuche es mit einer anderen Engine; wenn es auch auf anderen Geräten geschieht, sag es der Organisation: Die Lernrate ist zu groß.',
      };
    case 'diverging-settings':
      return {
        message:
          'Der Verlust (Loss) der ersten Schritte ist keine endliche Zahl: Mit diesen Einstellungen liefe das Training aus dem Ruder.',
        remedy: 'Wähle eine kleinere Lernrate oder ein kleineres Epsilon und versuche es noch einmal.',
      };
    case 'rewound':
      return {
        message: `Das Protokoll des Relays endet bei Runde ${problem.details.sequence}; dieses Gerät war schon bei Runde ${problem.details.seen}. Das Relay wurde auf einen älteren Stand zurückgesetzt.`,
        remedy:
          'Das Training geht von dort von selbst weiter. Sag der Organisation, dass die Runden dazwischen verloren sind.',
      };
    case 'rewritten':
      return {
        message: `Das Protokoll des Relays ergibt bei Runde ${problem.details.sequence} ein anderes Modell als bei deinem letzten Besuch.`,
        remedy:
          'Sag es der Organisation: Ein Protokoll darf sich nie ändern. Das Training geht mit dem weiter, was das Relay jetzt hat.',
      };
    case 'device-lost':
      return {
        message: `Der Grafikchip ${problem.details.refused ? 'hat die Arbeit verweigert' : 'ging verloren'}; es geht mit ${problem.details.engine} weiter.`,
        remedy:
          'Nichts, was gesendet wurde, ist verloren: Das Modell wird aus den gespeicherten Dateien und dem Protokoll neu aufgebaut.',
      };
    case 'memory':
      return {
        message: 'Dieses Gerät hat nicht genug Arbeitsspeicher für das Modell.',
        remedy:
          'Schließe andere Tabs und Apps und versuche es noch einmal, oder nimm ein Gerät mit mehr Arbeitsspeicher.',
      };
    case 'engine':
      return {
        message: 'Auf diesem Gerät läuft keine der Engines.',
        remedy: 'Aktualisiere den Browser oder nimm ein anderes Gerät. Deine Daten sind noch auf diesem.',
      };
    case 'room':
      return {
        message: `Der Speicherplatz reicht nicht für das Modell: Es fehlen noch ${formatBytes(problem.details.needed)}, und Platz ist für ${formatBytes(problem.details.room)}.`,
        remedy:
          'Entferne in den Einstellungen ein Modell oder einen Datensatz, den du nicht mehr brauchst, oder schaffe Platz auf dem Gerät und mach wieder mit.',
      };
    case 'model':
      return {
        message: 'Die Dateien des Modells sind beschädigt oder passen nicht zusammen.',
        remedy: 'Mach wieder mit: Sie werden dann neu geladen. Wenn das nicht hilft, sag es der Organisation.',
      };
    case 'data':
    case 'data-classes':
      return {
        message: 'Dieser Datensatz hat andere Klassen oder Spalten als die Föderation.',
        remedy: 'Wähle unter „Deine Daten“ einen anderen oder füge ihn noch einmal hinzu, und mach wieder mit.',
      };
    case 'data-fields':
      return {
        message: `In diesem Datensatz fehlt: ${problem.details.fields.join(', ')}.`,
        remedy: 'Wähle unter „Deine Daten“ einen anderen oder füge ihn noch einmal hinzu, und mach wieder mit.',
      };
    case 'data-gone':
      return {
        message: 'Dieser Datensatz ist nicht mehr auf diesem Gerät.',
        remedy: 'Wähle unter „Deine Daten“ einen anderen oder füge ihn noch einmal hinzu.',
      };
    case 'worker':
      return {
        message:
          'Der Hintergrundprozess für das Training wurde beendet: Er konnte nicht geladen werden oder hatte zu wenig Arbeitsspeicher.',
        remedy: `${RELOAD} Was du beigetragen hast, ist sicher, und deine Daten sind noch auf diesem Gerät.`,
      };
    case 'worker-silent':
      return {
        message: 'Der Hintergrundprozess konnte das Training nicht beginnen.',
        remedy: `${RELOAD} Was du beigetragen hast, ist sicher, und deine Daten sind noch auf diesem Gerät.`,
      };
    case 'storage-quota':
      return {
        message: 'Der Speicher dieses Browsers ist voll; nichts wurde verändert.',
        remedy:
          'Entferne in den Einstellungen ein Modell oder einen Datensatz, oder schaffe Platz auf dem Gerät, und versuche es noch einmal.',
      };
    case 'storage-blocked':
      return {
        message: 'Ein anderer Tab hält eine ältere Fassung der Daten auf diesem Gerät offen.',
        remedy: 'Schließe die anderen Tabs dieser Seite und lade sie neu.',
      };
    case 'storage-unavailable':
      return {
        message: 'Dieser Browser stellt der Seite keinen Speicher zur Verfügung.',
        remedy: 'Verlasse das private Fenster, oder erlaube dieser Seite, Daten zu speichern, und lade sie neu.',
      };
    case 'storage-newer-version':
      return {
        message: 'Die Daten auf diesem Gerät hat eine neuere Fassung dieser Seite geschrieben.',
        remedy: 'Lade die Seite neu, um die neuere Fassung zu bekommen.',
      };
    case 'storage-closed':
      return { message: 'Der Speicher dieses Tabs wurde geschlossen.', remedy: RELOAD };
    case 'storage-missing':
      return {
        message: 'Was gebraucht wird, ist nicht mehr auf diesem Gerät.',
        remedy: 'Mach wieder mit, oder füge den Datensatz noch einmal hinzu.',
      };
    case 'storage-changed':
      return {
        message: 'Ein anderer Tab hat diesen Datensatz geändert; deine letzte Änderung wurde nicht gespeichert.',
        remedy: 'Lade die Seite neu, um mit dem weiterzumachen, was gespeichert ist.',
      };
    case 'storage-failed':
      return {
        message: 'Der Speicher dieses Browsers hat versagt.',
        remedy: `${RELOAD} Versuche es dann noch einmal.`,
      };
    case 'unexpected':
      return { message: `Etwas Unerwartetes ist geschehen: ${problem.message}`, remedy: AGAIN };
    default:
      return network(problem);
  }
}

export default german;
