// Every page and error state: axe, narrow screens, titles, focus, the keyboard, and how little is loaded.
import {
  answerBusiness, answerDetails, answerDocuments, answerNumbers, answerQuestions, answerRequest, answerUpload, answerWhere, answerWhy,
  declare, draw, expectStep, expectSubmitted, field, fill, goOn, HERE, start, submit,
} from '../harness/buyer.js';
import { expect, test } from '../harness/fixtures.js';
import { ask, createAccount, signIn, someone } from '../harness/merchant.js';
import { expectGoodPage } from '../harness/page.js';
import { wordsIn } from '../harness/words.js';

// The pages are the same on each database, and axe needs scripts.
test.skip(({ database, javaScriptEnabled }) => database !== 'sqlite' || !javaScriptEnabled, 'looked at once');

test.describe('axe, narrow screens, titles', () => {
  test.slow();

  for (const language of ['en', 'es']) {
    test(`the pages of the walk and their error states (${language})`, async ({ visitor, api, axe, papers }) => {
      const { request_link: link } = await ask(api, { message: 'Two lines\nfrom the merchant' });
      const buyer = await visitor();
      await buyer.goto(link);
      await buyer.goto(`${buyer.url()}?lang=${language}`);
      const say = wordsIn(language);
      await buyer.getByText(say('Go on with your phone')).click();
      await expectGoodPage(buyer, axe);
      await start(buyer);

      await expectGoodPage(buyer, axe);
      await fill(buyer, { 'Legal name of the business': '', 'E-mail': 'nobody' });
      await goOn(buyer);
      await expectRefused(buyer, axe);
      await answerBusiness(buyer);

      await expectStep(buyer, 3, 'Where do you buy tax-free?');
      await buyer.getByText(say('Other states and territories')).first().click();
      await expect(buyer.getByRole('searchbox', { name: say('Find a state') })).toBeVisible(); // the island is there
      await expectGoodPage(buyer, axe);
      for (const state of ['Ohio', 'Kentucky']) await buyer.getByRole('checkbox', { name: state, exact: true }).uncheck();
      await goOn(buyer);
      await expectRefused(buyer, axe);
      await answerWhere(buyer, ['Ohio', 'Kentucky']);

      await expectStep(buyer, 3, 'Why are you exempt?');
      await expectGoodPage(buyer, axe);
      await goOn(buyer);
      await expectRefused(buyer, axe);
      await buyer.getByRole('radio', { name: say('Another reason'), exact: false }).first().check();
      await buyer.getByText(say('A different reason in some states?')).click();
      await goOn(buyer);
      await expectRefused(buyer, axe);
      await answerWhy(buyer);

      await expectStep(buyer, 3, 'Your numbers');
      await expectGoodPage(buyer, axe);
      await goOn(buyer);
      await expectRefused(buyer, axe);
      await answerNumbers(buyer, { 'Ohio number': '1', 'Kentucky number': 'KY-000123' }); // looks wrong, and may be right

      await expectStep(buyer, 4, 'Your document');
      await expectGoodPage(buyer, axe);
      await goOn(buyer);
      await expectRefused(buyer, axe);
      await answerDocuments(buyer);

      await expectStep(buyer, 4, 'Upload your document');
      await buyer.waitForLoadState('networkidle');
      await expectGoodPage(buyer, axe);
      await goOn(buyer);
      await expectRefused(buyer, axe);
      await buyer.waitForLoadState('networkidle');
      const file = await field(buyer, 'The signed certificate');
      await file.setInputFiles({ name: 'x.pdf', mimeType: 'application/pdf', buffer: Buffer.from('x') });
      await goOn(buyer);
      await expect(buyer.getByRole('alert')).toContainText('PDF, JPEG'); // said by the island
      await expectRefused(buyer, axe);
      await answerUpload(buyer, papers.pdf);

      await expectStep(buyer, 5, 'Check your answers');
      await expectGoodPage(buyer, axe);
      await submit(buyer);
      await expectRefused(buyer, axe);
      await buyer.getByRole('link', { name: new RegExp(`^${say('Change')} streamlined`) }).click();
      await buyer.getByText(say('Replace the file')).click();
      await expectGoodPage(buyer, axe);
      await goOn(buyer);
      await declare(buyer);
      await submit(buyer);
      await expectSubmitted(buyer);
      await expectGoodPage(buyer, axe);
      await buyer.goto(link);
      await expectGoodPage(buyer, axe);
    });

    test(`documents that are completed and signed here (${language})`, async ({ visitor, api, axe }) => {
      const { request_link: link } = await ask(api, { jurisdictions: ['US-IN', 'US-CA'] });
      const buyer = await visitor();
      await buyer.goto(link);
      await buyer.goto(`${buyer.url()}?lang=${language}`);
      await answerQuestions(buyer, { typed: { 'Indiana number': '0123456789001', 'California number': '102-123456' } });
      await expectStep(buyer, 4, 'Your documents');
      await expectGoodPage(buyer, axe);
      await answerDocuments(buyer, HERE);
      await expectStep(buyer, 4, 'A few more details');
      await expectGoodPage(buyer, axe);
      await goOn(buyer);
      await expectRefused(buyer, axe);
      await answerDetails(buyer);
      await expectStep(buyer, 5, 'Check your answers');
      await draw(buyer);
      await expectGoodPage(buyer, axe);
      await submit(buyer);
      await expectRefused(buyer, axe);
      await declare(buyer);
      await submit(buyer);
      await expectSubmitted(buyer);
      await expectGoodPage(buyer, axe);
    });
  }

  test('a walk with nothing asked for, a check page with everything missing, and a stale page', async ({ visitor, api, axe }) => {
    const { id, request_link: link } = await ask(api, { jurisdictions: [] });
    const buyer = await visitor();
    await buyer.goto(link);
    await start(buyer);
    const late = await buyer.context().newPage();
    await late.goto(buyer.url());
    await answerBusiness(buyer);
    await answerBusiness(late, { City: 'Dayton' });
    await expect(late.getByRole('alert')).toContainText('City was changed to');
    await expectRefused(late, axe);
    await expectStep(buyer, 3, 'Where do you buy tax-free?');
    await expectGoodPage(buyer, axe);
    await buyer.goto(`/request/${id}/check`);
    await expect(buyer.getByText('Still to do before you submit')).toBeVisible();
    await expectGoodPage(buyer, axe);
    await submit(buyer);
    await expectRefused(buyer, axe);
  });

  test('a state that issues the document itself', async ({ visitor, api, axe }) => {
    const { id, request_link: link } = await ask(api, { jurisdictions: ['US-FL', 'US-OR'] });
    const buyer = await visitor();
    await buyer.goto(link);
    await answerQuestions(buyer, { reason: 'We are a charitable organization', typed: {} });
    await expectStep(buyer, 4, 'Upload your document'); // there is nothing to choose
    await expectGoodPage(buyer, axe);
    await buyer.goto(`/request/${id}/documents`);
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
    for (const address of ['/requests', '/customers', '/certificates', '/outbox', '/requests/new', '/settings/policy', '/settings/profile']) {
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
    await answerRequest(await visitor(), link, papers.png, {}, { 'Georgia number': '123456789', 'Ohio number': '89001122' });
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

  test('the profile, its error states and its logo', async ({ page, portal, papers, axe }) => {
    await createAccount(portal, page);
    await page.goto('/settings/profile');
    await expectGoodPage(page, axe);
    await page.getByRole('button', { name: 'Save profile' }).click();
    await expectRefused(page, axe);
    await page.getByRole('button', { name: 'Add logo' }).click();
    await expectRefused(page, axe);
    await page.getByLabel('Picture').setInputFiles(papers.png);
    await page.getByRole('button', { name: 'Add logo' }).click();
    await expect(page.getByRole('button', { name: 'Remove logo' })).toBeVisible();
    await expectGoodPage(page, axe);
  });

  test('the outbox, with a mail of test mode', async ({ page, portal, request, axe }) => {
    const { testKey } = await portal.demo();
    const headers = { authorization: `Bearer ${testKey}` };
    const customer = await (await request.post('/tax/customers', { headers, data: someone() })).json();
    await request.post(`/tax/customers/${customer.id}/certificate-requests`, { headers, data: {} });
    await signIn(page, portal);
    await page.getByRole('button', { name: 'Test mode' }).click();
    await expect(page.getByRole('button', { name: 'Leave test mode' })).toBeVisible();
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

test('the focus is always to be seen', async ({ visitor, api }) => {
  const { request_link: link } = await ask(api);
  const buyer = await visitor();
  await buyer.goto(link);
  await start(buyer);
  await expectStep(buyer, 2, 'Your business'); // or a key would go to the page before
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
  await expectStep(buyer, 1, 'Demo Supply Co. asks for your exemption certificate');
  const total = [...bytes.values()].reduce((sum, count) => sum + count, 0);
  test.info().annotations.push({ type: 'first page', description: `${total} bytes in ${bytes.size} answers` });
  expect(bytes.size).toBeGreaterThanOrEqual(3);
  expect(total).toBeLessThanOrEqual(15_000);
});

test('the list of states stays where it is when the search and the map come', async ({ visitor, api }) => {
  const { request_link: link } = await ask(api);
  const buyer = await visitor();
  await buyer.addInitScript(() => {
    window.shifted = 0;
    const add = (list) => list.getEntries().forEach(({ value }) => (window.shifted += value));
    new PerformanceObserver(add).observe({ type: 'layout-shift', buffered: true });
  });
  await buyer.goto(link);
  await start(buyer);
  await answerBusiness(buyer);
  await expectStep(buyer, 3, 'Where do you buy tax-free?');
  await expect(buyer.getByRole('searchbox')).toBeVisible();
  await buyer.waitForTimeout(500); // shifts are told a little later
  expect(await buyer.evaluate(() => window.shifted)).toBeLessThan(0.01);
});

test('what needs a script comes to a page that is never idle too', async ({ visitor, api }) => {
  const { request_link: link } = await ask(api);
  const buyer = await visitor();
  await buyer.addInitScript(() => {
    window.requestIdleCallback = (work, limit) => limit?.timeout && setTimeout(work, limit.timeout);
  });
  await buyer.goto(link);
  await start(buyer);
  await answerBusiness(buyer);
  await expectStep(buyer, 3, 'Where do you buy tax-free?');
  await expect(buyer.getByRole('searchbox')).toBeVisible();
});

/** The page says that a form was not taken, and the focus is there. */
async function expectRefused(page, axe) {
  await expect(page.getByRole('alert')).toBeFocused();
  await expectGoodPage(page, axe);
}
