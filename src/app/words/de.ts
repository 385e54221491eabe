import type english from './en.ts';

const german: typeof english = {
  title: 'Dandelion: gemeinsam ein Sprachmodell anlernen',
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
    'Daten gehören. Kein Tracking, keine Cookies, nichts wird von anderswo geladen als von diesem Relay und, wenn es nicht ' +
    'dort liegt, vom Ort des Modells.',
  loadFailed: {
    title: 'Dieser Teil der Seite konnte nicht geladen werden.',
    why: 'Das Relay antwortet nicht oder hat eine neuere Seite. Prüfe die Verbindung und versuche es noch einmal.',
    again: 'Noch einmal versuchen',
  },
  relay: {
    noSuch: 'Dieses Relay hat keine solche Föderation. Prüfe den Link, den du bekommen hast.',
    answered: (status) => `Das Relay hat mit ${status} geantwortet. Versuche es in einer Minute noch einmal.`,
    none: 'Dieses Relay hat noch keine Föderation. Wer es betreibt, muss eine anlegen.',
    unreachable: 'Das Relay ist nicht erreichbar. Die Seite versucht es von selbst wieder.',
    unexpected:
      'Das Relay antwortet anders, als diese Seite erwartet. Lade die Seite neu, um ihre neue Fassung zu bekommen.',
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
