// Words in the reader's language, and numbers as people read them.
import en from './en.js';
import ko from './ko.js';

const LANGUAGES = { en, ko };
const STORE = 'language';
let language = 'en';

function remembered() {
  try {
    return localStorage.getItem(STORE);
  } catch {
    return null;
  }
}

/** The language to begin with: as linked, as chosen before, as the browser prefers. */
export function preferred() {
  const asked = [new URLSearchParams(location.search).get('lang'), remembered(), ...navigator.languages];
  for (const tag of asked) {
    const name = String(tag ?? '').toLowerCase().split('-')[0];
    if (Object.hasOwn(LANGUAGES, name)) return name;
  }
  return 'en';
}

/** Puts every text of the page into a language. */
export function speak(name, isChosen) {
  language = Object.hasOwn(LANGUAGES, name) ? name : 'en';
  if (isChosen) {
    try {
      localStorage.setItem(STORE, language);
    } catch {
      // A browser that keeps nothing asks again next time.
    }
  }
  document.documentElement.lang = language;
  document.title = t('page');
  for (const element of document.querySelectorAll('[data-text]')) element.textContent = t(element.dataset.text);
  for (const element of document.querySelectorAll('[data-label]')) element.setAttribute('aria-label', t(element.dataset.label));
  for (const button of document.querySelectorAll('[data-language]')) {
    button.setAttribute('aria-pressed', String(button.dataset.language === language));
  }
}

/** A text, with `{names}` filled in. */
export function t(key, values = {}) {
  const text = LANGUAGES[language][key] ?? LANGUAGES.en[key] ?? key;
  return text.replace(/\{(\w+)\}/g, (whole, name) => (Object.hasOwn(values, name) ? String(values[name]) : whole));
}

/** Whether there is a text of this name. */
export const has = (key) => Object.hasOwn(LANGUAGES.en, key);

/** Wei as CMT, exact: `{ whole: "1,000", fraction: ".25" }`. */
export function parts(wei) {
  const digits = BigInt(wei).toString().padStart(19, '0');
  const whole = digits.slice(0, -18).replace(/\B(?=(\d{3})+$)/g, ',');
  const fraction = digits.slice(-18).replace(/0+$/, '');
  return { whole, fraction: fraction && `.${fraction}` };
}

/** Wei as CMT, exact: `1,000.25`. */
export function cmt(wei) {
  const { whole, fraction } = parts(wei);
  return whole + fraction;
}

/** A whole number with separators. */
export const count = (number) => BigInt(number).toString().replace(/\B(?=(\d{3})+$)/g, ',');

/** Seconds since 1970 as a date in UTC. */
export function date(seconds) {
  const format = new Intl.DateTimeFormat(language, { dateStyle: 'long', timeStyle: 'short', hourCycle: 'h23', timeZone: 'UTC' });
  return `${format.format(new Date(seconds * 1000))} UTC`;
}

/** An address short enough for a sentence. */
export const brief = (address) => `${address.slice(0, 8)}…${address.slice(-6)}`;
