import type english from './en.ts';

const german: typeof english = {
  title: 'Einstellungen',
  lead: 'Für diese Seite auf diesem Gerät. Nichts davon wird irgendwohin gesendet.',
  look: 'Sprache und Aussehen',
  language: 'Sprache',
  languageFailed:
    'Die Wörter dieser Sprache konnten nicht geladen werden. Prüfe die Verbindung und wähle sie noch einmal.',
  theme: 'Farben',
  themes: { system: 'Wie das System', light: 'Hell', dark: 'Dunkel' },
};

export default german;
