import type english from './en.ts';

const german: typeof english = {
  copied: 'Kopiert',
  copyBlocked: 'Kopieren ist gesperrt',
  notPrivate:
    'Gesendet werden Zahlen, die aus deinen Texten berechnet sind. Sie sind nicht von sich aus privat: Wer sich Mühe gibt, kann aus ihnen etwas über deine Texte erfahren.',
  whatIsSent: 'Was genau gesendet wird',
  announced: (title, accuracy) => `${title}. Genauigkeit auf deinen zurückgehaltenen Texten: ${accuracy}.`,
};

export default german;
