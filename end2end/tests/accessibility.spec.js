// Every page and error state: axe, narrow screens, titles, focus, the keyboard, and how little is loaded.
import {
  answerAll, answerBusiness, answerDocument, answerRequest, answerWhere, answerWhy, declare, expectStep, expectSubmitted, fill, goOn, submit,
} from '../harness/buyer.js';
import { expect, test } from '../harness/fixtures.js';
import { ask, createAccount, signIn, someone } from '../harness/merchant.js';
import { expectGoodPage } from '../harness/page.js';

// The pages are the same on each database, and axe needs scripts.
test.skip(({ database, javaScriptEnabled }) => database !== 'sqlite' || !javaScriptEnabled, 'looked at once');

test.describe('axe, narrow screens, titles', () => {
  test.slow();

  test('the steps of the wizard and their error states', async ({ visitor, api, axe, papers }) => {
    const { request_link: link } = await ask(api, { message: 'Two lines\nfrom the merchant' });
    const buyer = await visitor();
    await buyer.goto(link);
    await expectGoodPage(buyer, axe);
    await fill(buyer, { 'Legal name of the business': '', 'E-mail': 'nobody' });
    await goOn(buyer);
    await expectRefused(buyer, axe);
    await answerBusiness(buyer);

    await expectStep(buyer, 2, 'Where do you buy tax-free?');
    await buyer.getByText('Other states and territories').first().click();
    await expectGoodPage(buyer, axe);
    for (const state of ['Ohio', 'Kentucky']) await buyer.getByRole('checkbox', { name: state }).uncheck();
    await goOn(buyer);
    await expectRefused(buyer, axe);
    for (const state of ['Ohio', 'Kentucky']) await buyer.getByRole('checkbox', { name: state }).check();
    await answerWhere(buyer);

    await expectStep(buyer, 3, 'Why are you exempt?');
    await expectGoodPage(buyer, axe);
    await buyer.getByLabel('We resell what we buy').check();
    await goOn(buyer);
    await expectRefused(buyer, axe);
    await answerWhy(buyer);

    await expectStep(buyer, 4, 'Your certificate');
    await buyer.waitForLoadState('networkidle');
    await expectGoodPage(buyer, axe);
    await goOn(buyer);
    await expectRefused(buyer, axe);
    await buyer.waitForLoadState('networkidle');
    await buyer.getByLabel('The signed certificate').setInputFiles({ name: 'x.pdf', mimeType: 'application/pdf', buffer: Buffer.from('x') });
    await goOn(buyer);
    await expect(buyer.getByRole('alert')).toContainText('must be a PDF, JPEG or PNG'); // said by the island
    await expectRefused(buyer, axe);
    await answerDocument(buyer, papers.pdf);

    await expectStep(buyer, 5, 'Check your answers');
    await expectGoodPage(buyer, axe);
    await submit(buyer);
    await expectRefused(buyer, axe);
    await buyer.getByRole('link', { name: 'Change file' }).click();
    await buyer.getByText('Replace the file').click();
    await expectGoodPage(buyer, axe);
    await goOn(buyer);
    await declare(buyer);
    await submit(buyer);
    await expectSubmitted(buyer);
    await expectGoodPage(buyer, axe);
    await buyer.goto(link);
    await expectGoodPage(buyer, axe);
  });

  test('a wizard with nothing asked for, and a check page with everything missing', async ({ visitor, api, axe }) => {
    const { id, request_link: link } = await ask(api, { jurisdictions: [] });
    const buyer = await visitor();
    await buyer.goto(link);
    await answerBusiness(buyer);
    await expectStep(buyer, 2, 'Where do you buy tax-free?');
    await expectGoodPage(buyer, axe);
    await buyer.goto(`/request/${id}/check`);
    await expect(buyer.getByText('Still to do before you submit')).toBeVisible();
    await expectGoodPage(buyer, axe);
  });

  test('the ends of a request', async ({ visitor, api, axe }) => {
    const { id, request_link: link } = await ask(api);
    const buyer = await visitor();
    await buyer.goto(`${link}/not-me`);
    await expectGoodPage(buyer, axe);
    await fill(buyer, { 'Who should we ask instead? (optional)': 'x'.repeat(501) });
    await buyer.getByRole('button', { name: /^Tell/ }).click();
    await expectRefused(buyer, axe);
    await fill(buyer, { 'Who should we ask instead? (optional)': 'Ben' });
    await buyer.getByRole('button', { name: /^Tell/ }).click();
    await expect(buyer.getByRole('heading', { level: 1 })).toHaveText('Thank you');
    await expectGoodPage(buyer, axe);
    await api.delete(`/tax/certificate-requests/${id}`);
    for (const address of [link, link.slice(0, -9), `/request/${id}/nonsense`, '/nonsense']) {
      await buyer.goto(address);
      await expectGoodPage(buyer, axe);
    }
    const stranger = await visitor();
    await stranger.goto(`/request/${id}/business`);
    await expectGoodPage(stranger, axe);
  });

  test('the pages in front of the desk, and an empty desk', async ({ page, visitor, portal, axe }) => {
    const { signIn: link } = await portal.demo();
    for (const address of ['/sign-in', link, '/sign-in/nonsense']) {
      await page.goto(address);
      await expectGoodPage(page, axe);
    }
    await page.goto('/sign-in');
    await fill(page, { 'E-mail': someone().email, Password: 'a guess' });
    await page.getByRole('button', { name: 'Sign in' }).click();
    await expectRefused(page, axe);

    const printed = await portal.command('account', 'create', '--name', 'Another', '--email', someone().email);
    await page.goto(printed.match(/Set-up link +(\S+)/)[1]);
    await expectGoodPage(page, axe);
    await page.getByLabel('New password').fill('short');
    await page.getByRole('button', { name: 'Save and sign in' }).click();
    await expectRefused(page, axe);

    const newcomer = await visitor();
    await createAccount(portal, newcomer);
    for (const address of ['/requests', '/customers', '/certificates', '/outbox', '/requests/new', '/settings/policy']) {
      await newcomer.goto(address);
      await expectGoodPage(newcomer, axe);
    }
  });

  test('the pages of the desk', async ({ page, visitor, portal, api, papers, axe }) => {
    const customer = await api.post('/tax/customers', someone());
    const [pending, canceled, fulfilled] = [await ask(api), await ask(api), await ask(api)];
    await api.delete(`/tax/certificate-requests/${canceled.id}`);
    await answerRequest(await visitor(), fulfilled.request_link, papers.png);
    const { certificate_id } = await api.get(`/tax/certificate-requests/${fulfilled.id}`);

    await signIn(page, portal);
    for (const request of [pending, canceled, fulfilled]) {
      await page.goto(`/requests/${request.id}`);
      await page.waitForLoadState('networkidle');
      await expectGoodPage(page, axe);
    }
    await page.goto(`/certificates/${certificate_id}`);
    await expectGoodPage(page, axe);
    await page.getByRole('button', { name: 'Approve' }).click();
    await expectGoodPage(page, axe);
    for (const address of ['/requests', '/requests?status=invalid', '/certificates', '/requests/new?q=nobody', '/nonsense']) {
      await page.goto(address);
      await expectGoodPage(page, axe);
    }

    await page.goto('/requests/new');
    await page.getByText('Add a customer').first().click();
    await expectGoodPage(page, axe);
    await page.getByRole('button', { name: 'Add and continue' }).click();
    await expectRefused(page, axe);
    await page.goto(`/requests/new?customer=${customer.id}`);
    await page.getByText('Only for certain states').click();
    await expectGoodPage(page, axe);
    await fill(page, { 'E-mail address of the buyer': 'nobody' });
    await page.getByRole('button', { name: 'Create request' }).click();
    await expectRefused(page, axe);
  });

  test('the rules of the states', async ({ page, portal, axe }) => {
    await signIn(page, portal);
    for (const address of ['/reference', '/reference/US-OH', '/reference/US-WA', '/reference/US-AS', '/reference/nonsense']) {
      await page.goto(address);
      await expectGoodPage(page, axe);
    }
  });

  test('a customer, why it is exempt, and what was found', async ({ page, visitor, portal, api, papers, axe }) => {
    const { id, customer, request_link: link } = await ask(api, { jurisdictions: ['US-GA', 'US-OH'] });
    await answerRequest(await visitor(), link, papers.png, {}, ['Georgia', 'Ohio']);
    const { certificate_id } = await api.get(`/tax/certificate-requests/${id}`);
    const stranger = await api.post('/tax/customers', someone());

    await signIn(page, portal);
    await page.goto(`/certificates/${certificate_id}`);
    await page.getByRole('button', { name: /^I looked it up/ }).click();
    await expect(page.getByText('Noted: the number for Georgia was looked up.')).toBeVisible();
    await expectGoodPage(page, axe);
    await page.getByRole('link', { name: 'Riverside Supply' }).first().click();
    await expect(page.getByRole('heading', { name: 'Exempt today' })).toBeVisible();
    for (const why of await page.getByText('Why?').all()) await why.click();
    await expectGoodPage(page, axe);

    await fill(page, { State: 'Texas', 'Day of the sale (optional)': '2026-05-01', 'Reason (optional)': 'Resale' });
    await page.getByRole('button', { name: 'Ask' }).click();
    await expect(page.getByRole('heading', { name: 'Texas, on May 1, 2026, for “Resale”' })).toBeVisible();
    await expectGoodPage(page, axe);
    await page.goto(`/customers/${customer.id}?reason=RESALE`);
    await expectRefused(page, axe);
    for (const address of [`/customers/${stranger.id}`, '/customers', '/customers?q=nobody', `/certificates?customer=${customer.id}`]) {
      await page.goto(address);
      await expectGoodPage(page, axe);
    }
  });

  test('the policy, its error states and its versions', async ({ page, portal, axe }) => {
    await createAccount(portal, page);
    const save = () => page.getByRole('button', { name: 'Save policy' }).click();
    await page.goto('/settings/policy');
    await page.getByText('Documents that you do not accept').click();
    await expectGoodPage(page, axe);
    await page.getByRole('checkbox', { name: /^Uniform Sales/ }).check();
    await page.getByRole('button', { name: 'Add', exact: true }).click();
    await expectRefused(page, axe);

    await fill(page, { 'Add a state': 'Texas' });
    await page.getByRole('button', { name: 'Add', exact: true }).click();
    await expect(page.getByRole('group', { name: 'Texas', exact: true }).last()).toBeFocused();
    await expectGoodPage(page, axe);
    const months = page.getByLabel('Months that a certificate counts at most');
    await months.fill('soon');
    await months.press('Enter'); // saves, and removes nothing
    await expectRefused(page, axe);
    await months.fill('12');
    await save();
    await expect(page.getByText('Saved: version 1 is in force.')).toBeVisible();
    await page.getByText('What it says').click();
    await expectGoodPage(page, axe);

    const slower = await page.context().newPage();
    await slower.goto('/settings/policy');
    await months.fill('24');
    await save();
    await slower.getByRole('button', { name: 'Remove Texas' }).click();
    await slower.getByRole('button', { name: 'Save policy' }).click();
    await expect(slower.getByText('This is version 2, in force now.')).toBeVisible();
    await expectRefused(slower, axe);
  });

  test('the outbox, with a mail of test mode', async ({ page, portal, request, axe }) => {
    const { testKey } = await portal.demo();
    const headers = { authorization: `Bearer ${testKey}` };
    const customer = await (await request.post('/tax/customers', { headers, data: someone() })).json();
    await request.post(`/tax/customers/${customer.id}/certificate-requests`, { headers, data: {} });
    await signIn(page, portal);
    await expect(async () => {
      await page.goto('/outbox');
      await expect(page.getByRole('row')).not.toHaveCount(0, { timeout: 500 });
    }).toPass();
    await expectGoodPage(page, axe);
    await page.getByRole('row').last().getByRole('link').click();
    await expect(page.getByTitle('HTML part of the mail')).toBeVisible();
    await expectGoodPage(page, axe);
  });
});

