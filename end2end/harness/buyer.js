// What the buyer does, page by page, in the language of the page. Each function answers a page and goes on; none of
// them looks at what comes next.
import { expect } from '@playwright/test';

import { escape, wordsOf } from './words.js';

export const HERE = 'Complete and sign it here';
export const UPLOAD = 'Upload one that I have';

/** Good answers to the second step, by label. */
export const business = {
  'Legal name of the business': 'Riverside Supply LLC',
  'Street and number': '12 River St',
  'Suite, floor or building': 'Floor 2',
  City: 'Cincinnati',
  State: 'Ohio',
  'ZIP or postal code': '45202',
  'Type of business': 'Wholesale trade',
  'Contact name': 'Ana Ruiz',
  'E-mail': 'ana@riverside.example',
  Phone: '+1 513 555 0100',
};

/** A number of each state that the merchant asks for by default. */
export const numbers = { 'Ohio number': '89001122', 'Kentucky number': 'KY-000123' };

/** A field by its English label, whether it may be left empty or not. */
export async function field(place, label) {
  const say = await wordsOf(pageOf(place));
  return place.getByLabel(new RegExp(`^${escape(say(label))}( \\((optional|opcional)\\))?$`));
}

/** Fills fields by their labels: types, or chooses where there is a list. */
export async function fill(place, answers) {
  const say = await wordsOf(pageOf(place));
  for (const [label, answer] of Object.entries(answers)) {
    const input = await field(place, label);
    const isList = await input.evaluate((element) => element.localName === 'select');
    await (isList ? input.selectOption({ label: say(answer) }) : input.fill(answer));
  }
}

/** Asserts that the fields show these answers. */
export async function expectFilled(place, answers) {
  const say = await wordsOf(pageOf(place));
  for (const [label, answer] of Object.entries(answers)) {
    const { shown, isList } = await (await field(place, label)).evaluate((element) => {
      const isList = element.localName === 'select';
      return { isList, shown: isList ? element.selectedOptions[0].label : element.value };
    });
    expect(shown, label).toBe(isList ? say(answer) : answer);
  }
}

/** Presses a button of the page's own form. */
export async function press(page, name) {
  const say = await wordsOf(page);
  await page.getByRole('button', { name: say(name), exact: true }).click();
}

export const goOn = (page) => press(page, 'Continue');

export async function expectStep(page, number, heading) {
  const say = await wordsOf(page);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(say(heading));
  await expect(page.getByText(say(`Step ${number} of 6`), { exact: true })).toBeVisible();
}

export async function start(page, merchant = 'Demo Supply Co.') {
  await expectStep(page, 1, `${merchant} asks for your exemption certificate`);
  await press(page, 'Start now');
}

export async function answerBusiness(page, changes = {}) {
  await expectStep(page, 2, 'Your business');
  await fill(page, { ...business, ...changes });
  await goOn(page);
}

/** The states that the merchant asks for are ticked already; these are ticked besides. */
export async function answerWhere(page, states = []) {
  await expectStep(page, 3, 'Where do you buy tax-free?');
  const say = await wordsOf(page);
  const folded = page.locator('details:not([open])').filter({ hasText: say('Other states and territories') }).locator('summary');
  if (states.length > 0 && (await folded.isVisible())) await folded.click();
  for (const state of states) await page.getByRole('checkbox', { name: state, exact: true }).check();
  await goOn(page);
}

export async function answerWhy(page, reason = 'We resell what we buy') {
  await expectStep(page, 3, 'Why are you exempt?');
  const say = await wordsOf(page);
  await page.getByRole('radio', { name: say(reason) }).check();
  await goOn(page);
}

export async function answerNumbers(page, typed = numbers) {
  await expectStep(page, 3, 'Your numbers');
  await fill(page, typed);
  await goOn(page);
}

/** Every document that has a choice comes the same way. */
export async function answerDocuments(page, choice = UPLOAD) {
  await expect(page).toHaveURL(/\/documents$|\/documents\?/);
  const say = await wordsOf(page);
  for (const way of await page.getByRole('radio', { name: say(choice) }).all()) await way.check();
  await goOn(page);
}

/** The states of the document are ticked already. */
export async function answerUpload(page, paper) {
  await expectStep(page, 4, 'Upload your document');
  await fill(page, { 'Date signed': '2026-02-03' });
  await (await field(page, 'The signed certificate')).setInputFiles(paper);
  await goOn(page);
}

/** What the uniform certificate asks besides. */
export async function answerDetails(page) {
  await expectStep(page, 4, 'A few more details');
  await fill(page, { 'What does your business do?': 'A cafe with a shop', 'What do you buy from Demo Supply Co.?': 'Cups and plates' });
  await goOn(page);
}

/** Walks from the first page to the documents. */
export async function answerQuestions(page, { changes = {}, states = [], reason = undefined, typed = numbers } = {}) {
  await start(page);
  await answerBusiness(page, changes);
  await answerWhere(page, states);
  await answerWhy(page, reason);
  await answerNumbers(page, typed);
}

/** Walks from the first page to the check page: with a paper to upload, else with one that is completed here. */
export async function answerAll(page, paper, changes = {}, typed = numbers) {
  await answerQuestions(page, { changes, typed });
  await expectStep(page, 4, 'Your document');
  await answerDocuments(page, paper ? UPLOAD : HERE);
  if (paper) await answerUpload(page, paper);
  await expectStep(page, 5, 'Check your answers');
}

export async function declare(page, name = 'Ana Ruiz') {
  await fill(page, { 'Your full name': name, 'Your title or role': 'Owner' });
  await page.getByRole('checkbox', { name: /^(I declare|Declaro)/ }).check();
}

/** Draws two strokes, where there is a pad. */
export async function draw(page) {
  const pad = page.locator('svg.pad');
  // The first documents that a fresh server sets are beside it, and share the processor with its script.
  await pad.waitFor({ timeout: 40_000 });
  await pad.scrollIntoViewIfNeeded();
  const { x, y, width, height } = await pad.boundingBox();
  for (const stroke of [[[0.1, 0.7], [0.2, 0.2], [0.3, 0.8], [0.45, 0.4]], [[0.5, 0.5], [0.6, 0.6], [0.8, 0.3]]]) {
    const [first, ...others] = stroke.map(([across, down]) => [x + across * width, y + down * height]);
    await page.mouse.move(...first);
    await page.mouse.down();
    for (const point of others) await page.mouse.move(...point, { steps: 5 });
    await page.mouse.up();
  }
}

/** The button says whether something is signed here. */
export async function submitButton(page) {
  const say = await wordsOf(page);
  return page.getByRole('button', { name: new RegExp(`^(${escape(say('Sign and submit'))}|${escape(say('Submit'))})$`) });
}

export async function submit(page) {
  await (await submitButton(page)).click();
}

export async function expectSubmitted(page) {
  await expect(page).toHaveURL(/\/done(\?|$)/);
  const say = await wordsOf(page);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(say('Certificate submitted'));
}

/** Answers a request from its link to the receipt. */
export async function answerRequest(page, link, paper, changes = {}, typed = numbers) {
  await page.goto(link);
  await answerAll(page, paper, changes, typed);
  await declare(page);
  await submit(page);
  await expectSubmitted(page);
}

const pageOf = (place) => (typeof place.page === 'function' ? place.page() : place);
