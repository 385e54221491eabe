import { useSignal } from '@preact/signals';
import { useId } from 'preact/hooks';
import { chooseLanguage, chooseTheme, theme } from '../choices.ts';
import { LANGUAGES, type Language, isLanguage, language } from '../words/index.ts';
import { words } from './words/index.ts';
import './settings.css';

const NAMES = Object.keys(LANGUAGES).filter(isLanguage);

/** Language and theme. */
export function Choices() {
  const t = words();
  const id = useId();
  const failed = useSignal(false);
  const speak = async (wanted: Language): Promise<void> => {
    failed.value = false;
    await chooseLanguage(wanted).catch(() => (failed.value = true));
  };
  return (
    <section class="card" aria-labelledby={`${id}-title`}>
      <h2 id={`${id}-title`}>{t.look}</h2>
      <fieldset>
        <legend>{t.language}</legend>
        <div class="side-by-side">
          {NAMES.map((name) => (
            <label class="check" key={name} lang={name}>
              <input
                type="radio"
                name={`${id}-language`}
                checked={language.value === name}
                onChange={() => void speak(name)}
              />
              {LANGUAGES[name]}
            </label>
          ))}
        </div>
        {failed.value && (
          <p class="problem" role="alert">
            {t.languageFailed}
          </p>
        )}
      </fieldset>
      <fieldset>
        <legend>{t.theme}</legend>
        <div class="side-by-side">
          {([null, 'light', 'dark'] as const).map((name) => (
            <label class="check" key={name}>
              <input
                type="radio"
                name={`${id}-theme`}
                checked={theme.value === name}
                onChange={() => void chooseTheme(name)}
              />
              {t.themes[name ?? 'system']}
            </label>
          ))}
        </div>
      </fieldset>
    </section>
  );
}
