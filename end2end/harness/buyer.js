// What the buyer does, step by step. Each function fills a page and goes on; none of them looks at what comes next.
import { expect } from '@playwright/test';

/** Good answers to the first step, by label. */
export const business = {
  'Legal name of the business': 'Riverside Supply LLC',
  'Street and number': '12 River St',
  'Suite, floor or building (optional)': 'Floor 2',
  City: 'Cincinnati',
  State: 'Ohio',
  'ZIP or postal code': '45202',
  'Type of business': 'Wholesale trade',
  'Contact name': 'Ana Ruiz',
  'E-mail': 'ana@riverside.example',
  'Phone (optional)': '+1 513 555 0100',
};

/** Fills fields by their labels: types, or chooses where there is a list. */
export async function fill(place, answers) {
  for (const [label, answer] of Object.entries(answers)) {
    const field = place.getByLabel(label, { exact: true });
    const isList = await field.evaluate((element) => element.localName === 'select');
    await (isList ? field.selectOption({ label: answer }) : field.fill(answer));
  }
}

/** Asserts that the fields show these answers. */
export async function expectFilled(place, answers) {
  for (const [label, answer] of Object.entries(answers)) {
    const field = place.getByLabel(label, { exact: true });
    const shown = await field.evaluate((element) => (element.localName === 'select' ? element.selectedOptions[0].label : element.value));
    expect(shown, label).toBe(answer);
  }
}

export async function goOn(page) {
  await page.getByRole('button', { name: 'Continue' }).click();
}

export async function expectStep(page, number, heading) {
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(heading);
  await expect(page.getByText(`Step ${number} of 6`, { exact: true })).toBeVisible();
}

export async function answerBusiness(page, changes = {}) {
  await expectStep(page, 1, 'Your business');
  await fill(page, { ...business, ...changes });
  await goOn(page);
}

/** The states that the merchant asks for are ticked already. */
export async function answerWhere(page) {
  await expectStep(page, 2, 'Where do you buy tax-free?');
  await goOn(page);
}

/** Where one state is filled in: the fields have the same labels in each. */
export function stateCard(page, state) {
  return page.getByRole('group', { name: state, exact: true });
}

/** A number for each state that has one here. */
export async function answerWhy(page, states = ['Ohio', 'Kentucky']) {
  const numbers = { Ohio: 'OH-89-001122', Kentucky: 'KY-000123', Georgia: '123456789' };
  await expectStep(page, 3, 'Why are you exempt?');
  await page.getByLabel('We resell what we buy').check();
  for (const state of states) await fill(stateCard(page, state), { 'Permit or registration number': numbers[state] });
  await goOn(page);
}

export async function answerDocument(page, paper) {
  await expectStep(page, 4, 'Your certificate');
  await fill(page, { 'Signed on (optional)': '2026-02-03' });
  await page.getByLabel('The signed certificate').setInputFiles(paper);
  await goOn(page);
}

/** Walks from the first step to the check page. */
export async function answerAll(page, paper, changes = {}, states = undefined) {
  await answerBusiness(page, changes);
  await answerWhere(page);
  await answerWhy(page, states);
  await answerDocument(page, paper);
  await expectStep(page, 5, 'Check your answers');
}

export async function declare(page) {
  await fill(page, { 'Your full name': 'Ana Ruiz', 'Your title or role': 'Owner' });
  await page.getByRole('checkbox', { name: /I declare/ }).check();
}

export async function submit(page) {
  await page.getByRole('button', { name: 'Submit certificate' }).click();
}

export async function expectSubmitted(page) {
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Certificate submitted');
}

/** Answers a request from its link to the receipt. */
export async function answerRequest(page, link, paper, changes = {}, states = undefined) {
  await page.goto(link);
  await answerAll(page, paper, changes, states);
  await declare(page);
  await submit(page);
  await expectSubmitted(page);
}
