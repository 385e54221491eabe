import type { Problem, ProblemCode } from '../../../train/index.ts';
import type { Said } from './en.ts';

/** Of the relay, the files' server and invitations. */
type NetworkCode = Extract<
  ProblemCode,
  | 'version'
  | 'unknown-federation'
  | 'replaced'
  | 'too-many'
  | 'bad-frame'
  | 'no-hello'
  | 'bad-signature'
  | 'archived'
  | 'relay'
  | 'manifest'
  | 'other-manifest'
  | `invite-${string}`
  | `file-${string}`
>;

const UNDERSTOOD = {
  message: 'Das Relay hat nicht verstanden, was dieses Gerät gesendet hat.',
  remedy:
    'Dieses Gerät versucht es von selbst noch einmal. Wenn es so weitergeht, lade die Seite neu und melde es bitte.',
};

/** What the network's problems are in German. */
export function network(problem: Extract<Problem, { code: NetworkCode }>): Said {
  switch (problem.code) {
    case 'version':
      return {
        message: 'Diese Seite und das Relay sprechen verschiedene Fassungen des Protokolls.',
        remedy: 'Lade die Seite neu, um die aktuelle Fassung zu bekommen.',
      };
    case 'unknown-federation':
      return {
        message: 'Das Relay kennt diese Föderation nicht mehr.',
        remedy: 'Frage, wer dir den Link geschickt hat, ob sie beendet ist.',
      };
    case 'replaced':
      return {
        message: 'Dieses Gerät nimmt in einem anderen Fenster an der Föderation teil, das statt diesem weitermacht.',
        remedy: 'Schließe das andere Fenster und nimm hier noch einmal teil, wenn du hier weitermachen willst.',
      };
    case 'too-many':
      return {
        message:
          'Das Relay nimmt im Moment nichts mehr an: Dieses Gerät hat sehr viel gesagt, oder dein Netz hat sehr viele Verbindungen.',
        remedy: 'Nichts ist verloren. Dieses Gerät versucht es von selbst noch einmal.',
      };
    case 'bad-frame':
    case 'no-hello':
      return UNDERSTOOD;
    case 'bad-signature':
      return {
        message: 'Das Relay hat die Signatur dieses Geräts nicht angenommen.',
        remedy:
          'Lade die Seite neu und nimm noch einmal teil. Wenn es so weitergeht, melde es bitte. Alles Gespeicherte zu löschen gibt diesem Gerät einen neuen Schlüssel, nimmt aber auch deine Datensätze mit: Exportiere sie vorher.',
      };
    case 'archived':
      return {
        message: 'Die Föderation wurde archiviert: Sie ist beendet und nimmt niemanden mehr auf.',
        remedy: 'Ihr Modell und ihr Protokoll bleiben auf diesem Relay für alle zum Herunterladen.',
      };
    case 'invite-needed':
      return {
        message: 'An dieser Föderation nimmt man auf Einladung teil, und dieses Gerät hat keine.',
        remedy: 'Nimm den Link, den dir die Verantwortlichen geschickt haben. Wenn du keinen hast, bitte um einen.',
      };
    case 'invite-unknown':
      return {
        message: 'Das Relay kennt diese Einladung nicht.',
        remedy: 'Prüfe, ob der Link bis zum letzten Buchstaben vollständig ist, oder bitte um einen neuen.',
      };
    case 'invite-expired':
      return { message: 'Diese Einladung ist abgelaufen.', remedy: 'Bitte die Verantwortlichen um einen neuen Link.' };
    case 'invite-used-up':
      return {
        message: 'Diese Einladung hat so viele Geräte eingelassen, wie vorgesehen war.',
        remedy: 'Bitte die Verantwortlichen um einen Link auch für dieses Gerät.',
      };
    case 'invite-revoked':
      return {
        message: 'Diese Einladung wurde zurückgenommen, und damit der Platz derer, die mit ihr gekommen sind.',
        remedy:
          'Frage die Verantwortlichen nach dem Grund, und nach einem neuen Link, wenn du wiederkommen sollst. Deine Daten sind noch auf diesem Gerät.',
      };
    case 'relay':
      return {
        message: 'Das Relay kann nicht erreicht werden oder antwortet nicht, wie es sollte.',
        remedy: 'Prüfe den Link, der dich hierher gebracht hat, oder frage, wer ihn geschickt hat.',
      };
    case 'manifest':
      return {
        message: 'Diese Seite kann die Bedingungen der Föderation (ihr Manifest) nicht lesen.',
        remedy:
          'Lade die Seite neu, um ihre aktuelle Fassung zu bekommen; wenn das nicht hilft, sag es den Verantwortlichen.',
      };
    case 'other-manifest':
      return {
        message: `Dein Link wurde für andere Bedingungen gemacht, als diese Föderation jetzt hat: Ihr Manifest beginnt mit ${problem.details.hash}, in deinem Link steht ${problem.details.pin}.`,
        remedy:
          'Es wurde nichts gesendet, und du nimmst nicht teil. Frage, wer dir den Link geschickt hat, nach dem aktuellen, und was sich geändert hat.',
      };
    case 'file-lost':
      return {
        message: `Die Verbindung zu ${problem.details.host} ist abgebrochen, bevor das Modell ganz geladen war.`,
        remedy: 'Prüfe die Verbindung und nimm noch einmal teil: Es geht dort weiter, wo es aufgehört hat.',
      };
    case 'file-refused':
      return {
        message: `${problem.details.host} gibt eine Datei des Modells nicht her.`,
        remedy: 'Sag es den Verantwortlichen: Die Dateien liegen nicht dort, wo die Föderation es sagt.',
      };
    case 'file-other':
      return {
        message: `Was ${problem.details.host} gibt, ist nicht die Datei, auf die sich die Föderation geeinigt hat.`,
        remedy: 'Sag es den Verantwortlichen: Die Dateien sind nicht die, die im Manifest stehen.',
      };
    case 'file-stopped':
      return {
        message: 'Das Laden des Modells wurde angehalten.',
        remedy: 'Nimm noch einmal teil, um weiterzumachen: Was da ist, bleibt.',
      };
    default:
      return problem satisfies never;
  }
}
