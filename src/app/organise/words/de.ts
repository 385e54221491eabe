import { counted } from '../../format.ts';
import type english from './en.ts';

const german: typeof english = {
  title: 'Organisieren',
  lead: 'Die Föderationen dieses Relays: wie es ihnen geht, wer teilnimmt und was du ihnen sagst.',
  key: {
    heading: 'Dein Schlüssel',
    bring: 'Bring den Schlüssel zum Organisieren',
    intro:
      'Organisieren kann ein Relay, wer seinen Schlüssel hat. Damit unterschreibt diese Seite deine Befehle; er verlässt dieses Gerät nie.',
    linkHeading: 'Öffne den Link zum Organisieren',
    link: 'Das Relay gibt ihn dort aus, wo es gestartet wird: eine Adresse, die auf #/organise/key und 64 Buchstaben und Ziffern endet. Auf dem Rechner des Relays gibt ihn dieser Befehl noch einmal aus:',
    fileHeading: 'Oder nimm die Datei eines Schlüssels',
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
        'Dieser Schlüssel ist nicht der, mit dem dieses Relay organisiert wird. Nimm einen anderen, oder starte das Relay mit diesem.',
      'no-organiser': 'Dieses Relay hat noch keinen Schlüssel zum Organisieren. Starte es mit diesem.',
      unknown: 'Ob das Relay ihn annimmt, zeigt sich beim ersten Befehl.',
    },
    problems: {
      link: 'Der Link ist nicht vollständig: Sein Schlüssel hat 64 Buchstaben und Ziffern. Kopiere ihn noch einmal bis zum letzten Zeichen.',
      'no-pem':
        'Das ist keine Datei eines Schlüssels: Es fehlt die Zeile mit BEGIN PRIVATE KEY. Wähle organiser.key aus dem Datenverzeichnis des Relays.',
      encrypted:
        'Dieser Schlüssel ist mit einer Passphrase verschlossen, die diese Seite nicht öffnen kann. Schreibe ihn ohne, etwa mit „openssl pkey“, und wähle diese Datei.',
      public: 'Das ist der öffentliche Teil eines Schlüssels. Befehle werden mit dem privaten unterschrieben.',
      'other-kind':
        'Das ist ein anderer Schlüssel als Ed25519, oder er ist nicht vollständig. Der des Relays ist organiser.key in seinem Datenverzeichnis.',
    },
    wrongBrought: (digits: string) =>
      `Der Schlüssel, den du gebracht hast (öffentlicher Teil ${digits}…), ist nicht der, mit dem dieses Relay organisiert wird. Der bisherige bleibt.`,
    isPlain:
      'Diese Seite wurde ohne https geöffnet, deshalb kann der Browser den Schlüssel nicht verschließen: Er liegt so, wie er ist, im Speicher dieses Browsers, und wer verändern kann, was durch dein Netz kommt, kann diese Seite verändern. Benutze das nur in Netzen, denen du vertraust.',
    isLocked: 'Der Browser hält ihn verschlossen: Er unterschreibt, und nichts kann ihn auslesen.',
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
    round: 'Offene Runde',
    roundValue: (number: string, contributed: number, asked: number) => `${number}: ${contributed} von ${asked} da`,
    noRound: 'keine',
    deadline: (duration: string) => `noch ${duration} bis zur Frist`,
    deadlineOver: 'Frist vorbei: Sie wartet auf ihr Quorum',
    rounds: 'Zustand des Modells',
    roundsNote: 'Einträge im Log',
    here: 'Jetzt da',
    hereNote: (ready: number) => `davon ${ready} bereit für eine Runde`,
    traffic: 'Datenverkehr',
    trafficValue: (up: string, down: string) => `${up} herauf, ${down} herunter`,
    trafficNote: (when: string) => `seit ${when}`,
    fingerprint: 'Fingerabdruck',
    pause: 'Pausieren',
    resume: 'Fortsetzen',
    stop: 'Beenden',
    archive: 'Archivieren',
    words: 'Worte an die Teilnehmenden',
    wordsNote: 'Erscheint als Text auf ihren Bildschirmen, eine Zeile.',
    wordsLong: (bytes: number, most: number) => `${bytes} von ${most} Bytes: Kürze es.`,
    ask: {
      pause: {
        title: 'Die Föderation pausieren?',
        text: 'Bis du sie fortsetzt, öffnet keine neue Runde. Die offene endet wie üblich, und die Geräte bleiben verbunden.',
        yes: 'Ja, pausieren',
      },
      resume: { title: 'Die Föderation fortsetzen?', text: 'Es öffnen wieder Runden.', yes: 'Ja, fortsetzen' },
      stop: {
        title: 'Die Föderation endgültig beenden?',
        text: 'Die offene Runde ist die letzte. Fortsetzen geht dann nicht mehr; das Modell und sein Log bleiben hier.',
        yes: 'Endgültig beenden',
      },
      archive: {
        title: 'Die Föderation endgültig archivieren?',
        text: 'Die offene Runde endet sofort, und alle werden verabschiedet. Das lässt sich nicht zurücknehmen; das Modell und sein Log bleiben lesbar.',
        yes: 'Endgültig archivieren',
      },
    },
    done: {
      pause: 'Die Föderation ist pausiert.',
      resume: 'Es öffnen wieder Runden.',
      stop: 'Die Föderation ist beendet.',
      archive: 'Die Föderation ist archiviert.',
      rollback: 'Die Rücknahme steht im Log.',
      revoke: 'Die Einladung ist zurückgenommen, und wer durch sie kam, ist verabschiedet.',
    },
  },
  alerts: {
    heading: 'Was deinen Blick braucht',
    none: 'Nichts braucht deinen Blick.',
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
          'Pausiere, sieh dir unten die zurückgehaltenen Texte an und geh zum besten Zustand zurück. Kommt es wieder, beginne neu mit kleinerer Lernrate.',
      },
      mismatch: {
        title: 'Fingerabdrücke unterscheiden sich',
        remedy:
          'Ein Gerät oder das Relay hat andere Bits, als es soll: defekter Speicher, eine veränderte Seite oder ein Fehler. Pausiere, und prüfe das Log mit „npm run replay“ auf einem anderen Rechner.',
      },
      'drop-outs': {
        title: 'Viele Geräte lassen Runden unfertig',
        remedy:
          'Sieh unten, welche Geräte Runden verpassen. Langsame brauchen eine längere Frist oder späte Antworten, die ein anderes Manifest erlauben kann.',
      },
      refusals: {
        title: 'Beiträge werden abgelehnt',
        remedy:
          'Jemand sendet, was die Regeln nicht erlauben, oder hat eine alte Seite. Sieh unten, wer; geht es weiter, nimm die Einladung zurück.',
      },
      unverified: {
        title: 'Das Relay prüft das Modell nicht',
        remedy:
          'Seine Rekonstruktion ist aus, lädt oder liegt zurück. Deshalb gibt es keinen Fingerabdruck, und das Modell lässt sich nicht herunterladen. Sieh im Protokoll des Relays nach.',
      },
      failing: {
        title: 'Das Relay hat Schwierigkeiten',
        remedy: 'Sieh in seinem Protokoll und auf seiner Festplatte nach. Was bestätigt wurde, bleibt.',
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
    none: 'Noch nimmt niemand teil. Teile den Link weiter unten.',
    sortBy: 'Sortieren nach',
    up: 'Kleinstes zuerst',
    down: 'Größtes zuerst',
    columns: {
      state: 'Zustand',
      participant: 'Pseudonym',
      group: 'Einladung',
      device: 'Gerät',
      contributed: 'Runden gegeben',
      missed: 'Verpasst',
      seenAt: 'Zuletzt da',
    },
    refused: (count: number) => counted(count, 'Beitrag abgelehnt', 'Beiträge abgelehnt'),
    seconds: (count: number) => `vor ${count} s`,
    minutes: (count: number) => `vor ${count} min`,
    hours: (count: number) => `vor ${count} h`,
    now: 'jetzt',
    unknown: 'nicht gesagt',
    more: (count: string) => `Alle ${count} zeigen`,
    listed: (count: string) => `Aufgeführt sind die neuesten ${count}.`,
  },
  devices: {
    heading: 'Arten von Geräten',
    column: 'Gerät',
    here: 'Da',
    all: 'Alle',
    engines: {
      simd: 'SIMD',
      wasm: 'WebAssembly',
      webgpu: 'WebGPU',
      webgl: 'WebGL',
      cpu: 'einfache CPU',
      unknown: 'unbekannte Engine',
    },
    forms: {
      phone: 'Telefon',
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
    extended: 'verlängert: Die Frist verging ohne Quorum',
    answered: 'geantwortet',
    missing: 'gefragt, keine Antwort',
    chart: 'Geräte, die gefragt wurden und die geantwortet haben, nach Runde',
    chartAlt:
      'Liniendiagramm der gefragten und der antwortenden Geräte nach Runde. Die Zahlen stehen in der Tabelle darunter.',
    asked: 'gefragt',
    contributed: 'geantwortet',
    table: 'Runden als Tabelle',
    columns: ['Runde', 'Geschlossen', 'Dauer', 'Antworten', 'Spät', 'Abgelehnt', 'Bytes'],
    of: (part: number, whole: number) => `${part} von ${whole}`,
    wasExtended: 'verlängert',
    dropOuts: (missing: string, asked: string, percent: string) =>
      `In den gezeigten Runden blieben ${missing} von ${asked} Anfragen ohne rechtzeitige Antwort (${percent}).`,
  },
  groups: {
    heading: 'Auf zurückgehaltenen Texten, nach Gruppe',
    grouping: 'Vergleichen nach',
    groupings: { invite: 'Einladung', engine: 'Engine', form: 'Gerät' },
    none: 'Noch keine Zahlen. Geräte nennen sie, wenn das Manifest „evaluate“ oder einen Wächter hat, und erst nach einer Weile.',
    everybody: 'alle',
    loss: 'Verlust (Loss)',
    accuracy: 'Genauigkeit',
    lossAlt:
      'Liniendiagramm des Verlusts auf zurückgehaltenen Texten nach Zustand, eine Linie je Gruppe. Die Zahlen stehen in der Tabelle darunter.',
    accuracyAlt:
      'Liniendiagramm der Genauigkeit auf zurückgehaltenen Texten nach Zustand, eine Linie je Gruppe. Die Zahlen stehen in der Tabelle darunter.',
    table: 'Zahlen als Tabelle',
    state: 'Zustand',
    noAccuracy: 'Die Geräte haben keine Genauigkeit genannt.',
  },
  rollback: {
    heading: 'Zu einem früheren Zustand zurück',
    about:
      'Das Modell geht auf den Zustand nach einer Runde zurück: Das Log bekommt einen Eintrag, der die späteren genau zurücknimmt. Gelöscht wird nichts.',
    none: 'Es gibt nichts zurückzunehmen.',
    reach: (state: string) =>
      `Von hier reicht es bis Zustand ${state} zurück: Eine Rücknahme enthält, was sie zurücknimmt, höchstens 4 MiB.`,
    reachAll: 'Von hier reicht es bis zum Basismodell zurück.',
    earlier:
      'Einen früheren Zustand stellt „npm run replay“ aus dem Log her; daraus lässt sich eine neue Föderation beginnen.',
    to: 'Zurück zu Zustand',
    base: 'Basismodell',
    option: (state: string, loss: string, accuracy: string | null) =>
      accuracy === null ? `${state}: Verlust ${loss}` : `${state}: Verlust ${loss}, Genauigkeit ${accuracy}`,
    range: (from: string, to: string) => `Eine ganze Zahl von ${from} bis ${to}; 0 ist das Basismodell.`,
    measured: 'Auf zurückgehaltenen Texten gemessen',
    unmeasured: 'Zu diesen Zuständen haben Geräte keine Zahlen auf zurückgehaltenen Texten genannt.',
    best: 'kleinster Verlust',
    button: 'Zurückgehen …',
    title: (state: string) => `Zurück zu: ${state}?`,
    text: (entries: number) =>
      `Auf jedem Gerät ${entries === 1 ? 'wird' : 'werden'} ${counted(entries, 'Eintrag', 'Einträge')} genau zurückgenommen. Was danach kommt, baut auf jenem Zustand auf. Die offene Runde endet.`,
    yes: 'Zurückgehen',
  },
  exports: {
    heading: 'Nimm es mit',
    model: 'Modell',
    modelNote: 'safetensors, float32: der neueste Zustand, den das Relay hergestellt hat',
    log: 'Log',
    logNote: (bytes: string) => `alle Einträge mit ihren Fingerabdrücken, ${bytes}: macht aus dem Basismodell dieses`,
    runNote: 'JSON: Bedingungen, Hashes, Kette, Fingerabdruck und die Zahlen dieser Ansicht, ohne Namen',
    runButton: 'Laufmanifest speichern',
    result: 'Die öffentliche Ergebnisseite',
  },
  share: {
    heading: 'Teile es',
    link: 'Wer diesen Link öffnet, liest, worum es geht, und kann teilnehmen.',
    byInvitation: 'Teilnehmen kann man auf Einladung: Gib jeder Gruppe unten eine eigene.',
    local:
      'Du hast diese Seite unter einer Adresse geöffnet, die nur auf diesem Rechner gilt. Öffne sie unter der Adresse, unter der andere das Relay erreichen, und teile die.',
    copy: 'Link kopieren',
    code: (link: string) => `QR-Code von ${link}`,
  },
  invites: {
    heading: 'Einladungen',
    none: 'Noch keine Einladungen.',
    label: 'Wie du sie nennst',
    labelNote: 'Für deine Liste und für Gruppen in den Diagrammen: keine Namen von Personen.',
    uses: 'Lässt höchstens herein',
    usesNote: 'Teilnehmende; leer für beliebig viele.',
    expires: 'Gültig bis',
    expiry: {
      hour: 'in einer Stunde',
      day: 'in einem Tag',
      week: 'in sieben Tagen',
      month: 'in 30 Tagen',
      never: 'zur Rücknahme',
    },
    make: 'Einladung erstellen',
    made: 'Die Einladung ist erstellt. Ihr Link ist nur dieses eine Mal zu sehen: Das Relay behält nur seinen Hash.',
    copy: 'Link der Einladung kopieren',
    hide: 'Ich habe ihn',
    columns: { label: 'Name', used: 'Hereingelassen', state: 'Zustand', act: 'Zurücknehmen' },
    used: (used: number, limit: number | null) => (limit === null ? `${used}` : `${used} von ${limit}`),
    unnamed: 'ohne Namen',
    states: {
      open: 'offen bis zur Rücknahme',
      until: (when: string) => `bis ${when}`,
      expired: (when: string) => `abgelaufen ${when}`,
      'used-up': 'aufgebraucht',
      revoked: (when: string) => `zurückgenommen ${when}`,
    },
    revoke: 'Zurücknehmen',
    revokeOf: (label: string) => `Zurücknehmen: ${label}`,
    title: (label: string) => `„${label}“ zurücknehmen?`,
    text: (used: number) =>
      used === 0
        ? 'Ihr Link lässt niemanden mehr herein.'
        : `Ihr Link lässt niemanden mehr herein, und ${counted(used, 'Gerät, das', 'Geräte, die')} durch sie hereinkam${used === 1 ? '' : 'en'}, ${used === 1 ? 'muss' : 'müssen'} gehen. Was sie gegeben haben, bleibt im Modell. Eine andere Einladung lässt sie wieder herein.`,
    yes: 'Zurücknehmen',
  },
};

export default german;
