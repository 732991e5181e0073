// What holds for every page, whatever it shows.
import { expect } from '@playwright/test';

/** The pages with an island; no other loads a script. */
const WITH_ISLAND = /^\/request\/[^/]+\/(where|check|upload\/[^/]+|correction\/[^/]+)$|^\/portal\/add$|^\/requests\/cert_req_[^/]+$/;

/** The pages that a buyer waits for, on a phone perhaps. */
const FOR_BUYERS = /^\/(i|request|portal)(\/|$)/;

/** What such a page may load before its island does, and what an island may: bytes on their way, compressed. */
const [HEAVIEST_PAGE, HEAVIEST_ISLAND] = [15_000, 150_000];

/** About what the headers of an answer weigh, of which a page is not told. */
const HEADERS = 600;

/** Asserts all that every page has to be; `axe` is the fixture. */
export async function expectGoodPage(page, axe) {
  const where = new URL(page.url()).pathname;
  await expect(page.locator('h1'), `one h1 on ${where}`).toHaveCount(1);
  await expect(page, `a title on ${where}`).toHaveTitle(/\S – \S/);
  const isRefusal = await page.getByRole('alert').isVisible();
  expect((await page.title()).startsWith('Error: '), `the title of ${where} says "Error: " where something is wrong`).toBe(isRefusal);

  const loaded = await page.evaluate(() =>
    [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')].map(({ name, encodedBodySize }) => [name, encodedBodySize]),
  );
  const scripts = loaded.filter(([name]) => isScript(name));
  expect(scripts.length > 0, `scripts of ${where}: ${scripts}`).toBe(WITH_ISLAND.test(where));
  expectLight(where, loaded);

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

/** The pictures of documents load when they are looked at, and are no part of the page. */
function expectLight(where, loaded) {
  const weigh = (some) => some.reduce((sum, [, bytes]) => sum + bytes + HEADERS, 0);
  const page = loaded.filter(([name]) => !isScript(name) && !/\/(preview\/[^/]+|opened|phone\.svg)$/.test(name));
  if (FOR_BUYERS.test(where)) {
    expect(page.every(([, bytes]) => bytes > 0), `${where} says what it weighs: ${page}`).toBe(true);
    expect(weigh(page), `${where} is light: ${page}`).toBeLessThanOrEqual(HEAVIEST_PAGE);
  }
  const island = loaded.filter(([name]) => name.endsWith('.wasm'));
  expect(weigh(island), `the island of ${where}`).toBeLessThanOrEqual(HEAVIEST_ISLAND);
}

const isScript = (name) => /\.(js|wasm)$/.test(name);

/** What sticks out to the right, when the page scrolls sideways. */
async function overflow(page) {
  return page.evaluate(() => {
    const root = document.documentElement;
    if (root.scrollWidth <= root.clientWidth) return [];
    const wide = [...document.body.querySelectorAll('*')].filter((part) => part.getBoundingClientRect().right > root.clientWidth + 1);
    return [`${root.scrollWidth} px`, ...wide.slice(-3).map((part) => part.outerHTML.slice(0, 120))];
  });
}
