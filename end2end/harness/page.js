// What holds for every page, whatever it shows.
import { expect } from '@playwright/test';

/** The pages with an island; no other loads a script. */
const WITH_ISLAND = /^\/request\/[^/]+\/(where|check|upload\/[^/]+)$|^\/requests\/cert_req_[^/]+$/;

/** Asserts all that every page has to be; `axe` is the fixture. */
export async function expectGoodPage(page, axe) {
  const where = new URL(page.url()).pathname;
  await expect(page.locator('h1'), `one h1 on ${where}`).toHaveCount(1);
  await expect(page, `a title on ${where}`).toHaveTitle(/\S – \S/);
  const isRefusal = await page.getByRole('alert').isVisible();
  expect((await page.title()).startsWith('Error: '), `the title of ${where} says "Error: " where something is wrong`).toBe(isRefusal);

  const loaded = await page.evaluate(() => performance.getEntriesByType('resource').map((entry) => entry.name));
  const scripts = loaded.filter((name) => /\.(js|wasm)$/.test(name));
  expect(scripts.length > 0, `scripts of ${where}: ${scripts}`).toBe(WITH_ISLAND.test(where));

  const viewport = page.viewportSize();
  for (const width of [1280, 390]) {
    await page.setViewportSize({ width, height: 800 });
    await page.emulateMedia({ colorScheme: 'light' });
    await axe(page);
    await page.emulateMedia({ colorScheme: 'dark' });
    await axe(page, ['color-contrast']); // nothing but the colours is another
  }
  await page.setViewportSize({ width: 320, height: 800 });
  expect(await overflow(page), `what is wider than 320 px on ${where}`).toEqual([]);
  await page.setViewportSize(viewport);
}

/** What sticks out to the right, when the page scrolls sideways. */
async function overflow(page) {
  return page.evaluate(() => {
    const root = document.documentElement;
    if (root.scrollWidth <= root.clientWidth) return [];
    const wide = [...document.body.querySelectorAll('*')].filter((part) => part.getBoundingClientRect().right > root.clientWidth + 1);
    return [`${root.scrollWidth} px`, ...wide.slice(-3).map((part) => part.outerHTML.slice(0, 120))];
  });
}
