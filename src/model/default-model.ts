/** The folder below public/models of the model that is finetuned where no other is named. */
export const DEFAULT_MODEL = 'dandelion-mini';
