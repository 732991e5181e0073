// The desk: who may come in, what is listed, and what staff can do beside the main job.
import { answerRequest, expectFilled, expectStep, fill } from '../harness/buyer.js';
import { createDatabase } from '../harness/databases.js';
import { expect, test } from '../harness/fixtures.js';
import { ask, createAccount, signIn, someone } from '../harness/merchant.js';
import { Portal } from '../harness/portal.js';
import { expectProblems } from '../harness/problems.js';

const heading = (page) => page.getByRole('heading', { level: 1 });

test('signing in takes the right password, and goes on where one wanted to', async ({ page, visitor, portal }) => {
  const { email, password } = await createAccount(portal, await visitor());
  await page.goto('/certificates');
  await expect(heading(page)).toHaveText('Sign in');

  await fill(page, { 'E-mail': email, Password: 'a guess' });
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page).toHaveTitle(/^Error: /);
  await expect(page.getByRole('alert')).toBeFocused();
  await expect(page.getByRole('alert')).toContainText('The e-mail address or the password is not right. Check both and try again.');
  await expectFilled(page, { 'E-mail': email, Password: '' });

  await fill(page, { Password: password });
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(heading(page)).toHaveText('Certificates');
});

test('guessing is slowed down', async ({ page }) => {
  const { email } = someone();
  await page.goto('/sign-in');
  for (let guess = 0; guess < 6; guess += 1) {
    await fill(page, { 'E-mail': email, Password: `guess ${guess}` });
    await page.getByRole('button', { name: 'Sign in' }).click();
    await expect(page).toHaveTitle(/^Error: /);
  }
  await expectProblems(page, { email: 'Too many tries. Wait a minute, then try again.' });
});

test('signing out ends the session, also for who kept the cookie', async ({ page, visitor, portal }) => {
  await signIn(page, portal);
  const kept = await page.context().cookies();
  await page.getByRole('button', { name: 'Sign out' }).click();
  await expect(heading(page)).toHaveText('Sign in');

  const thief = await visitor();
  await thief.context().addCookies(kept);
  await thief.goto('/requests');
  await expect(heading(thief)).toHaveText('Sign in');
});

test('the profile tells buyers who the merchant is', async ({ page, visitor, portal, api, papers }) => {
  await signIn(page, portal);
  await page.getByRole('link', { name: 'Profile' }).click();
  await fill(page, { 'ZIP or postal code': '432' });
  await page.getByRole('button', { name: 'Save profile' }).click();
  await expectProblems(page, { postal_code: 'Enter a ZIP code of five digits, like 45202, or nine, like 45202-1234.' });
  await expectFilled(page, { 'ZIP or postal code': '432' });
  await fill(page, { 'ZIP or postal code': '43215', 'Street and number': '1300 Market Street' });
  await page.getByRole('button', { name: 'Save profile' }).click();
  await expect(page.getByRole('status')).toContainText('Saved.');
  await page.getByLabel('Picture').setInputFiles(papers.png);
  await page.getByRole('button', { name: 'Replace logo' }).click();
  await expect(page.getByRole('status')).toContainText('Saved.');

  const { request_link: link } = await ask(api);
  const buyer = await visitor();
  await buyer.goto(link);
  await expect(buyer.getByText('1300 Market Street')).toBeVisible();
  const logo = buyer.getByRole('img', { name: 'Logo of Demo Supply Co.' });
  await expect(logo).toBeVisible();
  expect(await logo.evaluate((image) => image.naturalWidth)).toBeGreaterThan(0);
});

