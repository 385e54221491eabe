import { counted, formatBytes, formatCount, formatDecimal } from '../../format.ts';
import type english from './en.ts';

const german: typeof english = {
  asking: 'Das Relay wird gefragt, welche Föderationen es hat …',
  nothingToJoin: 'Noch gibt es nichts, bei dem du mitmachen kannst.',
  offlineLead: 'Deine Daten und die Einstellungen liegen auf diesem Gerät und öffnen sich auch ohne das Relay.',

  nobodyHere: 'Gerade ist sonst niemand hier',
  hereNow: (connected, ready) => `${formatCount(connected)} gerade hier, ${formatCount(ready)} beim Training`,
  noRound: 'noch keine Runde fertig',
  rounds: (count) => `${counted(count, 'Runde', 'Runden')} fertig`,

  whoAsks: 'Anfrage von',
  asked: (organiser, host) => `${organiser}, über das Relay ${host}`,
  askedByRelay: (host) => `Person oder Gruppe, die das Relay ${host} betreibt`,
  model: 'Modell',
  licence: 'Lizenz',
  join: 'Mitmachen',
  joinNext: 'Als Nächstes wählst du die Daten.',
  backToLive: 'Zurück zur Live-Ansicht',

  happens: 'Was passiert',
  steps: {
    choose: 'Du wählst Texte aus, eigene oder Beispiele. Sie bleiben in diesem Browser.',
    measure: 'Dein Gerät probiert winzige Änderungen am Modell aus und misst an diesen Texten, ob sie helfen.',
    send: (scalars) =>
      `Nur die Messwerte verlassen das Gerät: ${counted(scalars, 'Zahl', 'Zahlen')} je Runde. Zusammen mit denen der anderen verbessern sie ein gemeinsames Modell.`,
  },

  costs: 'Was es dich kostet',
  download: 'Download',
  downloadLooking: 'Das Modell. Es wird nachgesehen, was schon auf diesem Gerät liegt …',
  downloadNothing: 'Nichts',
  downloadHere: (bytes) => `Alle ${formatBytes(bytes)} liegen schon auf diesem Gerät.`,
  downloadOnce: 'Einmal: das Modell. Mit Beispieltexten kommen höchstens 0,1 MB dazu.',
  downloadRest: (present) =>
    `Einmal: das Modell; ${formatBytes(present)} davon sind schon hier. Mit Beispieltexten kommen höchstens 0,1 MB dazu.`,
  downloadBegun: (begun) => `Bei einem früheren Besuch kamen schon ${formatBytes(begun)}: Dort geht es weiter.`,
  data: 'Datenvolumen',
  dataHourly: (bytes) => `≈ ${formatBytes(bytes)} in der Stunde`,
  dataNote: (bytes) => `${formatBytes(bytes)} je Runde.`,
  battery: 'Akku',
  batteryLike: 'Wie ein Spiel',
  batteryNote:
    'Der Prozessor arbeitet, bis du pausierst, die Föderation verlässt oder den Tab schließt: besser am Strom.',
  memory: 'Arbeitsspeicher',
  memoryLooking: 'Die Größe des Modells wird nachgesehen …',
  memoryElsewhere: (host) => `Steht hier, sobald du mitmachst: Diese Ansicht fragt ${host} nichts.`,
  memoryNote: (weights) => `Während des Trainings; ${formatBytes(weights)} davon sind das Modell selbst.`,
  memoryAddresses: (peak) =>
    `Dieses Modell passt in keinen Browser: Es braucht ${formatBytes(peak)}, und eine Seite kann nur 4,3 GB adressieren.`,
  memoryDevice: (peak, gibibytes) =>
    `Dieses Modell passt vielleicht nicht auf dieses Gerät: Es braucht ${formatBytes(peak)}, und ein Tab bekommt etwa die Hälfte der ${formatDecimal(gibibytes, gibibytes < 1 ? 2 : 0)} GB dieses Geräts.`,
  memoryRemedy: 'Schließe vorher andere Tabs und Apps, oder mach mit einem Gerät mit mehr Arbeitsspeicher mit.',
  how: 'Wie diese Angaben entstanden sind',
  howDownload: (bytes) =>
    `Download: die Größen der Dateien des Modells, ${formatBytes(bytes)}, wie sie im Manifest der Föderation stehen, ohne die, die schon auf diesem Gerät liegen.`,
  howData: (up, down) =>
    `Datenvolumen: In einer Runde werden ${formatBytes(up)} gesendet und ${formatBytes(down)} empfangen, berechnet aus dem Manifest, aus der Zahl der Anwesenden und aus den Nachrichten, die zu einer Runde gehören.`,
  howPaceSeen: (seconds) =>
    `Für eine Stunde davon: eine Runde alle ${formatDecimal(seconds, 1)} s, wie diese Seite sie gesehen hat, seit du sie geöffnet hast.`,
  howPaceAssumed: (seconds) =>
    `Für eine Stunde davon ist eine Runde alle ${formatDecimal(seconds, 0)} s angenommen. Sobald Runden zu sehen sind, steht hier das Gemessene.`,
  howBattery: (threads) =>
    `Akku: Kein Browser sagt, was eine Seite verbraucht, deshalb steht hier keine Zahl. Das Training beschäftigt ${counted(threads, 'Prozessor-Thread', 'Prozessor-Threads')} ohne Pause, wie ein Spiel; ein Handy wird dabei warm. In den Einstellungen sagst du, wann es pausiert und wie stark es rechnet.`,
  howMemory: 'Arbeitsspeicher: was die Engine belegen wird, berechnet aus der Beschreibung des Modells.',
  settings: 'Einstellungen',

  leaves: 'Was dein Gerät verlässt',
  leavesNumbers: (scalars, bytes) =>
    `In jeder Runde ${counted(scalars, 'Zahl', 'Zahlen')} (${formatBytes(bytes)}): wie sehr sich der Fehler des Modells auf deinen Texten ändert, wenn seine Gewichte in zufällige Richtungen leicht verschoben werden.`,
  leavesCount: 'Wie viele Trainingstexte du hast.',
  leavesName:
    'Ein Name für dieses Gerät und eine Signatur, beide mit einem Schlüssel erzeugt, den es nur für diese Föderation hat.',
  leavesKind:
    'Was für ein Gerät es ist: das Programm, das rechnet, und ob es ein Handy, ein Tablet oder ein Computer ist.',
  leavesGuard:
    'Ab und zu der Fehler des Modells auf deinen zurückgehaltenen Texten und wie viele das sind: Das Training hält von selbst an, wenn dieser Fehler bei allen steigt.',
  leavesEvaluation:
    'Ab und zu der Fehler des Modells auf deinen zurückgehaltenen Texten, wie viele das sind und wie viele davon es richtig beantwortet.',
  leavesAddress: 'Wie bei jeder Website: deine Netzwerkadresse und wann du verbunden bist.',
  leavesToHost: (host) =>
    `Das Modell liegt nicht auf diesem Relay: Nach dieser Ansicht werden seine Dateien von ${host} geladen, und deine Netzwerkadresse ist dann auch dort bekannt.`,
  leavesNever: 'Kein Text, kein Wort daraus, kein Label.',
  stays: 'Was bleibt',
  staysTexts: 'Deine Texte und Labels, in diesem Browser, bis du sie löschst.',
  staysHeldOut:
    'Jeder fünfte Text wird zurückgehalten und nie zum Trainieren benutzt: Er zeigt dir, was das Training bringt.',
  notProven:
    'Die Zahlen sind aus deinen Texten berechnet, und niemand hat bewiesen, dass sie nichts über sie verraten. Behandle sie wie eine Zusammenfassung: wenig, aber nicht nichts.',
  readByRelay:
    'Das Relay kann deine lesen. Alle anderen sehen den Mittelwert über die Teilnehmenden einer Runde: Die Liste dieser Werte ist das angepasste Modell.',
  readByAll: 'Alle, die dieses Relay erreichen, können sie lesen: Die Liste aller Zahlen ist das angepasste Modell.',
  details: 'Die Einzelheiten, für alle, die nachprüfen wollen',
  detailMethod: (method, epsilon) =>
    `Verfahren: ${method}, ein Verfahren nullter Ordnung. Jeder Schritt misst den Verlust (Loss) mit Gewichten, die um ${formatDecimal(epsilon, 4)} entlang von Richtungen aus einem Seed verschoben sind; die Differenzen sind die gesendeten Zahlen.`,
  detailNumbers: (steps, each, clip) =>
    `Eine Runde: ${counted(steps, 'Schritt', 'Schritte')} mit je ${counted(each, 'Zahl', 'Zahlen')}, jede Zahl begrenzt auf ±${formatCount(clip)}.`,
  detailDirections:
    'Die Richtungen ergeben sich aus dem Protokoll der Runden selbst; das Relay kann also keine aussuchen, um deine Daten auszuforschen.',
  detailPrivacyRelay:
    'Es gibt hier keine Differential Privacy, kein hinzugefügtes Rauschen und keine sichere Aggregation: Das Relay sieht die einzelnen Beiträge.',
  detailPrivacyAll:
    'Es gibt hier keine Differential Privacy, kein hinzugefügtes Rauschen und keine sichere Aggregation: Das Relay sieht die einzelnen Beiträge, und alle, die es erreichen, sehen sie auch.',
  detailPolicy:
    'Der Browser erzwingt, dass diese Seite nur mit diesem Relay spricht (Content Security Policy), und die Live-Ansicht führt jede Nachricht mit jeder Zahl darin auf.',
  detailPolicyHost: (host) =>
    `Der Browser erzwingt, dass diese Seite nur mit diesem Relay und dem Ort des Modells, ${host}, spricht (Content Security Policy), und die Live-Ansicht führt jede Nachricht mit jeder Zahl darin auf.`,
  detailChecked:
    'Alles wird geprüft: die Dateien des Modells anhand ihrer Hashes und deine Kopie nach jeder Runde Bit für Bit anhand der des Relays.',

  modelAndTask: 'Modell und Aufgabe',
  classes: 'Klassen',
  aClass: (name, word) => `${name} („${word}“)`,
  question: 'Gestellte Frage',
  aStep: 'Ein Schritt',
  stepWork: (batch, passes) => `${counted(batch, 'Text', 'Texte')} durch das Modell, bis zu ${formatCount(passes)}-mal`,
  roundNeeds: 'Eine Runde braucht',
  roundRule: (quorum, deadline) =>
    `${counted(quorum, 'Gerät', 'Geräte')} und endet spätestens nach ${formatCount(deadline)} s, wenn genug Antworten da sind`,

  more: 'Mehr Teilnehmende',
  others: 'Andere Föderationen hier',
  brokenLink: 'Der Link, der dich hierhergebracht hat, ist nicht vollständig.',
  brokenLinkRemedy:
    'Kopiere ihn noch einmal, bis zum letzten Zeichen. Ohne ihn siehst du, was dieses Relay allen zeigt.',

  invitation: 'Einladung',
  byInvitation: 'Bei dieser Föderation macht man nur auf Einladung mit.',
  haveInvitation: 'Du hast eine.',
  needInvitation:
    'Öffne den Link, den dir die Organisation geschickt hat, oder füge ihn hier ein. Ein Gerät, das schon einmal dabei war, braucht keinen.',
  tokenIs: 'Ihr Token:',
  tokenUse: 'Es wird beim Mitmachen diesem Relay genannt und sonst niemandem, und danach hier vergessen.',
  pinned: 'Die Bedingungen sind die, für die dein Link gemacht wurde. Manifest:',
  otherTerms: 'Dein Link wurde für andere Bedingungen gemacht, als diese Föderation jetzt hat.',
  otherTermsWhy: (pin, has) =>
    `Er nennt das Manifest ${pin}, das Relay hat ${has}: Modell, Aufgabe, Verfahren oder Regeln haben sich seitdem geändert, oder das ist nicht das Relay, zu dem du eingeladen wurdest. Du machst noch nicht mit, und nichts wurde gesendet. Wer dir den Link geschickt hat, kann dir den aktuellen geben und sagen, was sich geändert hat.`,
  inviteField: 'Link oder Token deiner Einladung',
  useIt: 'Benutzen',
  taken: 'Übernommen. Sie wird diesem Relay genannt, wenn du mitmachst.',
  pasteSomething: 'Füge den Link ein, den du bekommen hast, oder das Token daraus.',
  neitherNor: 'Das ist weder ein Link zum Mitmachen noch ein Token. Füge es vollständig ein.',
  notWhole: 'Dieser Link ist nicht vollständig. Kopiere ihn noch einmal, bis zum letzten Zeichen.',
  anotherRelay: (host) => `Dieser Link führt zu einem anderen Relay als ${host}. Öffne ihn in einem eigenen Tab.`,

  shareInvited:
    'Bei dieser Föderation macht man nur auf Einladung mit: Wer dazukommen soll, braucht eine Einladung der Organisation und öffnet den Link daraus.',
  otherDevice: 'Auf einem anderen Gerät öffnen',
  localAddress: (host) =>
    `Du hast diese Seite unter ${host} geöffnet, einer Adresse, die nur auf diesem Gerät funktioniert. Öffne sie unter der Netzwerkadresse, die im Terminal steht, oder scanne den Code dort.`,
  codeOf: (link) => `QR-Code von ${link}`,
  copyLink: 'Link kopieren',
  alone: 'Allein? Füge Teilnehmende ohne Bildschirm hinzu',
  aloneSamples:
    'Auf dem Computer, auf dem das Relay läuft, startet jeder dieser Befehle ein Programm, das mit Beispieldaten mitmacht:',
  aloneFile:
    'Auf dem Computer, auf dem das Relay läuft, startet jeder dieser Befehle ein Programm, das mit den Daten einer Datei mitmacht:',
  fileName: 'DATEI',
  orStart: 'Oder starte das Relay gleich mit eigenen Teilnehmenden:',

  guarded: {
    paused:
      'Diese Föderation hat sich selbst pausiert: Auf den zurückgehaltenen Texten der Teilnehmenden war das Modell schlechter geworden.',
    stopped:
      'Diese Föderation hat sich selbst beendet: Auf den zurückgehaltenen Texten der Teilnehmenden war das Modell schlechter geworden.',
    archived:
      'Diese Föderation hat sich selbst archiviert: Auf den zurückgehaltenen Texten der Teilnehmenden war das Modell schlechter geworden.',
  },
  organised: {
    paused: 'Die Organisation hat diese Föderation pausiert.',
    stopped: 'Die Organisation hat diese Föderation beendet.',
    archived: 'Die Organisation hat diese Föderation archiviert.',
  },
  meanings: {
    paused:
      'Es beginnt keine Runde, bis die Organisation die Föderation fortsetzt. Geräte, die verbunden bleiben, machen dann von selbst wieder mit.',
    stopped:
      'Es beginnt keine Runde mehr. Das Modell und sein Protokoll bleiben hier, damit alle sie mitnehmen können.',
    archived:
      'Sie ist vorbei und nimmt niemanden mehr auf. Das Modell und sein Protokoll bleiben hier, damit alle sie mitnehmen können.',
  },
  downloadModel: 'Modell herunterladen',
  downloadLog: 'Protokoll herunterladen',
  seeResult: 'Ergebnis ansehen',
};

export default german;
