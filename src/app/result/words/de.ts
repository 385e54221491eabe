import { formatBytes, formatCount, formatDuration, formatPercent } from '../../format.ts';
import { plural } from '../../words/index.ts';
import type { Words } from './en.ts';

const german: Words = {
  title: 'Ergebnis',
  asking: 'Das Relay wird gefragt, wie diese Föderation verlaufen ist …',
  missing: {
    unknown: 'Auf diesem Relay gibt es diese Föderation nicht. Prüfe den Link, den du bekommen hast.',
    unreachable: 'Das Relay ist nicht erreichbar. Prüfe die Verbindung und versuche es noch einmal.',
    'other-version':
      'Das Relay antwortet anders, als diese Seite erwartet. Lade die Seite neu, um ihre aktuelle Fassung zu bekommen.',
  },
  tryAgain: 'Noch einmal versuchen',
  states: {
    running: 'Die Föderation läuft noch. Das ist der Stand bis jetzt.',
    paused: 'Die Föderation ist pausiert. Das ist der Stand bis jetzt.',
    stopped: 'Die Föderation ist zu Ende.',
    archived: 'Die Föderation ist zu Ende.',
  },
  join: 'Mitmachen',
  figures: {
    rounds: 'Runden',
    contributions: 'Beiträge',
    by: (participants: number) => `von ${formatCount(participants)} Teilnehmenden`,
    unnamed: 'Das Protokoll nennt niemanden.',
    accuracy: 'Genauigkeit auf zurückgehaltenen Texten',
    accuracyNote: (participants: number) =>
      `Nach Angabe von ${formatCount(participants)} ${plural(participants, 'Gerät', 'Geräten')}.`,
    patch: 'Seed-Patch',
    patchNote: (base: number) => `macht aus ${formatBytes(base)} Basismodell dieses Modell`,
  },
  curve: {
    title: 'Der Verlauf',
    caption: 'Genauigkeit auf den zurückgehaltenen Texten der Teilnehmenden, nach Runden',
    label: 'Liniendiagramm der Genauigkeit nach Runden. Die Zahlen stehen in der Tabelle darunter.',
    accuracy: 'Genauigkeit',
    table: 'Die Zahlen als Tabelle',
    round: 'Runde',
    loss: 'Verlust (Loss)',
    participants: 'Teilnehmende',
    examples: 'Beispiele',
    none: 'Es wurden keine Zahlen auf zurückgehaltenen Texten gesammelt, oder nur von so wenigen Geräten, dass sie einzelne verraten würden.',
    unknown: 'nicht genannt',
  },
  patch: {
    title: 'Der Seed-Patch',
    lead: 'Alles, was die Föderation dem Modell beigebracht hat, steht in einem Protokoll aus wenigen Zahlen je Runde. Auf das Basismodell angewandt ergibt es das angepasste Modell, Bit für Bit, auf jedem Gerät.',
    howChecked:
      'Dein Gerät kann das hier prüfen: Es nimmt Basismodell und Patch, rechnet jeden Schritt nach und vergleicht mit dem, was veröffentlicht wurde. Dem Relay musst du dafür nicht glauben.',
    apply: 'Hier anwenden und prüfen',
    applyAgain: 'Noch einmal prüfen',
    fetches: (bytes: number) =>
      `Lädt das Basismodell, ${formatBytes(bytes)}, falls es noch nicht auf diesem Gerät ist.`,
    file: 'Einen Patch aus einer Datei prüfen',
    stop: 'Abbrechen',
    download: 'Patch herunterladen',
    stages: {
      patch: 'Der Patch wird geladen',
      base: 'Das Basismodell wird geladen',
      replay: 'Die Runden werden angewandt',
      writing: 'Das Modell wird geschrieben',
    },
    ofBytes: (done: number, total: number | null) =>
      total === null ? formatBytes(done) : `${formatBytes(done)} von ${formatBytes(total)}`,
    ofRounds: (done: number, total: number | null) => `${formatCount(done)} von ${formatCount(total ?? 0)}`,
    failed: 'Der Patch konnte nicht geprüft werden.',
    failedRemedy:
      'Nichts wurde verändert oder behalten. Versuche es noch einmal; bleibt es so, sag es der Person, von der du den Patch hast.',
  },
  found: {
    equal: 'Es ist das Modell der Föderation, Bit für Bit.',
    other: 'Es ist nicht das Modell des Relays.',
    otherRemedy:
      'Der Patch ist unversehrt und ergibt das Modell unten, aber das Relay nennt für denselben Stand einen anderen Fingerabdruck. Eines von beiden ist falsch: Sag es der Organisation.',
    itself: 'Der Patch ist unversehrt und ergibt dieses Modell.',
    chain: (entries: number) =>
      `Das Protokoll ist vollständig: ${formatCount(entries)} ${plural(entries, 'Eintrag', 'Einträge')}, vom Manifest an mit dem jeweils vorigen verkettet.`,
    base: (bytes: number) => `Das Basismodell ist das vereinbarte, nach SHA-256 (${formatBytes(bytes)}).`,
    compared: (count: number, seconds: number) =>
      `${formatCount(count)} ${plural(count, 'veröffentlichter Fingerabdruck', 'veröffentlichte Fingerabdrücke')} in ${formatDuration(seconds * 1000)} nachgerechnet, alle gleich.`,
    noneCompared: 'Zu keinem Stand dieses Protokolls wurde ein Fingerabdruck veröffentlicht.',
    relay: {
      equal: 'Das Relay nennt jetzt denselben Fingerabdruck für diesen Stand.',
      other: 'Das Relay nennt einen anderen Fingerabdruck für diesen Stand.',
      elsewhere:
        'Das Relay ist inzwischen bei einem anderen Stand; sein neuester Fingerabdruck sagt nichts über diesen.',
      unknown: 'Auf diesem Relay gibt es keine Föderation mit diesem Manifest: Der Patch steht für sich.',
    },
    fingerprint: 'Fingerabdruck',
    manifest: 'Manifest (SHA-256)',
    chainValue: 'Letzter Kettenwert',
    write: 'Modell speichern',
    writeNote: 'Als safetensors-Datei, hier geschrieben aus dem, was eben geprüft wurde.',
    saved: (name: string, bytes: number) => `${name} gespeichert, ${formatBytes(bytes)}.`,
    sha256: 'SHA-256 der Datei',
  },
  card: {
    title: 'Modellkarte',
    lead: 'Aus Manifest und Protokoll ausgefüllt, auf Englisch. Lege sie dem Modell bei, wenn du es weitergibst.',
    download: 'Karte herunterladen',
    copy: 'Kopieren',
    show: 'Hier lesen',
    model: 'Basismodell',
    licence: 'Lizenz',
    method: 'Verfahren',
    template: 'Vorlage',
    classes: 'Klassen',
  },
  percent: (from: number, to: number) => `${formatPercent(from)} → ${formatPercent(to)}`,
};

export default german;
