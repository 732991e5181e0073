// Test mode: the switch in the bar, and the band that every page of it has.
import { expect, test } from '../harness/fixtures.js';
import { signIn, someone } from '../harness/merchant.js';

const band = (page) => page.getByRole('complementary', { name: 'Test mode' });

test('the switch shows the other rows and says so', async ({ page, portal, api, axe, javaScriptEnabled }, testInfo) => {
  const live = await api.post('/tax/customers', someone());
  await signIn(page, portal);
  await page.goto('/customers');
  await expect(page.getByText(live.name)).toBeVisible();
  await expect(band(page)).toHaveCount(0);

  await page.getByRole('button', { name: 'Test mode' }).click();
  await expect(page).toHaveURL('/customers');
  await expect(band(page)).toContainText('These are test rows');
  await expect(page.getByText(live.name)).toHaveCount(0);
  for (const path of ['/settings/webhooks', '/requests', '/certificates', '/settings/policy', '/outbox']) {
    await page.goto(path);
    await expect(band(page), path).toBeVisible();
  }
  if (javaScriptEnabled) await axe(page); // looked at once
  for (const width of [390, 1280]) {
    await page.setViewportSize({ width, height: 900 });
    await page.goto('/requests');
    await page.screenshot({ path: testInfo.outputPath(`test-${width}.png`) });
  }

  await page.getByRole('button', { name: 'Leave test mode' }).click();
  await expect(band(page)).toHaveCount(0);
  for (const width of [390, 1280]) {
    await page.setViewportSize({ width, height: 900 });
    await page.goto('/requests');
    await page.screenshot({ path: testInfo.outputPath(`live-${width}.png`) });
  }
});
