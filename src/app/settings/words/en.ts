export default {
  title: 'Settings',
  lead: 'For this page on this device. Nothing of it is sent anywhere.',
  look: 'Language and looks',
  language: 'Language',
  languageFailed: 'The words of this language could not be loaded. Check the connection and choose it again.',
  theme: 'Theme',
  themes: { system: 'Same as the system', light: 'Light', dark: 'Dark' },
  install: 'Home screen and offline',
  installNow: 'Add to the home screen',
  installWays: {
    installed: 'This page is on your home screen.',
    offered:
      'On the home screen it opens like an app, takes text files that you share with it, and its data is less likely to be cleared.',
    'by-share-menu':
      'To put it on the home screen, tap Share in the browser, then “Add to Home Screen”. It then opens like an app, and its data is not cleared after seven days.',
    'by-menu':
      "To put it on the home screen, look for “Install” or “Add to Home screen” in the browser's menu. It then opens like an app.",
    insecure:
      'Over http, browsers let a page become a bookmark on the home screen at most. Over https it could open like an app.',
  },
  shell: {
    insecure:
      'It opens only while the relay is reached: over http, browsers let no page be kept for offline use. Your data stays on this device all the same.',
    unsupported:
      'It opens only while the relay is reached: this browser, or this window, keeps no page for offline use.',
    preparing: 'It is being kept for offline use …',
    ready: 'It opens offline too, with your data and these settings.',
    newer: 'It opens offline too. A newer version is here: reload to get it.',
  },
};
