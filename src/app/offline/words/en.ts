export default {
  offline: 'This device is offline.',
  unreached: 'The relay cannot be reached.',
  stillWorks: 'Your data and the settings are here; joining needs the relay. The page tries again by itself.',
  newer: 'A new version of this page is here. Reloading ends what runs in this tab; you join again with one tap.',
  reload: 'Reload',
};
