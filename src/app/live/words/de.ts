import {
  counted,
  formatBytes,
  formatCount,
  formatDuration,
  formatLoss,
  formatPercent,
  formatPoints,
} from '../../format.ts';
import type english from './en.ts';

const rounds = (count: number): string => counted(count, 'Runde', 'Runden');
const numbers = (count: number): string => counted(count, 'Zahl', 'Zahlen');

const german: typeof english = {
  nothing: {
    title: 'Noch läuft nichts',
    what: 'Wähle zuerst Daten; dann wird das Modell geladen, und das Training beginnt.',
    go: 'Daten wählen',
  },
  people: { alone: 'Du bist hier allein: Hol andere dazu', more: 'Andere dazuholen' },

  figures: {
    title: 'Bisher',
    accuracy: 'Genauigkeit auf deinen zurückgehaltenen Texten',
    accuracyLater: 'Wird gemessen, sobald das Modell geladen ist.',
    now: 'jetzt',
    accuracyNote: (change, count, before, after) =>
      `${formatPoints(change)} seit dem Basismodell, auf ${counted(count, 'Text', 'Texten')}. ` +
      `Verlust (Loss) dort ${formatLoss(before)} → ${formatLoss(after)}.`,
    loss: 'Trainingsverlust (Loss)',
    lossNote: (step, steps, round) => `Schritt ${step} von ${steps} in Runde ${round}.`,
    noStep: 'Noch kein Schritt.',
    round: 'Runde',
    inNone: 'Du warst noch in keiner dabei.',
    inRounds: (count) => `In ${formatCount(count)} davon sind deine Zahlen.`,
    inLast: (count) => `${counted(count, 'Gerät', 'Geräte')} in der letzten.`,
    here: 'Jetzt hier',
    notConnected: 'Noch nicht verbunden.',
    done: (done, all) => `Mit dieser Runde fertig: ${done} von ${all}.`,
    ends: (left) => `Sie endet spätestens in ${formatDuration(left)}.`,
    ready: (count) => `${count} bereit für die nächste Runde.`,
    pace: 'Tempo',
    paceLater: 'Wird mit den ersten Schritten gemessen.',
    stepsPerSecond: (speed) => `${speed} Schritte/s`,
    secondsPerStep: (seconds) => `${seconds} s je Schritt`,
    tokens: (speed) => `${speed} Tokens/s durch das Modell.`,
    same: 'Dasselbe Modell wie bei allen',
    equal: '✓ bitgleich mit dem Relay',
    differs: 'Weicht ab',
    afterRound: (round) => `Nach Runde ${round}:`,
    compared: 'Wird nach jeder Runde verglichen.',
  },

  drift: {
    early: 'Ob es langsamer wird, lässt sich nach drei Minuten Training sagen.',
    same: 'So schnell wie am Anfang.',
    slower: (percent) =>
      `${percent} % langsamer als am Anfang: Das Gerät ist vielleicht warm, oder etwas anderes rechnet.`,
    faster: (percent) => `${percent} % schneller als am Anfang.`,
  },

  charts: {
    title: 'Wie es läuft',
    asTable: (name) => `${name} als Tabelle`,
    more: 'Beiträge, Datenverkehr und Tempo im Verlauf',
    step: 'Schritt',
    round: 'Runde',
    minute: 'Minute',
    lineChart: (title) => `Liniendiagramm: ${title}. Die Zahlen stehen in der Tabelle darunter.`,
    loss: {
      name: 'Verlust (Loss)',
      title: (window) =>
        `Trainingsverlust nach Schritten: dünn wie gemessen, dick das Mittel der letzten ${window} Schritte, das Band eine Standardabweichung darum`,
      empty: 'Es beginnt mit deinem ersten Schritt.',
      measured: 'Verlust',
      mean: 'Mittel',
      low: 'Band von',
      high: 'Band bis',
      now: (mean, deviation) => `Jetzt ${formatLoss(mean)} ± ${formatLoss(deviation)}.`,
      first: (mean) => `Am Anfang ${formatLoss(mean)}.`,
    },
    accuracy: {
      name: 'Genauigkeit',
      title:
        'Genauigkeit auf deinen zurückgehaltenen Texten nach Runden: Das Band ist das 95-%-Intervall nach Wilson, die gestrichelte Linie das Basismodell',
      empty: 'Es beginnt mit der ersten Runde, die fertig ist.',
      measured: 'Genauigkeit',
      low: '95 % von',
      high: '95 % bis',
      base: 'Basismodell',
      now: (share, round, low, high, count) =>
        `${formatPercent(share)} nach Runde ${round}, auf ${counted(count, 'Text', 'Texten')}. ` +
        `95-%-Intervall: ${formatPercent(low)} bis ${formatPercent(high)}.`,
      within: (base) => `Die ${formatPercent(base)} des Basismodells liegen darin: Der Unterschied kann Zufall sein.`,
      outside: (base) => `Die ${formatPercent(base)} des Basismodells liegen außerhalb.`,
      rolledBack: (round) => `Nach Runde ${round}:`,
    },
    contributions: {
      name: 'Beiträge',
      title: 'Runden des Modells mit deinen Zahlen, nach Minuten dieses Besuchs',
      line: 'Runden mit deinen Zahlen',
      now: (count) => `Bisher ${rounds(count)}.`,
    },
    traffic: {
      name: 'Datenverkehr',
      title: 'Gesendete (dick) und empfangene (dünn) Kilobyte, nach Minuten dieses Besuchs, ohne Dateien',
      up: 'Gesendet, kB',
      down: 'Empfangen, kB',
      now: (up, down) => `${formatBytes(up)} gesendet, ${formatBytes(down)} empfangen.`,
    },
    pace: {
      name: 'Schrittdauer',
      title: 'Millisekunden je Schritt, Median der letzten Minute, nach Minuten dieses Besuchs',
      line: 'Millisekunden je Schritt',
    },
  },

  share: {
    title: 'Dein Anteil',
    none: 'Von dir ist noch nichts im Modell.',
    since: (round) => `Gezählt ab Runde ${round}: Was davor war, kam als Ganzes auf dieses Gerät.`,
    ofContributions: 'aller Beiträge',
    contributionsNote: (own, all) => `${formatCount(own)} von ${formatCount(all)} Beiträgen sind deine.`,
    ofExamples: 'aller Beispiele dahinter',
    examplesNote: (own, all) =>
      `${formatCount(own)} von ${formatCount(all)}; ein Beispiel zählt jedes Mal, wenn eine Runde die Daten nutzte, zu denen es gehört.`,
    shared: (own, all) =>
      `Deine Zahlen stecken in ${rounds(own)}, unter insgesamt ${counted(all, 'Beitrag', 'Beiträgen')}. ` +
      'In dieser Föderation stehen im Protokoll nur Summen: Niemand, auch diese Seite nicht, kann sagen, wie viel vom Modell von dir ist.',
    meaning:
      'Ein Anteil ist keine Note: Wer weniger Texte hat oder ein langsameres Gerät, bringt etwas mit, das die anderen nicht haben.',
  },

  history: {
    title: 'Was du beigetragen hast',
    nothing: 'Auf diesem Gerät noch nichts. Es beginnt mit der ersten Runde, die deine Zahlen aufnimmt.',
    total: (count, scalars, seconds, days) =>
      `${rounds(count)} mit ${numbers(scalars)} von dir, ${formatDuration(1000 * seconds)} Rechenzeit, an ${counted(days, 'Tag', 'Tagen')}.`,
    thanks: 'Danke.',
    kept: 'Nur auf diesem Gerät gespeichert, auch wenn die Seite geschlossen wird.',
    byDay: 'Nach Föderation und Tag',
    caption: 'Was dieses Gerät beigetragen hat, nach Föderation und Tag',
    federation: 'Föderation',
    day: 'Tag',
    rounds: 'Runden',
    numbers: 'Zahlen',
    time: 'Rechenzeit',
    save: 'Als JSON speichern',
  },

  memory: {
    title: 'Arbeitsspeicher',
    here: 'Hier, ohne Backpropagation',
    there: 'Mit Backpropagation (Adam)',
    label: (here, there) =>
      `Arbeitsspeicher: hier ${formatBytes(here)}, mit Backpropagation etwa ${formatBytes(there)}.`,
    less: (times) => `Training mit Backpropagation bräuchte etwa ${times}-mal so viel.`,
    more: 'Bei einem so kleinen Modell und so wenigen Texten je Schritt bräuchte auch Backpropagation nicht mehr Arbeitsspeicher.',
    parts: (weights, gradients, moments, activations) =>
      `Geschätzt für dasselbe Modell, deinen längsten Text und ebenso viele Texte je Schritt: Gewichte ${formatBytes(weights)}, Gradienten ${formatBytes(gradients)}, ` +
      `Momente von Adam ${formatBytes(moments)}, gespeicherte Aktivierungen ${formatBytes(activations)}.`,
    own: (peak, weights, scratch) =>
      `Höchstens ${formatBytes(peak)}, nach eigener Zählung der Engine: Gewichte ${formatBytes(weights)}, Zwischenspeicher ${formatBytes(scratch)}.`,
    later: 'Steht hier, sobald das Training läuft.',
  },

  machine: {
    title: 'Dieses Gerät',
    traffic: 'Gesendet / empfangen',
    files: (bytes) => `und ${formatBytes(bytes)} an Dateien`,
    texts: 'Deine Texte',
    textsNote: (training, heldOut) =>
      `${formatCount(training)} für das Training, ${formatCount(heldOut)} zurückgehalten`,
    cut: (count) => `${formatCount(count)} gekürzt, damit sie passen`,
    steps: 'Schritte',
    speed: 'Tokens',
    warmth: 'Schrittdauer',
    forward: (percent) => `${percent} % eines Schritts sind die Vorwärtsdurchläufe selbst.`,
    copy: 'Diagnose kopieren (ohne Daten)',
  },

  tryIt: {
    title: 'Probier es aus',
    one: 'Ein eigener Satz; er bleibt auf diesem Gerät',
    several: 'Ein eigenes Beispiel; es bleibt auf diesem Gerät',
    start: 'The battery died after two days.',
    examples: 'Oder tippe eins an',
    // The model reads English, whatever the page speaks.
    sentiment: [
      'Exactly what I hoped for, and it arrived early.',
      'I wanted to like it, but it broke within a week.',
      'Not bad at all for the price.',
    ],
    heldOut: 'Einer meiner zurückgehaltenen Texte',
    labelled: (name) => `Dein Label dafür ist „${name}“. Das Training hat ihn nie gesehen.`,
    asking: 'Wird gefragt …',
    ask: 'Beide Modelle fragen',
    later: 'Möglich, sobald das Modell geladen ist.',
    failed: 'Das Modell konnte nicht gefragt werden.',
    base: 'Basismodell',
    after: (round) => `Nach Runde ${round}`,
    cutOne: 'Der Satz war länger, als das Modell liest, und wurde gekürzt.',
    cutSeveral: 'Zusammen waren die Texte länger, als das Modell liest, und wurden gekürzt.',
    same: 'Noch hat keine Runde das Modell verändert: Beide sind das Basismodell.',
    stays: (name, change, before, after) =>
      `Die Antwort bleibt „${name}“. Sicherheit dabei: ${formatPoints(change)}, von ${formatPercent(before)} auf ${formatPercent(after)}.`,
    changes: (before, after, change, from, to) =>
      `Die Antwort ändert sich von „${before}“ in „${after}“. Sicherheit bei „${after}“: ${formatPoints(change)}, von ${formatPercent(from)} auf ${formatPercent(to)}.`,
  },

  keep: {
    title: 'Das Modell mitnehmen',
    model: 'Das Modell',
    modelNote:
      'Alle seine Gewichte, als safetensors-Datei, die Hugging Face lädt. Sie wird auf diesem Gerät geschrieben.',
    later: 'Möglich, sobald das Modell geladen ist.',
    stop: 'Schreiben abbrechen',
    download: 'Modell herunterladen',
    log: 'Das Protokoll',
    about: (bytes) => `etwa ${formatBytes(bytes)}`,
    logNote: 'Die Zahlen von allen, vom Relay. Mit dem Basismodell ergeben sie dieselben Gewichte, Bit für Bit:',
    downloadLog: 'Protokoll herunterladen',
    written: (done, total) => `${formatBytes(done)} von ${formatBytes(total)} geschrieben`,
    result: 'Was die Föderation erreicht hat, für alle zum Ansehen und Prüfen',
    resultLink: 'Öffentliches Ergebnis ansehen',
    saved: (name, size, round, fingerprint) =>
      `${name} gespeichert (${formatBytes(size)}): ${round === 0 ? 'das Basismodell' : `das Modell nach Runde ${round}`}, Fingerabdruck ${fingerprint}.`,
    stopped: 'Abgebrochen. Nichts wurde gespeichert.',
    notWritten: 'Die Datei konnte nicht geschrieben werden.',
    otherwise: 'Mit dem Protokoll entsteht dasselbe Modell auf einem anderen Gerät.',
    savedLog: (name, size) => `${name} gespeichert (${formatBytes(size)}).`,
    theLog: 'Protokoll',
    answered: (status) => `Das Relay hat mit ${status} geantwortet. Versuche es in einer Minute noch einmal.`,
    unreachable: 'Das Relay ist nicht erreichbar. Versuche es noch einmal, wenn die Verbindung wieder da ist.',
  },

  sent: {
    title: 'Was dieses Gerät verlassen hat',
    totals: (bytes, count) =>
      `${formatBytes(bytes)} insgesamt, und darin ${numbers(count)}, die aus deinen Texten berechnet sind. ` +
      'Außer Anfragen nach Dateien (diese Seite, das Modell, das Protokoll) wurde nichts gesendet.',
    caption: 'Nachrichten nach Art',
    kind: 'Art',
    messages: 'Nachrichten',
    numbersHead: 'Zahlen',
    bytes: 'Bytes',
    kinds: new Map([
      ['hello', 'wer dieses Gerät ist und welchen Stand seine Kopie des Modells hat'],
      ['ready', 'ob es bei der nächsten Runde mitmacht'],
      ['contribution', 'die Zahlen einer Runde'],
      ['evaluation', 'wie gut das Modell auf deinen zurückgehaltenen Texten ist'],
      ['device', 'was für ein Gerät es ist'],
      ['heartbeat', 'dass es noch da ist'],
    ]),
    list: 'Nachrichten, die neueste zuerst',
    earlier: (more, hidden) => `${more} frühere von ${formatCount(hidden)} anzeigen`,
    copy: 'Alles kopieren',
    nothing: 'Nichts als ihre Art.',
    size: (count, bytes) => `${numbers(count)}, ${formatBytes(bytes)}`,
    showAll: (count) => `Alle ${numbers(count)} anzeigen`,
    fields: new Map([
      ['protocol version', 'Protokollversion'],
      ['federation', 'Föderation'],
      ['public key', 'öffentlicher Schlüssel'],
      ['participant (a pseudonym, made of the key)', 'Kennung (ein Pseudonym, aus dem Schlüssel gebildet)'],
      ['epoch', 'Epoche'],
      ['model state', 'Stand des Modells'],
      ['fingerprint', 'Fingerabdruck'],
      ['invite', 'Einladung'],
      ['signature', 'Signatur'],
      ['ready', 'bereit'],
      ['round', 'Runde'],
      ['chain value', 'Kettenwert'],
      ['number of examples', 'Anzahl der Beispiele'],
      ['loss on held-out examples', 'Verlust auf zurückgehaltenen Beispielen'],
      ['number of held-out examples', 'Anzahl der zurückgehaltenen Beispiele'],
      ['how many of them are right', 'davon richtig beantwortet'],
      ['engine', 'Engine'],
      ['form of the device', 'Bauart des Geräts'],
    ]),
  },

  identity: {
    title: 'Wer es gesendet hat',
    name: (participant) =>
      `Für die anderen heißt dieses Gerät ${participant}; der Name ist aus einem Schlüssel gemacht, mit dem es signiert.`,
    safe: 'Der Schlüssel verlässt diesen Browser nie. Der Browser signiert damit und gibt ihn niemandem heraus, auch dieser Seite nicht.',
    plainOld:
      'Der Schlüssel liegt unverschlüsselt im Speicher dieses Browsers, weil der Browser solche Schlüssel nicht selbst verwahrt: Wer diesen Speicher liest, könnte im Namen dieses Geräts signieren.',
    plainHttp:
      'Der Schlüssel liegt unverschlüsselt im Speicher dieses Browsers, weil diese Seite nicht über https kommt: Wer diesen Speicher liest, könnte im Namen dieses Geräts signieren.',
  },

  engine: {
    title: 'Engine',
    later: 'Wird gewählt, sobald das Modell da ist.',
    threads: (count) => counted(count, 'Thread', 'Threads'),
    all: 'Alle Engines',
    measuring: 'Wird gemessen …',
    passes: (speed) => `${speed} Durchläufe/s`,
    use: 'Womit gerechnet wird',
    automatic: 'Automatisch: was am schnellsten war',
    loads: (bytes) => `lädt ${formatBytes(bytes)}`,
    on: { simd: 'eingebaut', webgpu: 'Grafik', webgl: 'ältere Grafik', wasm: 'ONNX Runtime' },
    again: 'Neu messen',
    note: 'Eine Änderung beginnt diesen Besuch von vorn: Die Kopie entsteht neu aus dem Protokoll. Was du beigetragen hast, bleibt, und die Wahl bleibt auf diesem Gerät.',
    oneThread: 'Ein Thread: Mehr erlauben Browser nur über https oder localhost. Es läuft genauso, nur langsamer.',
  },
};

export default german;
