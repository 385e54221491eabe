import type english from './en.ts';

const german: typeof english = {
  title: 'Einstellungen',
  lead: 'Für diese Seite auf diesem Gerät. Nichts davon wird irgendwohin gesendet.',
  look: 'Sprache und Aussehen',
  language: 'Sprache',
  languageFailed:
    'Die Texte dieser Sprache konnten nicht geladen werden. Prüfe die Verbindung und wähle sie noch einmal.',
  theme: 'Farbschema',
  themes: { system: 'Wie das System', light: 'Hell', dark: 'Dunkel' },
  install: 'Startbildschirm und Offline-Nutzung',
  installNow: 'Zum Startbildschirm hinzufügen',
  installWays: {
    installed: 'Diese Seite ist auf deinem Startbildschirm.',
    offered:
      'Vom Startbildschirm aus öffnet sie sich wie eine App, nimmt Textdateien an, die du mit ihr teilst, und ihre Daten werden seltener gelöscht.',
    'by-share-menu':
      'Für den Startbildschirm tippe im Browser auf „Teilen“, dann auf „Zum Home-Bildschirm“. Sie öffnet sich dann wie eine App, und ihre Daten werden nicht nach sieben Tagen gelöscht.',
    'by-menu':
      'Für den Startbildschirm suche im Menü des Browsers „Installieren“ oder „Zum Startbildschirm hinzufügen“. Sie öffnet sich dann wie eine App.',
    insecure:
      'Über http machen Browser aus einer Seite höchstens ein Lesezeichen auf dem Startbildschirm. Über https könnte sie sich wie eine App öffnen.',
  },
  shell: {
    insecure:
      'Sie öffnet sich nur, solange das Relay erreichbar ist: Über http bewahren Browser keine Seite für die Offline-Nutzung auf. Deine Daten bleiben trotzdem auf diesem Gerät.',
    unsupported:
      'Sie öffnet sich nur, solange das Relay erreichbar ist: Dieser Browser oder dieses Fenster bewahrt keine Seite für die Offline-Nutzung auf.',
    preparing: 'Sie wird gerade für die Offline-Nutzung gespeichert …',
    ready: 'Sie öffnet sich auch offline, mit deinen Daten und diesen Einstellungen.',
    newer: 'Sie öffnet sich auch offline. Eine neuere Fassung ist da: Lade neu, um sie zu bekommen.',
  },
};

export default german;
