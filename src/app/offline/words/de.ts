import type english from './en.ts';

const german: typeof english = {
  offline: 'Dieses Gerät ist offline.',
  unreached: 'Das Relay ist nicht erreichbar.',
  stillWorks:
    'Deine Daten und die Einstellungen sind hier; zum Mitmachen braucht es das Relay. Die Seite versucht es von selbst wieder.',
  newer:
    'Eine neue Fassung dieser Seite ist da. Beim Neuladen endet, was in diesem Tab läuft; mit einem Tippen machst du wieder mit.',
  reload: 'Neu laden',
};

export default german;
