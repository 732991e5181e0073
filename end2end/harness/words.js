// The portal's own words, from its message files: a test names them in English and finds them on a Spanish page too.
import { readFileSync } from 'node:fs';

const folder = new URL('../../messages/', import.meta.url);
const languages = Object.fromEntries(['en', 'es'].map((language) => [language, messages(language)]));

/** The messages of the buyer's pages by id; one with variants as a list of them. */
function messages(language) {
  const found = {};
  let id;
  const read = (file) => readFileSync(new URL(`${language}/${file}.ftl`, folder), 'utf8');
  for (const line of ['wizard', 'handover', 'portal'].map(read).join('\n').split('\n')) {
    const message = line.match(/^([a-z][\w-]*) = (.*)$/);
    const variant = line.match(/^ +\*?\[\w+\] (.+)$/);
    if (message) [, id] = message;
    if (message && !message[2].endsWith('->')) found[id] = [message[2]];
    if (variant) (found[id] ??= []).push(variant[1]);
  }
  return found;
}

/**
 * The words of a page, by its language: `say('Continue')` is what the page calls it. Whatever is no message stays as
 * it is, as names of states do; where a message has a variable, its value is taken over.
 */
export async function wordsOf(page) {
  const language = await page.locator('html').getAttribute('lang');
  return (english) => (language === 'en' ? english : translate(english, languages[language]));
}

/** The same for one language. */
export const wordsIn = (language) => (english) => (language === 'en' ? english : translate(english, languages[language]));

function translate(english, messages) {
  const pairs = Object.entries(languages.en).flatMap(([id, texts]) => texts.map((text, place) => [text, messages[id][place]]));
  const exact = pairs.find(([text]) => text === english);
  if (exact) return exact[1];
  const fitting = pairs.filter(([text]) => text.includes('{') && pattern(text).test(english));
  if (fitting.length === 0) return english;
  const [text, other] = fitting.sort(([one], [another]) => bare(another).length - bare(one).length)[0];
  const names = [...text.matchAll(VARIABLE)].map(([, name]) => name);
  const values = english.match(pattern(text)).slice(1);
  return other.replace(VARIABLE, (_, name) => translate(values[names.indexOf(name)], messages));
}

const VARIABLE = /\{ ?\$(\w+) ?\}/g;
const bare = (text) => text.replace(VARIABLE, '');
const pattern = (text) => new RegExp(`^${text.split(/\{ ?\$\w+ ?\}/).map(escape).join('(.+)')}$`);

/** A text as a part of a regular expression. */
export function escape(text) {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
