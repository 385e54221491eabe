import type english from './en.ts';

export const rounds: (typeof english)['rounds'] = {
  title: 'Eine Runde',
  seconds: 'Sekunden',
  together: 'Wer trainiert',
  company: {
    several: {
      title: 'Mehrere zusammen',
      says: 'Eine Runde wartet, bis so viele Geräte geantwortet haben, wie unten steht.',
    },
    alone: {
      title: 'Ich allein',
      says: 'Ein Gerät genügt: Eine Runde endet mit seiner Antwort und wartet auf niemanden. Andere dürfen trotzdem dazukommen.',
    },
  },
  quorum: 'Antworten, die eine Runde braucht',
  quorumHint:
    'Sie beginnt, wenn so viele Geräte bereit sind, und endet nicht mit weniger. Bei 1 trainiert ein Gerät auch allein; 2 genügen für den Anfang.',
  deadline: 'Frist',
  deadlineHint:
    'Danach endet eine Runde, die ihre Antworten hat, ohne die übrigen. Gib einem langsamen Handy Zeit: Der Probelauf ' +
    'sagt, wie lange eine Runde auf diesem Gerät dauert.',
  grace: 'Nachfrist',
  graceHint: 'So lange wartet sie noch auf die übrigen, wenn sie die nötigen Antworten hat.',
  more: 'Viele Geräte',
  maximum: 'Höchstens gefragte Geräte',
  maximumHint: 'In einer Runde. Mehr Zahlen machen eine Runde sicherer und ihren Eintrag länger.',
  target: 'Antworten, bei denen sie sofort endet',
  targetHint: 'Frage mehr Geräte, als du abwartest, wenn immer einige ausfallen. Leer: Sie wartet auf alle Gefragten.',
  late: 'Um so viele Runden darf sich eine Antwort verspäten',
  lateHint: 'Langsame Geräte zählen trotzdem, einige Runden später. Leer oder 0: Zu spät ist zu spät. Halte es klein.',
  lateShared: 'Bei gemeinsamen Richtungen zählt nichts Verspätetes: Lass es leer.',
  who: 'Wer mitmachen darf',
  access: {
    open: {
      title: 'Offen',
      says: 'Alle mit dem Link. Eine Person mit vielen Geräten ist von vielen Personen nicht zu unterscheiden.',
    },
    invite: {
      title: 'Auf Einladung',
      says: 'Wer eine Einladung von dir hat; du kannst sie zählen und widerrufen. Das Protokoll zu lesen braucht keine.',
    },
  },
  weight: 'Wer wie viel zählt',
  weights: {
    examples: {
      title: 'Nach Beispielen',
      says: 'Wer mehr Texte hat, zählt mehr, bis zu einer Grenze. Niemand prüft die Zahl.',
    },
    participant: { title: 'Alle gleich', says: 'Jedes Gerät zählt gleich viel. Besser, wo Fremde mitmachen.' },
  },
  cap: 'Höchstens zählende Beispiele',
  capHint: 'Damit nicht eine große Datei alle anderen überstimmt.',
};

export const privacy: (typeof english)['privacy'] = {
  notPrivate: 'Zahlen, die aus privaten Texten berechnet sind, sind nicht von sich aus privat.',
  because:
    'Kein Text verlässt ein Gerät, und das wird geprüft. Aber jede Zahl verrät ein wenig über die Texte, an denen sie ' +
    'gemessen wurde, und über viele Runden summiert sich das. Das angepasste Modell kann Teile davon gelernt haben. Es ' +
    'gibt hier keine sichere Aggregation und kein hinzugefügtes Rauschen. Sag das deinen Teilnehmenden; ihre Seite sagt es auch.',
  threats: 'Was vor wem geschützt ist und was nicht (auf Englisch)',
  noThreats: 'Es ließ sich nicht laden: Prüfe die Verbindung, oder lies docs/THREATS.md im Projekt.',
  aggregation: 'Was aus den Antworten einer Runde wird',
  ways: {
    mean: {
      title: 'Das Mittel',
      says: 'Lernt am schnellsten, wo alle ehrlich sind. Wer lügt, kann es überallhin ziehen.',
    },
    'norm-bounded': {
      title: 'Mittel mit begrenzter Größe',
      says: 'Wer viel größere Zahlen sendet als die anderen, zählt entsprechend weniger.',
    },
    median: {
      title: 'Median',
      says: 'Zahl für Zahl die mittlere. Um ihn zu bewegen, muss die Hälfte des Gewichts lügen.',
    },
    trimmed: { title: 'Getrimmtes Mittel', says: 'Zahl für Zahl bleiben die kleinsten und die größten weg.' },
  },
  factor: 'Vielfaches der mittleren Größe',
  factorHint: 'Wer größer ist, zählt weniger. Üblich: 1,5 bis 3. Zu groß: Es begrenzt nichts.',
  share: 'Anteil, der an jedem Ende wegbleibt',
  shareHint: 'Unter 0,5 und über dem Anteil der Lügenden, den du befürchtest. Kostet Genauigkeit, wo niemand lügt.',
  clip: 'Grenze jeder Zahl',
  clipHint:
    'Das Relay weist ab, was darüber liegt. Üblich: 100 bis 10.000, das Hundertfache des Gewöhnlichen. Zu klein: Es ' +
    'schneidet ab, was ehrliche Geräte gemessen haben.',
  learned: 'Die Grenze aus früheren Runden lernen',
  learnedSays: 'Ab der sechsten Runde werden Zahlen auf ein Vielfaches des bisher Üblichen begrenzt.',
  times: 'Vielfaches des Üblichen',
  timesHint: 'Üblich: 3 bis 10. Zu klein: Es bremst das Lernen.',
  heldOut: 'Zurückgehaltene Texte',
  evaluate: 'Mitteilen, wie gut das Modell ist',
  evaluateSays:
    'Geräte sagen dem Relay Verlust (Loss) und Genauigkeit auf Texten, die sie zurückhalten, und wie viele es sind. Du ' +
    'siehst, ob es lernt. So viel verrät es über die Texte jedes Geräts, und die Teilnehmenden erfahren das.',
  every: 'Alle so viele Runden',
  everyHint: 'Alle messen dieselben Stände. Üblich: 4 bis 20. Zu oft: Die Geräte messen, statt zu lernen.',
  guard: 'Von selbst anhalten, wenn es schlechter wird',
  guardSays:
    'Es beginnen keine Runden mehr, wenn der Verlust (Loss) auf zurückgehaltenen Texten über dem besten bleibt. Dafür teilen alle dieselben Zahlen mit; geprüft werden sie nicht.',
  rise: 'Über dem besten Verlust um',
  riseHint: 'Üblich: 0,05 bis 0,3. Zu klein: Es hält schon durch Zufall an.',
  evaluations: 'So oft hintereinander',
  evaluationsHint: 'Üblich: 2 bis 5.',
};