test('the whole wizard by keyboard alone', async ({ visitor, api, papers }) => {
  const { request_link: link } = await ask(api);
  const buyer = await visitor();
  const { keyboard } = buyer;
  const type = async (label, text) => {
    await tabTo(buyer, buyer.getByLabel(label, { exact: true }));
    await keyboard.type(text);
  };
  const press = async (locator, key) => {
    await tabTo(buyer, locator);
    await keyboard.press(key);
  };
  const enter = (name) => press(buyer.getByRole('button', { name }), 'Enter');

  await buyer.goto(link);
  await keyboard.press('Tab');
  await expect(buyer.getByRole('link', { name: 'Skip to the main content' })).toBeFocused();
  await keyboard.press('Enter');
  await enter('Continue'); // on the way there is nothing that keeps the focus
  await expect(buyer.getByRole('alert')).toBeFocused();
  await press(buyer.getByRole('alert').getByRole('link', { name: 'Enter the street and number.' }), 'Enter');
  await expect(buyer.getByLabel('Street and number')).toBeFocused();
  await keyboard.type('12 River St');
  await type('City', 'Cincinnati');
  await type('State', 'Ohio');
  await type('ZIP or postal code', '45202');
  await type('Type of business', 'Retail');
  await type('Contact name', 'Ana Ruiz');
  await enter('Continue');

  await expectStep(buyer, 2, 'Where do you buy tax-free?');
  await press(buyer.getByRole('checkbox', { name: 'Kentucky' }), 'Space');
  await enter('Continue');

  await expectStep(buyer, 3, 'Why are you exempt?');
  await tabTo(buyer, buyer.getByLabel('We resell what we buy'));
  await keyboard.press('Space');
  await type('Permit or registration number', 'OH-1');
  await enter('Continue');

  await expectStep(buyer, 4, 'Your certificate');
  await buyer.waitForLoadState('networkidle');
  await tabTo(buyer, buyer.getByLabel('The signed certificate'));
  const [chooser] = await Promise.all([buyer.waitForEvent('filechooser'), keyboard.press('Space')]);
  await chooser.setFiles(papers.pdf);
  await enter('Continue');

  await expectStep(buyer, 5, 'Check your answers');
  await press(buyer.getByRole('link', { name: 'Change contact' }), 'Enter');
  await expectStep(buyer, 1, 'Your business');
  await enter('Continue');
  await expectStep(buyer, 5, 'Check your answers');
  await type('Your title or role', 'Owner');
  await press(buyer.getByRole('checkbox', { name: /I declare/ }), 'Space');
  await enter('Submit certificate');
  await expectSubmitted(buyer);
});

