export default {
  title: 'Dandelion: teach a language model together',
  skip: 'Skip to the content',
  home: 'Dandelion, start page',
  screensLabel: 'Screens',
  moreLabel: 'More',
  screens: {
    federation: 'Federation',
    data: 'Your data',
    live: 'Live',
    result: 'Result',
    settings: 'Settings',
    organise: 'Organise',
    create: 'New federation',
  },
  documentTitle: (screen: string) => `${screen} · Dandelion`,
  foot:
    'Dandelion finetunes a language model by forward passes alone, on the devices of the people who own the data. ' +
    'No tracking, no cookies, nothing loaded from anywhere but this relay and, where it lies elsewhere, the model’s place.',
  loadFailed: {
    title: 'This part of the page could not be loaded.',
    why: 'The relay does not answer, or has a newer page. Check the connection and try again.',
    again: 'Try again',
  },
  relay: {
    noSuch: 'This relay has no such federation. Check the link you were given.',
    answered: (status: number) => `The relay answered ${status}. Try again in a minute.`,
    none: 'This relay has no federation yet. Its organiser has to add one.',
    unreachable: 'The relay cannot be reached. The page tries again by itself.',
    unexpected: 'The relay does not answer as this page expects. Reload the page to get its current version.',
    unasked: 'The relay could not be asked.',
  },
  units: {
    points: (points: string) => `${points} points`,
    notMeasured: 'not yet measured',
    stepsPerSecond: (steps: string) => `${steps} steps/s`,
    secondsPerStep: (seconds: string) => `${seconds} s per step`,
  },
};
