import type english from './en.ts';

const german: typeof english = {
  title: 'Dandelion: gemeinsam ein Sprachmodell trainieren',
  skip: 'Zum Inhalt springen',
  home: 'Dandelion, Startseite',
  screensLabel: 'Ansichten',
  moreLabel: 'Mehr',
  screens: {
    federation: 'Föderation',
    data: 'Deine Daten',
    live: 'Live',
    result: 'Ergebnis',
    settings: 'Einstellungen',
    organise: 'Organisieren',
    create: 'Neue Föderation',
  },
  documentTitle: (screen) => `${screen} · Dandelion`,
  foot:
    'Dandelion passt ein Sprachmodell allein durch Vorwärtsdurchläufe an, auf den Geräten der Menschen, denen die ' +
    'Daten gehören. Kein Tracking, keine Cookies, nichts wird von woanders geladen als von diesem Relay und, wenn das ' +
    'Modell nicht dort liegt, von dessen Ort.',
  loadFailed: {
    title: 'Dieser Teil der Seite konnte nicht geladen werden.',
    why: 'Das Relay antwortet nicht oder hat eine neuere Fassung der Seite. Prüfe die Verbindung und versuche es noch einmal.',
    again: 'Noch einmal versuchen',
  },
  relay: {
    noSuch: 'Dieses Relay hat keine solche Föderation. Prüfe den Link, den du bekommen hast.',
    answered: (status) => `Das Relay hat mit ${status} geantwortet. Versuche es in einer Minute noch einmal.`,
    none: 'Dieses Relay hat noch keine Föderation. Seine Organisation muss erst eine anlegen.',
    unreachable: 'Das Relay ist nicht erreichbar. Die Seite versucht es von selbst wieder.',
    unexpected:
      'Das Relay antwortet anders, als diese Seite erwartet. Lade die Seite neu, um ihre aktuelle Fassung zu bekommen.',
    unasked: 'Das Relay konnte nicht gefragt werden.',
  },
  units: {
    points: (points) => `${points} Prozentpunkte`,
    notMeasured: 'noch nicht gemessen',
    stepsPerSecond: (steps) => `${steps} Schritte/s`,
    secondsPerStep: (seconds) => `${seconds} s je Schritt`,
  },
};

export default german;
