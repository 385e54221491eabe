import type english from './en.ts';

const refusals: typeof english = {
  'bad-signature': {
    message: 'Dieser Schlüssel gehört nicht der Organisation dieses Relays. Es ist nichts geschehen.',
    remedy:
      'Öffne den Link der Organisation, den das Relay ausgegeben hat, oder starte das Relay mit diesem Schlüssel: --organiser und sein öffentlicher Teil.',
  },
  clock: {
    message:
      'Die Uhren dieses Geräts und des Relays gehen mehr als fünf Minuten auseinander, deshalb wurde der Befehl nicht angenommen.',
    remedy: 'Stelle beide Uhren richtig und versuche es noch einmal.',
  },
  used: {
    message: 'Genau dieser Befehl kam schon einmal.',
    remedy: 'Gib ihn noch einmal, wenn er noch einmal gemeint ist.',
  },
  'other-federation': {
    message: 'Die Föderation hat inzwischen ein anderes Manifest, als diese Seite kennt.',
    remedy: 'Lade die Seite neu.',
  },
  'no-federation': {
    message: 'Dieses Relay hat keine solche Föderation.',
    remedy: 'Wähle eine aus der Liste seiner Föderationen.',
  },
  'no-organiser': {
    message: 'Dieses Relay kennt keine Organisation und nimmt deshalb von niemandem Befehle an.',
    remedy: 'Starte es mit --organiser und dem öffentlichen Schlüssel, der unter „Dein Schlüssel“ steht.',
  },
  'no-invite': {
    message: 'Die Föderation hat keine solche Einladung.',
    remedy: 'Lade die Seite neu, um die aktuelle Liste zu sehen.',
  },
  open: {
    message:
      'Bei dieser Föderation dürfen alle mitmachen: So steht es in ihrem Manifest, und das lässt sich später nicht ändern.',
    remedy: 'Teile ihren Link. Für Einladungen beginne eine andere Föderation, bei der man nur auf Einladung mitmacht.',
  },
  expired: { message: 'Die Einladung wäre schon abgelaufen.', remedy: 'Wähle einen späteren Zeitpunkt.' },
  'bad-command': {
    message: 'Das Relay kann diesen Befehl nicht lesen.',
    remedy: 'Lade die Seite neu, damit sie zum Relay passt, und prüfe deine Eingaben.',
  },
  'too-long': { message: 'Der Befehl ist länger, als das Relay annimmt.', remedy: 'Kürze deine Eingaben.' },
  exists: {
    message: 'Das Relay hat schon eine Föderation mit diesem Namen.',
    remedy: 'Gib der neuen einen anderen Kurznamen.',
  },
  'bad-manifest': {
    message: 'Das Relay nimmt dieses Manifest nicht an.',
    remedy: 'Geh zurück zu der Angabe, die es nennt, und ändere sie.',
  },
  'no-model': {
    message: 'Das Relay hat die Dateien des Modells nicht, oder es sind nicht die des Manifests.',
    remedy: 'Wähle das Modell noch einmal, damit das Relay es neu holt.',
  },
  'too-many': {
    message: 'Deine Adresse hat dieses Relay innerhalb einer Minute zu oft gefragt.',
    remedy: 'Warte eine Minute und versuche es noch einmal. Schließe andere Tabs mit dieser Ansicht.',
  },
  unreachable: {
    message: 'Das Relay ist nicht erreichbar.',
    remedy: 'Prüfe, ob es läuft und ob dieses Gerät online ist.',
  },
  'no-answer': {
    message:
      'Die Antwort des Relays kam nicht, oder diese Seite kennt sie nicht. Ein Befehl kann trotzdem ausgeführt worden sein.',
    remedy: 'Sieh dir den Zustand unten an, bevor du den Befehl noch einmal gibst, oder lade die Seite neu.',
  },
  refused: { message: 'Die Regeln des Relays erlauben das jetzt nicht.', remedy: 'Was sie sagen, steht darunter.' },
  busy: {
    message: 'Das Relay arbeitet gerade an einer anderen solchen Anfrage.',
    remedy: 'Versuche es wieder, wenn sie erledigt ist.',
  },
  failed: {
    message: 'Das hat nicht geklappt.',
    remedy: 'Was darüber bekannt ist, steht darunter. Lade die Seite neu und versuche es noch einmal.',
  },
};

export default refusals;
