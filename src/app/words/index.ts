export {
  LANGUAGES,
  type Language,
  isLanguage,
  language,
  languageFor,
  plural,
  section,
  speak,
  wordsHaveCome,
} from './language.ts';
