// Lighthouse on its mobile profile for each step of the buyer's walk and for the buyer's home: `npm run lighthouse`, after
// `make release`. A page below 100 for performance, accessibility or best practices makes it fail.
import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { chromium as playwright, request } from '@playwright/test';
import { launch } from 'chrome-launcher';
import lighthouse from 'lighthouse';

import * as buyer from './harness/buyer.js';
import { chromium } from './harness/chromium.js';
import { apiOf, ask } from './harness/merchant.js';
import { drawPapers } from './harness/papers.js';
import { Portal } from './harness/portal.js';

const folder = fileURLToPath(new URL('test-results/lighthouse', import.meta.url));
const program = fileURLToPath(new URL(process.argv[2] ?? '../target/release/certlane', import.meta.url));
const categories = ['performance', 'accessibility', 'best-practices'];
let below = 0;

mkdirSync(folder, { recursive: true });
const portal = await Portal.start({ program, log: `${folder}/portal.log`, store: {} });
const browser = await playwright.launch(chromium.launchOptions);
const chrome = await launch({
  chromePath: chromium.launchOptions.executablePath,
  chromeFlags: ['--headless=new', ...chromium.launchOptions.args],
});
try {
  console.log(`${'page'.padEnd(28)} ${categories.map((category) => category.padStart(15)).join('')}${'FCP ms'.padStart(9)}${'bytes'.padStart(9)}`);
  await walk();
} finally {
  await chrome.kill();
  await browser.close();
  await portal.stop();
}
process.exitCode = below > 0 ? 1 : 0;

/** Looks at every page on the way, as it stands when the buyer comes to it. */
async function walk() {
  const api = apiOf(portal, await request.newContext());
  const page = await (await browser.newContext({ baseURL: portal.url })).newPage();
  const paper = (await drawPapers(browser)).pdf;
  const states = ['US-CO', 'US-IA', 'US-KY', 'US-OH', 'US-TX'];

  await page.goto((await ask(api, { jurisdictions: states })).request_link);
  await judge(page, 'welcome');
  await buyer.start(page);
  await judge(page, 'business');
  await buyer.answerBusiness(page);
  await judge(page, 'where');
  await buyer.answerWhere(page);
  await judge(page, 'why');
  await buyer.answerWhy(page);
  await judge(page, 'numbers');
  for (const number of await page.locator('input[name^="number-"]').all()) await number.fill('89001122');
  await buyer.goOn(page);
  await judge(page, 'documents');
  await buyer.answerDocuments(page, buyer.HERE);
  if (page.url().endsWith('/details')) {
    await judge(page, 'details');
    await buyer.answerDetails(page);
  }
  await judge(page, 'check');
  await buyer.declare(page);
  await buyer.submit(page);
  await buyer.expectSubmitted(page);
  await judge(page, 'done');

  const asked = await ask(api, { jurisdictions: ['US-OH'] });
  await page.goto(asked.request_link);
  await buyer.answerQuestions(page, { typed: { 'Ohio number': '89001122' } });
  await buyer.answerDocuments(page, buyer.UPLOAD);
  await judge(page, 'upload');
  await buyer.answerUpload(page, paper);
  await buyer.expectStep(page, 5, 'Check your answers');
  await judge(page, 'check, uploaded');
  for (const other of ['not-me', 'decline']) {
    await page.goto(page.url().replace(/\/[^/]+$/, `/${other}`));
    await judge(page, other);
  }
  const visit = await api.post(`/tax/customers/${asked.customer.id}/portal-sessions`, {});
  await page.goto(visit.url);
  await judge(page, 'home');
}

/** Lighthouse's own browser gets the cookies of ours. */
async function judge(page, name) {
  const cookies = await page.context().cookies(page.url());
  const cookie = cookies.map(({ name: key, value }) => `${key}=${value}`).join('; ');
  const { lhr, report } = await lighthouse(page.url(), {
    port: chrome.port,
    onlyCategories: categories,
    output: 'html',
    logLevel: 'error',
    extraHeaders: { cookie },
  });
  writeFileSync(`${folder}/${name.replace(/[^a-z-]+/g, '-')}.html`, report);
  const scores = categories.map((category) => Math.round((lhr.categories[category]?.score ?? 0) * 100));
  const value = (audit) => Math.round(lhr.audits[audit]?.numericValue ?? 0);
  const cells = scores.map((score) => String(score).padStart(15)).join('');
  console.log(`${name.padEnd(28)} ${cells}${String(value('first-contentful-paint')).padStart(9)}${String(value('total-byte-weight')).padStart(9)}`);
  if (lhr.finalDisplayedUrl !== page.url()) throw new Error(`${name}: Lighthouse was led to ${lhr.finalDisplayedUrl}`);
  if (scores.some((score) => score < 100)) {
    below += 1;
    for (const [id, { title, score, details }] of Object.entries(lhr.audits)) {
      if (score !== null && score < 0.9) console.log(`    ${id}: ${title} ${JSON.stringify(details?.items?.slice(0, 3) ?? '').slice(0, 300)}`);
    }
  }
}