test('the focus is always to be seen', async ({ visitor, api }) => {
  const { request_link: link } = await ask(api);
  const buyer = await visitor();
  await buyer.goto(link);
  for (let stops = 0; stops < 14; stops += 1) {
    await buyer.keyboard.press('Tab');
    const { part, outline } = await buyer.evaluate(() => {
      const { outlineStyle, outlineWidth } = getComputedStyle(document.activeElement);
      return { part: document.activeElement.outerHTML.slice(0, 80), outline: outlineStyle === 'none' ? 0 : parseFloat(outlineWidth) };
    });
    expect(outline, part).toBeGreaterThanOrEqual(2);
  }
});

test('the first page is small', async ({ visitor, api }) => {
  const { request_link: link } = await ask(api);
  const buyer = await visitor();
  const session = await buyer.context().newCDPSession(buyer);
  await session.send('Network.enable');
  const bytes = new Map();
  session.on('Network.requestWillBeSent', ({ requestId, redirectResponse }) => {
    if (redirectResponse) bytes.set(`${requestId} before`, redirectResponse.encodedDataLength);
  });
  session.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => bytes.set(requestId, encodedDataLength));
  await buyer.goto(link, { waitUntil: 'networkidle' });
  await expectStep(buyer, 1, 'Your business');
  const total = [...bytes.values()].reduce((sum, count) => sum + count, 0);
  test.info().annotations.push({ type: 'first page', description: `${total} bytes in ${bytes.size} answers` });
  expect(bytes.size).toBeGreaterThanOrEqual(3);
  expect(total).toBeLessThanOrEqual(15_000);
});

/** The page says that a form was not taken, and the focus is there. */
async function expectRefused(page, axe) {
  await expect(page.getByRole('alert')).toBeFocused();
  await expectGoodPage(page, axe);
}

async function tabTo(page, locator) {
  for (let stops = 0; stops < 80; stops += 1) {
    if (await locator.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`Not to be reached by the Tab key: ${locator}`);
}