test('a new account is told where to begin', async ({ page, portal }) => {
  await createAccount(portal, page);
  await expect(page.getByRole('heading', { name: 'No requests yet' })).toBeVisible();
  await page.getByRole('link', { name: 'Certificates' }).click();
  await expect(page.getByRole('heading', { name: 'No certificates yet' })).toBeVisible();
  await page.getByRole('link', { name: 'Outbox' }).click();
  await expect(page.getByRole('heading', { name: 'No mail yet' })).toBeVisible();
  await page.goto('/requests/new');
  await expect(page.getByText('There are no customers yet.')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Add and continue' })).toBeVisible();
});

test('nobody sees another account', async ({ page, portal, api }) => {
  const { id } = await ask(api);
  await createAccount(portal, page);
  expect((await page.goto(`/requests/${id}`)).status()).toBe(404);
  await expect(heading(page)).toHaveText('There is no such page');
});

test('requests are filtered by status', async ({ page, portal, visitor, papers, api }) => {
  const [open, canceled, answered] = [await ask(api), await ask(api), await ask(api)];
  await api.delete(`/tax/certificate-requests/${canceled.id}`);
  await answerRequest(await visitor(), answered.request_link, papers.png);

  await signIn(page, portal);
  const row = ({ id }) => page.locator(`tr:has(a[href="/requests/${id}"])`);
  const filters = { Pending: open, Canceled: canceled, Fulfilled: answered };
  for (const [status, request] of Object.entries(filters)) {
    await page.getByRole('navigation', { name: 'Status' }).getByRole('link', { name: status }).click();
    await expect(row(request)).toContainText(status);
    for (const other of [open, canceled, answered].filter((other) => other !== request)) await expect(row(other)).toHaveCount(0);
  }
  await page.getByRole('link', { name: 'Invalid' }).click();
  await expect(page.getByRole('heading', { name: 'No invalid requests' })).toBeVisible();
  await page.getByRole('link', { name: 'All' }).click();
  for (const request of [open, canceled, answered]) await expect(row(request)).toHaveCount(1);
});

test('long lists come in pages', async ({ page, portal, api }) => {
  for (let count = 0; count < 26; count += 1) await ask(api);
  await signIn(page, portal);
  const names = () => page.locator('tbody th a').evaluateAll((links) => links.map((link) => link.href));
  const newest = await names();
  expect(newest).toHaveLength(25);
  await page.getByRole('link', { name: 'Older' }).click();
  await expect(page.getByRole('link', { name: 'Newest' })).toBeVisible();
  expect((await names()).filter((older) => newest.includes(older))).toEqual([]);
});

test('a customer is found, and one that is wrongly typed is not added', async ({ page, portal, api }) => {
  const { name } = await api.post('/tax/customers', someone());
  await signIn(page, portal);
  await page.getByRole('link', { name: 'New request' }).click();
  await page.getByRole('searchbox', { name: 'Find a customer' }).fill('nobody of that name');
  await page.getByRole('button', { name: 'Find' }).click();
  await expect(page.getByText('No customer matches “nobody of that name”.')).toBeVisible();

  await fill(page, { Name: 'Lakeside', 'E-mail': 'lakeside' });
  await page.getByRole('button', { name: 'Add and continue' }).click();
  await expectProblems(page, { email: 'Enter a complete e-mail address, like name@example.com.' });
  await expectFilled(page, { Name: 'Lakeside', 'E-mail': 'lakeside' });

  await page.getByRole('searchbox', { name: 'Find a customer' }).fill(name);
  await page.getByRole('button', { name: 'Find' }).click();
  await page.getByRole('link', { name: `Choose ${name}` }).click();
  await expect(heading(page)).toHaveText(`Ask ${name}`);
});

test('a request that cannot be sent comes back as it was typed', async ({ page, portal, api }) => {
  const { id } = await api.post('/tax/customers', someone());
  await signIn(page, portal);
  await page.goto(`/requests/new?customer=${id}`);
  const typed = { 'E-mail address of the buyer': 'nobody', 'Message (optional)': 'Two\nlines', 'Days until the link expires': '0' };
  await fill(page, typed);
  await page.getByText('Only for certain states').click();
  await page.getByRole('checkbox', { name: 'Ohio' }).check();
  await page.getByRole('button', { name: 'Create request' }).click();
  await expectProblems(page, {
    recipient: 'Enter a complete e-mail address, like name@example.com.',
    expires_in_days: 'Enter a whole number of days from 1 to 365.',
  });
  await expectFilled(page, typed);
  await expect(page.getByRole('checkbox', { name: 'Ohio' })).toBeChecked();
});

test('the merchant passes the link on, and can take it back', async ({ page, portal, mailbox, visitor, api, javaScriptEnabled }) => {
  const customer = await api.post('/tax/customers', someone());
  await signIn(page, portal);
  await page.goto(`/requests/new?customer=${customer.id}`);
  await page.getByLabel('I will send the link or the letter myself').check();
  await page.getByRole('button', { name: 'Create request' }).click();
  await expect(page.getByText('Request created. Copy the link, or download the letter, and pass it on to the buyer.')).toBeVisible();
  const link = await page.getByRole('textbox', { name: 'Link for the buyer' }).inputValue();

  if (javaScriptEnabled) {
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await page.getByRole('button', { name: 'Copy' }).click();
    await expect(page.getByRole('button', { name: 'Copied' })).toBeVisible();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(link);
  }

  const buyer = await visitor();
  await buyer.goto(link);
  await expectStep(buyer, 1, 'Demo Supply Co. asks for your exemption certificate');
  expect(mailbox.mails.filter(({ recipients }) => recipients.includes(customer.email))).toEqual([]);

  await page.getByRole('button', { name: 'Cancel request' }).click();
  await expect(page.getByText('Request canceled. The link does not work any more.')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Cancel request' })).toHaveCount(0);
  await buyer.reload();
  await expect(heading(buyer)).toHaveText('This request was withdrawn');

  await page.getByRole('link', { name: 'Ask again' }).click();
  await expect(heading(page)).toHaveText(`Ask ${customer.name}`);
});

test('what was submitted meanwhile cannot be canceled', async ({ page, portal, visitor, papers, api }) => {
  const { id, request_link } = await ask(api);
  await signIn(page, portal);
  await page.goto(`/requests/${id}`);
  await answerRequest(await visitor(), request_link, papers.png);
  await page.getByRole('button', { name: 'Cancel request' }).click();
  await expect(page).toHaveTitle(/^Error: /);
  await expect(page.getByRole('alert')).toContainText('The buyer has already submitted a certificate for this request');
  await expect(page.locator('.page-head .badge')).toHaveText('Fulfilled');
});

test('without a mail server, the outbox shows each mail and its link works', async ({ page, visitor, database }, { workerIndex }) => {
  const store = await createDatabase(database);
  const portal = await Portal.start({ log: `test-results/portal-${workerIndex}-without-mail.log`, store });
  try {
    await signIn(page, portal);
    await expect(async () => {
      await page.goto(`${portal.url}/outbox`);
      await page.getByRole('link', { name: /Demo Supply Co\./ }).click({ timeout: 1_000 });
    }).toPass();
    await expect(page.getByText('ap@riverside.example').first()).toBeVisible();
    const html = page.frameLocator('[title="HTML part of the mail"]');
    await expect(html.getByRole('link', { name: 'Provide your certificate' })).toBeVisible();

    const link = page.locator('pre a').first();
    expect(await html.getByRole('link', { name: 'Provide your certificate' }).getAttribute('href')).toBe(await link.getAttribute('href'));
    const buyer = await visitor();
    await buyer.goto(await link.getAttribute('href'));
    await expectStep(buyer, 1, 'Demo Supply Co. asks for your exemption certificate');
    await page.goto(portal.url);
  } finally {
    await portal.stop();
    await store.drop();
  }
});
