export { LANGUAGES, type Language, language, languageFor, plural, section, speak } from './language.ts';
