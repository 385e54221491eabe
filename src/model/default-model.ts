/** The folder below public/models of the model that is finetuned where no other is named. */
export const DEFAULT_MODEL = 'dandelion-small';

/** Its lighter sister, with a third of the arithmetic: the experiments run on it, so that their short forms end in minutes. */
export const LIGHT_MODEL = 'dandelion-mini';
