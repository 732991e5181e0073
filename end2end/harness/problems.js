import { expect } from '@playwright/test';

/**
 * Asserts that the page refuses a form the way all pages do: title, summary with the focus, and each sentence once
 * more by its field. `problems` are the sentences by the field's id, in the order of the page.
 */
export async function expectProblems(page, problems) {
  await expect(page).toHaveTitle(/^Error: /);
  const summary = page.getByRole('alert').filter({ has: page.getByRole('heading', { name: 'There is a problem' }) });
  await expect(summary).toBeFocused();
  await expect(summary.getByRole('link')).toHaveText(Object.values(problems));
  for (const [field, sentence] of Object.entries(problems)) {
    await expect(summary.getByRole('link', { name: sentence }).first()).toHaveAttribute('href', `#${field}`);
    await expect(page.locator(`[id="${field}-error"]`)).toHaveText(`Error: ${sentence}`);
    await expect(page.locator(`[id="${field}"]`)).toBeAttached();
  }
}
