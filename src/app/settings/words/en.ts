export default {
  title: 'Settings',
  lead: 'For this page on this device. Nothing of it is sent anywhere.',
  look: 'Language and looks',
  language: 'Language',
  languageFailed: 'The words of this language could not be loaded. Check the connection and choose it again.',
  theme: 'Theme',
  themes: { system: 'As the system has it', light: 'Light', dark: 'Dark' },
};
