// What a test can ask for. A test file begins with: import { test, expect } from '../harness/fixtures.js';
import { expect, test as base } from '@playwright/test';

import { createDatabase } from './databases.js';
import { Mailbox } from './mailbox.js';
import { drawPapers } from './papers.js';
import { apiOf } from './merchant.js';
import { Portal } from './portal.js';
import { expectAccessible } from './accessibility.js';
import { listen } from './noises.js';

export { expect };

export const test = base.extend({
  /** Set by the project: 'sqlite' or 'postgres'. */
  database: ['sqlite', { option: true, scope: 'worker' }],

  /** A real SMTP server; Certlane sends to it. `await mailbox.next('ap@riverside.example')` */
  mailbox: [
    async ({}, use) => {
      const mailbox = await Mailbox.open();
      await use(mailbox);
      await mailbox.close();
    },
    { scope: 'worker' },
  ],

  /**
   * A Certlane of this worker's own, with demo data. Its tests share it, so each makes the customers and
   * requests that it changes. Pages open by path: `await page.goto('/requests')`.
   */
  portal: [
    async ({ database, mailbox }, use, { workerIndex }) => {
      const store = await createDatabase(database);
      const portal = await Portal.start({ log: `test-results/portal-${workerIndex}.log`, mailbox, store });
      await use(portal);
      await portal.stop();
      await store.drop();
    },
    { scope: 'worker', timeout: 30_000 },
  ],

  baseURL: async ({ portal }, use) => use(portal.url),

  /** Documents that every reader opens: `papers.pdf`, `papers.jpeg`, `papers.png`, as for setInputFiles. */
  papers: [async ({ browser }, use) => use(await drawPapers(browser)), { scope: 'worker' }],

  /** The portal's API with the demo's live key. */
  api: async ({ portal, request }, use) => use(apiOf(portal, request)),

  /** Somebody else at another browser: `const buyer = await visitor()` is a page with cookies of its own. */
  visitor: async ({ browser }, use) => {
    const contexts = [];
    await use(async (options) => {
      const context = await browser.newContext(options);
      contexts.push(context);
      return context.newPage();
    });
    for (const context of contexts) await context.close();
  },

  /** What browsers complain about in any test fails it: exceptions, violations of the policy, missing files. */
  noises: [
    async ({ browser }, use) => {
      const noises = listen(browser);
      await use(noises);
      noises.stop();
      expect(noises.heard, 'in the console of the browser').toEqual([]);
    },
    { auto: true },
  ],

  /** `await axe(page)`: asserts that axe finds nothing to improve, in the state that the page is in. */
  axe: async ({ browser, javaScriptEnabled }, use) =>
    use((page, rules) => expectAccessible(page, { browser, javaScriptEnabled, rules })),
});
