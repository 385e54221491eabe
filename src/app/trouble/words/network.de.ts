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
        remedy: 'Wer dir den Link geschickt hat, kann dir sagen, ob sie beendet ist.',
      };
    case 'replaced':
      return {
        message:
          'Dieses Gerät macht in einem anderen Fenster bei der Föderation mit; das läuft jetzt statt diesem weiter.',
        remedy: 'Schließe das andere Fenster und mach hier wieder mit, wenn du in diesem weitermachen willst.',
      };
    case 'too-many':
      return {
        message:
          'Das Relay nimmt im Moment nichts mehr an: Dieses Gerät hat sehr viel gesendet, oder dein Netz hat sehr viele Verbindungen.',
        remedy: 'Nichts ist verloren. Dieses Gerät versucht es von selbst noch einmal.',
      };
    case 'bad-frame':
    case 'no-hello':
      return UNDERSTOOD;
    case 'bad-signature':
      return {
        message: 'Das Relay hat die Signatur dieses Geräts nicht angenommen.',
        remedy:
          'Lade die Seite neu und mach wieder mit. Wenn es so weitergeht, melde es bitte. Wenn du alles Gespeicherte löschst, bekommt dieses Gerät einen neuen Schlüssel, aber auch deine Datensätze sind dann weg: Exportiere sie vorher.',
      };
    case 'archived':
      return {
        message: 'Die Organisation hat diese Föderation archiviert: Sie ist vorbei und nimmt niemanden mehr auf.',
        remedy: 'Ihr Modell und ihr Protokoll bleiben auf diesem Relay für alle zum Herunterladen.',
      };
    case 'invite-needed':
      return {
        message: 'Bei dieser Föderation macht man nur auf Einladung mit, und dieses Gerät hat keine.',
        remedy: 'Nimm den Link, den dir die Organisation geschickt hat. Wenn du keinen hast, bitte um einen.',
      };
    case 'invite-unknown':
      return {
        message: 'Das Relay kennt diese Einladung nicht.',
        remedy:
          'Prüfe, ob der Link bis zum letzten Zeichen vollständig ist, oder bitte die Organisation um einen neuen.',
      };
    case 'invite-expired':
      return { message: 'Diese Einladung ist abgelaufen.', remedy: 'Bitte die Organisation um einen neuen Link.' };
    case 'invite-used-up':
      return {
        message: 'Diese Einladung hat so viele Geräte hereingelassen, wie vorgesehen war.',
        remedy: 'Bitte die Organisation auch für dieses Gerät um einen Link.',
      };
    case 'invite-revoked':
      return {
        message:
          'Die Organisation hat diese Einladung widerrufen, und damit auch die Plätze aller, die mit ihr gekommen sind.',
        remedy:
          'Frage die Organisation nach dem Grund, und nach einem neuen Link, wenn du wiederkommen sollst. Deine Daten sind noch auf diesem Gerät.',
      };
    case 'relay':
      return {
        message: 'Das Relay ist nicht erreichbar oder antwortet nicht, wie es sollte.',
        remedy: 'Prüfe den Link, der dich hierhergebracht hat, oder frage bei der Person nach, von der du ihn hast.',
      };
    case 'manifest':
      return {
        message: 'Diese Seite kann die Bedingungen der Föderation (ihr Manifest) nicht lesen.',
        remedy:
          'Lade die Seite neu, um ihre aktuelle Fassung zu bekommen; wenn das nicht hilft, sag es der Organisation.',
      };
    case 'other-manifest':
      return {
        message: `Dein Link wurde für andere Bedingungen gemacht, als diese Föderation jetzt hat: Ihr Manifest beginnt mit ${problem.details.hash}, in deinem Link steht ${problem.details.pin}.`,
        remedy:
          'Du machst noch nicht mit, und nichts wurde gesendet. Wer dir den Link geschickt hat, kann dir den aktuellen geben und sagen, was sich geändert hat.',
      };
    case 'file-lost':
      return {
        message: `Die Verbindung zu ${problem.details.host} ist abgebrochen, bevor das Modell ganz geladen war.`,
        remedy: 'Prüfe die Verbindung und mach wieder mit: Es geht dort weiter, wo es aufgehört hat.',
      };
    case 'file-refused':
      return {
        message: `${problem.details.host} gibt eine Datei des Modells nicht heraus.`,
        remedy: 'Sag es der Organisation: Die Dateien liegen nicht dort, wo sie laut Manifest liegen sollen.',
      };
    case 'file-other':
      return {
        message: `Was ${problem.details.host} liefert, ist nicht die Datei, auf die sich die Föderation geeinigt hat.`,
        remedy: 'Sag es der Organisation: Die Dateien sind nicht die, die im Manifest stehen.',
      };
    case 'file-stopped':
      return {
        message: 'Das Laden des Modells wurde angehalten.',
        remedy: 'Mach wieder mit, um es fortzusetzen: Was da ist, bleibt.',
      };
    default:
      return problem satisfies never;
  }
}
