import { counted } from '../../format.ts';
import type english from './en.ts';

const german: typeof english = {
  title: 'Organisieren',
  lead: 'Die Föderationen dieses Relays: wie es ihnen geht, wer mitmacht und was du den Teilnehmenden sagst.',
  key: {
    heading: 'Dein Schlüssel',
    bring: 'Schlüssel der Organisation einlesen',
    intro:
      'Organisieren kann ein Relay, wer den Schlüssel seiner Organisation hat. Damit signiert diese Seite deine Befehle; er verlässt dieses Gerät nie.',
    linkHeading: 'Öffne den Link der Organisation',
    link: 'Das Relay gibt ihn dort aus, wo es gestartet wird: eine Adresse, die auf #/organise/key und 64 Buchstaben und Ziffern endet. Auf dem Rechner des Relays gibt ihn dieser Befehl noch einmal aus:',
    fileHeading: 'Oder nimm eine Schlüsseldatei',
    file: 'Das Relay hat seinen Schlüssel als organiser.key in seinem Datenverzeichnis.',
    choose: 'Wähle die Datei',
    paste: 'Oder füge ein, was darin steht',
    use: 'Diesen Schlüssel nehmen',
    makeHeading: 'Oder erzeuge hier einen Schlüssel',
    make: 'Für ein Relay, das du selbst startest, auf diesem oder einem anderen Rechner.',
    makeButton: 'Schlüssel erzeugen',
    publicKey: 'Öffentlicher Schlüssel',
    copyPublic: 'Öffentlichen Schlüssel kopieren',
    startWith: 'Starte das Relay damit:',
    saveFile: 'Schlüssel als Datei speichern',
    saveNow:
      'Speichere ihn jetzt: Sobald du diese Ansicht verlässt, lässt er sich nur noch in diesem Browser benutzen. Wer die Datei hat, kann deinen Föderationen Befehle geben.',
    verdicts: {
      right: 'Das Relay nimmt deine Befehle an.',
      wrong:
        'Dieser Schlüssel gehört nicht der Organisation dieses Relays. Nimm einen anderen, oder starte das Relay mit diesem.',
      'no-organiser': 'Dieses Relay kennt noch keine Organisation. Starte es mit diesem Schlüssel.',
      unknown: 'Ob das Relay ihn annimmt, zeigt sich beim ersten Befehl.',
    },
    problems: {
      link: 'Der Link ist nicht vollständig: Sein Schlüssel hat 64 Buchstaben und Ziffern. Kopiere ihn noch einmal bis zum letzten Zeichen.',
      'no-pem':
        'Das ist keine Schlüsseldatei: Es fehlt die Zeile mit BEGIN PRIVATE KEY. Wähle organiser.key aus dem Datenverzeichnis des Relays.',
      encrypted:
        'Dieser Schlüssel ist mit einer Passphrase verschlossen, die diese Seite nicht öffnen kann. Speichere ihn ohne Passphrase, etwa mit „openssl pkey“, und wähle diese Datei.',
      public: 'Das ist der öffentliche Teil eines Schlüssels. Befehle werden mit dem privaten signiert.',
      'other-kind':
        'Das ist kein Ed25519-Schlüssel, oder er ist nicht vollständig. Der des Relays ist organiser.key in seinem Datenverzeichnis.',
    },
    wrongBrought: (digits: string) =>
      `Der Schlüssel, den du eingelesen hast (öffentlicher Teil ${digits}…), gehört nicht der Organisation dieses Relays. Der bisherige bleibt.`,
    isPlain:
      'Diese Seite wurde ohne https geöffnet, deshalb kann der Browser den Schlüssel nicht verschließen: Er liegt so, wie er ist, im Speicher dieses Browsers, und wer verändern kann, was durch dein Netz kommt, kann diese Seite verändern. Benutze das nur in Netzen, denen du vertraust.',
    isLocked: 'Der Browser hält ihn unter Verschluss und signiert damit; auslesen lässt er sich nicht.',
    notKept: 'Dieser Browser gibt der Seite keinen Speicher. Der Schlüssel ist vergessen, sobald du den Tab schließt.',
    check: 'Das Relay noch einmal fragen',
    forget: 'Diesen Schlüssel hier vergessen',
    forgetTitle: 'Den Schlüssel auf diesem Gerät vergessen?',
    forgetText:
      'Dieses Gerät kann dem Relay dann keine Befehle mehr geben. Gibt es den Schlüssel sonst nirgends, weder als Datei noch in einem anderen Browser, muss das Relay mit einem anderen gestartet werden.',
    forgetYes: 'Vergessen',
  },
  cancel: 'Abbrechen',
  relaySaid: 'In den Worten des Relays:',
  list: {
    heading: 'Föderationen dieses Relays',
    none: 'Dieses Relay hat noch keine Föderation.',
    create: 'Neue Föderation',
    states: { running: 'läuft', paused: 'pausiert', stopped: 'beendet', archived: 'archiviert' },
    about: (rounds: number, connected: number) =>
      `${counted(rounds, 'Runde', 'Runden')} bisher; ${counted(connected, 'Gerät', 'Geräte')} verbunden`,
    invited: 'auf Einladung',
    open: 'offen für alle',
    again: 'Noch einmal versuchen',
  },
  dashboard: {
    back: 'Alle Föderationen',
    loading: 'Das Relay wird gefragt …',
    updated: (clock: string) => `Stand ${clock}`,
    stale: (seconds: number) =>
      `Das Relay antwortet nicht. Nächster Versuch in ${counted(seconds, 'Sekunde', 'Sekunden')}.`,
    tryNow: 'Jetzt versuchen',
  },
  state: {
    running: 'Runden laufen',
    paused: 'Pausiert',
    stopped: 'Endgültig beendet',
    archived: 'Archiviert',
    byGuard:
      'Die Föderation hat sich selbst pausiert: Auf den zurückgehaltenen Texten der Teilnehmenden war das Modell schlechter geworden.',
    shown: 'Die Teilnehmenden lesen:',
    round: 'Laufende Runde',
    roundValue: (number: string, contributed: number, asked: number) => `${number}: ${contributed} von ${asked} da`,
    noRound: 'keine',
    deadline: (duration: string) => `noch ${duration} bis zur Frist`,
    deadlineOver: 'Frist vorbei: Sie wartet auf ihr Quorum',
    rounds: 'Stand des Modells',
    roundsNote: 'Einträge im Protokoll',
    here: 'Jetzt hier',
    hereNote: (ready: number) => `davon ${ready} bereit für eine Runde`,
    traffic: 'Datenverkehr',
    trafficValue: (up: string, down: string) => `${up} hochgeladen, ${down} heruntergeladen`,
    trafficNote: (when: string) => `seit ${when}`,
    fingerprint: 'Fingerabdruck',
    pause: 'Pausieren',
    resume: 'Fortsetzen',
    stop: 'Beenden',
    archive: 'Archivieren',
    words: 'Worte an die Teilnehmenden',
    wordsNote: 'Erscheint als Text auf ihren Bildschirmen, eine Zeile.',
    wordsLong: (bytes: number, most: number) => `${bytes} von höchstens ${most} Bytes: Kürze den Text.`,
    ask: {
      pause: {
        title: 'Die Föderation pausieren?',
        text: 'Bis du sie fortsetzt, beginnt keine neue Runde. Die laufende endet wie üblich, und die Geräte bleiben verbunden.',
        yes: 'Ja, pausieren',
      },
      resume: { title: 'Die Föderation fortsetzen?', text: 'Es beginnen wieder Runden.', yes: 'Ja, fortsetzen' },
      stop: {
        title: 'Die Föderation endgültig beenden?',
        text: 'Die laufende Runde ist die letzte. Fortsetzen geht dann nicht mehr; das Modell und sein Protokoll bleiben hier.',
        yes: 'Endgültig beenden',
      },
      archive: {
        title: 'Die Föderation endgültig archivieren?',
        text: 'Die laufende Runde endet sofort, und alle Geräte werden getrennt. Das lässt sich nicht zurücknehmen; das Modell und sein Protokoll bleiben lesbar.',
        yes: 'Endgültig archivieren',
      },
    },
    done: {
      pause: 'Die Föderation ist pausiert.',
      resume: 'Es beginnen wieder Runden.',
      stop: 'Die Föderation ist beendet.',
      archive: 'Die Föderation ist archiviert.',
      rollback: 'Die Rücknahme steht im Protokoll.',
      revoke: 'Die Einladung ist widerrufen, und alle Geräte, die mit ihr gekommen sind, wurden getrennt.',
    },
  },
  alerts: {
    heading: 'Auffälligkeiten',
    none: 'Nichts Auffälliges.',
    since: (when: string) => `seit ${when}`,
    kinds: {
      stalled: {
        title: 'Keine Runde wird fertig',
        remedy:
          'Es antworten weniger Geräte, als eine Runde braucht. Lade mehr ein, oder bitte die Teilnehmenden, die Seite offen zu lassen; das Quorum steht im Manifest fest.',
      },
      diverging: {
        title: 'Das Modell wird schlechter',
        remedy:
          'Pausiere, sieh dir unten die Werte auf zurückgehaltenen Texten an und geh zum besten Stand zurück. Kommt es wieder, beginne neu mit kleinerer Lernrate.',
      },
      mismatch: {
        title: 'Fingerabdrücke unterscheiden sich',
        remedy:
          'Ein Gerät oder das Relay hat andere Bits, als es haben sollte: defekter Speicher, eine veränderte Seite oder ein Fehler. Pausiere, und prüfe das Protokoll mit „npm run replay“ auf einem anderen Rechner.',
      },
      'drop-outs': {
        title: 'Viele Runden werden von Geräten nicht zu Ende gebracht',
        remedy:
          'Sieh unten, welche Geräte Runden verpassen. Langsame brauchen eine längere Frist oder verspätete Antworten; das kann nur ein anderes Manifest erlauben.',
      },
      refusals: {
        title: 'Beiträge werden abgelehnt',
        remedy:
          'Jemand sendet, was die Regeln nicht erlauben, oder benutzt eine alte Fassung der Seite. Sieh unten, wer; geht es weiter, widerrufe die Einladung, mit der das Gerät gekommen ist.',
      },
      unverified: {
        title: 'Das Relay prüft das Modell nicht',
        remedy:
          'Seine Rekonstruktion ist aus, lädt noch oder hinkt hinterher. Deshalb gibt es keinen Fingerabdruck, und das Modell lässt sich nicht herunterladen. Sieh in der Log-Ausgabe des Relays nach.',
      },
      failing: {
        title: 'Das Relay hat Schwierigkeiten',
        remedy: 'Sieh in seiner Log-Ausgabe und auf seiner Festplatte nach. Was bestätigt wurde, bleibt.',
      },
    },
  },
  participants: {
    heading: 'Teilnehmende',
    states: {
      contributed: 'Zahlen gesendet',
      asked: 'Rechnet',
      ready: 'Wartet auf eine Runde',
      connected: 'Verbunden, nicht bereit',
      away: 'Nicht da',
    },
    counts: 'Nach Zustand',
    since: (when: string) => `Gezählt seit ${when}.`,
    none: 'Noch macht niemand mit. Teile den Link weiter unten.',
    sortBy: 'Sortieren nach',
    up: 'Kleinstes zuerst',
    down: 'Größtes zuerst',
    columns: {
      state: 'Zustand',
      participant: 'Pseudonym',
      group: 'Einladung',
      device: 'Gerät',
      contributed: 'Beigetragen',
      missed: 'Verpasst',
      seenAt: 'Zuletzt da',
    },
    refused: (count: number) => counted(count, 'Beitrag abgelehnt', 'Beiträge abgelehnt'),
    seconds: (count: number) => `vor ${count} s`,
    minutes: (count: number) => `vor ${count} min`,
    hours: (count: number) => `vor ${count} h`,
    now: 'jetzt',
    unknown: 'nicht genannt',
    more: (count: string) => `Alle ${count} anzeigen`,
    listed: (count: string) => `Aufgeführt sind die neuesten ${count}.`,
  },
  devices: {
    heading: 'Gerätearten',
    column: 'Gerät',
    here: 'Hier',
    all: 'Alle',
    engines: {
      simd: 'SIMD',
      wasm: 'WebAssembly',
      webgpu: 'WebGPU',
      webgl: 'WebGL',
      cpu: 'nur CPU',
      unknown: 'unbekannte Engine',
    },
    forms: {
      phone: 'Handy',
      tablet: 'Tablet',
      desktop: 'Computer',
      headless: 'Ohne Bildschirm',
      unknown: 'Unbekanntes Gerät',
    },
    name: (form: string, engine: string) => `${form}, ${engine}`,
    bytes: 'Bytes',
  },
  rounds: {
    heading: 'Runden',
    none: 'Noch ist keine Runde fertig.',
    timeline:
      'Zeitachse der letzten Runden: jeder Balken vom Öffnen bis zum Schließen, gefüllt, soweit Geräte geantwortet haben',
    timelineAlt: (count: number) =>
      `Zeitachse der letzten ${counted(count, 'Runde', 'Runden')}. Die Zahlen stehen in der Tabelle darunter.`,
    extended: 'verlängert: Die Frist verstrich ohne Quorum',
    answered: 'geantwortet',
    missing: 'gefragt, keine Antwort',
    chart: 'Geräte, die gefragt wurden und die geantwortet haben, nach Runden',
    chartAlt:
      'Liniendiagramm der gefragten und der antwortenden Geräte nach Runden. Die Zahlen stehen in der Tabelle darunter.',
    asked: 'gefragt',
    contributed: 'geantwortet',
    table: 'Runden als Tabelle',
    columns: ['Runde', 'Geschlossen', 'Dauer', 'Antworten', 'Verspätet', 'Abgelehnt', 'Bytes'],
    of: (part: number, whole: number) => `${part} von ${whole}`,
    wasExtended: 'verlängert',
    dropOuts: (missing: string, asked: string, percent: string) =>
      `In den gezeigten Runden blieben ${missing} von ${asked} Anfragen ohne rechtzeitige Antwort (${percent}).`,
  },
  groups: {
    heading: 'Auf zurückgehaltenen Texten, nach Gruppen',
    grouping: 'Vergleichen nach',
    groupings: { invite: 'Einladung', engine: 'Engine', form: 'Gerät' },
    none: 'Noch keine Zahlen. Geräte nennen sie, wenn im Manifest „evaluate“ oder „guard“ steht, und erst nach einer Weile.',
    everybody: 'alle',
    loss: 'Verlust (Loss)',
    accuracy: 'Genauigkeit',
    lossAlt:
      'Liniendiagramm des Verlusts auf zurückgehaltenen Texten nach Stand, eine Linie je Gruppe. Die Zahlen stehen in der Tabelle darunter.',
    accuracyAlt:
      'Liniendiagramm der Genauigkeit auf zurückgehaltenen Texten nach Stand, eine Linie je Gruppe. Die Zahlen stehen in der Tabelle darunter.',
    table: 'Zahlen als Tabelle',
    state: 'Stand',
    noAccuracy: 'Die Geräte haben keine Genauigkeit genannt.',
  },
  rollback: {
    heading: 'Zu einem früheren Stand zurück',
    about:
      'Das Modell geht auf den Stand nach einer Runde zurück: Das Protokoll bekommt einen Eintrag, der die späteren genau zurücknimmt. Gelöscht wird nichts.',
    none: 'Es gibt nichts zurückzunehmen.',
    reach: (state: string) =>
      `Von hier reicht es bis zum Stand ${state} zurück: Eine Rücknahme enthält, was sie zurücknimmt, höchstens 4 MiB.`,
    reachAll: 'Von hier reicht es bis zum Basismodell zurück.',
    earlier:
      'Einen früheren Stand stellt „npm run replay“ aus dem Protokoll her; daraus lässt sich eine neue Föderation beginnen.',
    to: 'Zurück zum Stand',
    base: 'Basismodell',
    option: (state: string, loss: string, accuracy: string | null) =>
      accuracy === null ? `${state}: Verlust ${loss}` : `${state}: Verlust ${loss}, Genauigkeit ${accuracy}`,
    range: (from: string, to: string) => `Eine ganze Zahl von ${from} bis ${to}; 0 ist das Basismodell.`,
    measured: 'Auf zurückgehaltenen Texten gemessen',
    unmeasured: 'Zu diesen Ständen haben Geräte keine Zahlen auf zurückgehaltenen Texten genannt.',
    best: 'kleinster Verlust',
    button: 'Zurückgehen …',
    title: (state: string) => `Zurück zum Stand „${state}“?`,
    text: (entries: number) =>
      `Auf jedem Gerät ${entries === 1 ? 'wird' : 'werden'} ${counted(entries, 'Eintrag', 'Einträge')} genau zurückgenommen. Was danach kommt, baut auf diesem Stand auf. Die laufende Runde endet.`,
    yes: 'Zurückgehen',
  },
  exports: {
    heading: 'Zum Mitnehmen',
    model: 'Modell',
    modelNote: 'safetensors, float32: der neueste Stand, den das Relay rekonstruiert hat',
    log: 'Protokoll',
    logNote: (bytes: string) => `alle Einträge mit ihren Fingerabdrücken, ${bytes}: macht aus dem Basismodell dieses`,
    runNote: 'JSON: Bedingungen, Hashes, Kette, Fingerabdruck und die Zahlen dieser Ansicht, ohne Namen',
    runButton: 'Laufmanifest speichern',
    result: 'Die öffentliche Ergebnisseite',
  },
  share: {
    heading: 'Teilen',
    link: 'Wer diesen Link öffnet, liest, worum es geht, und kann mitmachen.',
    byInvitation: 'Mitmachen kann man nur auf Einladung: Gib jeder Gruppe unten eine eigene.',
    local:
      'Du hast diese Seite unter einer Adresse geöffnet, die nur auf diesem Rechner funktioniert. Öffne sie unter der Adresse, unter der andere das Relay erreichen, und teile die.',
    copy: 'Link kopieren',
    code: (link: string) => `QR-Code von ${link}`,
  },
  invites: {
    heading: 'Einladungen',
    none: 'Noch keine Einladungen.',
    label: 'Wie du sie nennst',
    labelNote: 'Für deine Liste und für Gruppen in den Diagrammen: keine Namen von Personen.',
    uses: 'Lässt höchstens so viele herein',
    usesNote: 'Teilnehmende; leer für beliebig viele.',
    expires: 'Läuft ab',
    expiry: {
      hour: 'in einer Stunde',
      day: 'in einem Tag',
      week: 'in sieben Tagen',
      month: 'in 30 Tagen',
      never: 'erst mit dem Widerruf',
    },
    make: 'Einladung erstellen',
    made: 'Die Einladung ist erstellt. Ihr Link ist nur dieses eine Mal zu sehen: Das Relay behält nur seinen Hash.',
    copy: 'Link der Einladung kopieren',
    hide: 'Ich habe ihn',
    columns: { label: 'Name', used: 'Hereingelassen', state: 'Zustand', act: 'Widerrufen' },
    used: (used: number, limit: number | null) => (limit === null ? `${used}` : `${used} von ${limit}`),
    unnamed: 'ohne Namen',
    states: {
      open: 'offen bis zum Widerruf',
      until: (when: string) => `bis ${when}`,
      expired: (when: string) => `abgelaufen am ${when}`,
      'used-up': 'aufgebraucht',
      revoked: (when: string) => `widerrufen am ${when}`,
    },
    revoke: 'Widerrufen',
    revokeOf: (label: string) => `Widerrufen: ${label}`,
    title: (label: string) => `„${label}“ widerrufen?`,
    text: (used: number) =>
      used === 0
        ? 'Ihr Link lässt niemanden mehr herein.'
        : `Ihr Link lässt niemanden mehr herein, und ${counted(used, 'Gerät, das damit hereingekommen ist, muss', 'Geräte, die damit hereingekommen sind, müssen')} gehen. Was beigetragen wurde, bleibt im Modell. Mit einer anderen Einladung kann man wieder mitmachen.`,
    yes: 'Widerrufen',
  },
};

export default german;
