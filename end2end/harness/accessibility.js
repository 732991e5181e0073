import { expect } from '@playwright/test';
import axe from 'axe-core';

/** Asserts that axe finds nothing to improve on the page as it is now: by all rules, or by some only. */
export async function expectAccessible(page, { browser, javaScriptEnabled, rules }) {
  const subject = javaScriptEnabled ? page : await twin(page, browser);
  if (!(await subject.evaluate(() => 'axe' in globalThis))) await subject.evaluate(axe.source);
  const options = rules ? { runOnly: rules } : { rules: { 'target-size': { enabled: true } } };
  const { violations } = await subject.evaluate((options) => globalThis.axe.run(options), options);
  if (subject !== page) await subject.context().close();

  const found = violations.flatMap(({ id, help, nodes }) => nodes.map(({ html }) => `${id}: ${help}\n    ${html}`));
  expect(found, `axe on ${page.url()}`).toEqual([]);
}

/** The same page where axe can run, which needs timers: without the page's own scripts, with its noscript parts. */
async function twin(page, browser) {
  const context = await browser.newContext({
    javaScriptEnabled: true,
    storageState: await page.context().storageState(),
    viewport: page.viewportSize(),
    colorScheme: (await page.evaluate(() => matchMedia('(prefers-color-scheme: dark)').matches)) ? 'dark' : 'light',
  });
  const copy = await context.newPage();
  const body = (await page.content()).replaceAll(/<\/?noscript>/g, '');
  const headers = { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': "script-src 'none'" };
  await copy.route(page.url(), (route) => route.fulfill({ body, headers }), { times: 1 });
  await copy.goto(page.url());
  return copy;
}
