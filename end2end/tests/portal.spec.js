// The buyer's home: from the shop's account page and back, both ways; by a code; and what can be done there.
import { answerRequest } from '../harness/buyer.js';
import { expect, test as base } from '../harness/fixtures.js';
import { signIn, someone } from '../harness/merchant.js';
import { expectGoodPage } from '../harness/page.js';
import { openStorefront } from '../storefront/server.mjs';

const test = base.extend({
  /** A shop of the demo's merchant with a customer of its own signed in. */
  shop: async ({ portal, api, visitor }, use) => {
    const customer = await newCustomer(api);
    const desk = await visitor();
    await signIn(desk, portal);
    await desk.goto('/settings/storefront');
    await desk.getByRole('button', { name: /for live customers/ }).click();
    const secret = await desk.getByLabel('Copy it now: it is not shown again.').inputValue();
    const accountId = (await desk.locator('.snippet').first().textContent()).match(/iss: '(acct_[^']+)'/)[1];
    const { liveKey: apiKey } = await portal.demo();
    const shop = await openStorefront({ portalUrl: portal.url, accountId, secret, apiKey, customer });
    await desk.getByLabel('Hosts of your shop').fill(shop.host);
    await desk.getByRole('button', { name: 'Save' }).click();
    await expect(desk.getByRole('status')).toHaveText('Saved.');
    await use({ ...shop, customer, accountId, desk });
    await shop.close();
  },
});

async function newCustomer(api) {
  const { name, email } = someone();
  const number = `shop-${email.split('@')[0]}`;
  const { id } = await api.post('/tax/customers', { name, email, reference_customer_id: number });
  return { id, number, name, email };
}

const languages = {
  'en-US': { title: 'Your exemption certificates', enter: 'Go on to your certificates', back: 'Back to 127.0.0.1', used: 'This link was used already' },
  'es-US': { title: 'Sus certificados de exención', enter: 'Seguir a mis certificados', back: 'Volver a 127.0.0.1', used: 'Este enlace ya se usó' },
};

const heading = (page) => page.getByRole('heading', { level: 1 });

for (const [locale, words] of Object.entries(languages)) {
  test(`from the shop by a signed link and back, ${locale}`, async ({ visitor, shop, portal, javaScriptEnabled }) => {
    const buyer = await visitor({ locale });
    await buyer.goto(shop.url);
    const link = await buyer.getByRole('link', { name: 'Tax exemption certificates', exact: true }).getAttribute('href');
    await buyer.getByRole('link', { name: 'Tax exemption certificates', exact: true }).click();
    if (!javaScriptEnabled) await buyer.getByRole('button', { name: words.enter }).click();
    await expect(heading(buyer)).toHaveText(words.title);
    expect(buyer.url()).toBe(`${portal.url}/portal`);
    await expect(buyer.getByText(shop.customer.name)).toBeVisible();
    await buyer.getByRole('link', { name: words.back }).click();
    expect(buyer.url()).toBe(shop.url);

    await buyer.goto(link);
    await expect(heading(buyer)).toHaveText(words.used);
  });

  test(`from the shop by a link of the API and back, ${locale}`, async ({ visitor, shop, portal }) => {
    const buyer = await visitor({ locale });
    await buyer.goto(shop.url);
    await buyer.getByRole('link', { name: 'Tax exemption certificates by the API' }).click();
    await expect(heading(buyer)).toHaveText(words.title);
    expect(buyer.url()).toBe(`${portal.url}/portal`);
    await buyer.getByRole('link', { name: words.back }).click();
    expect(buyer.url()).toBe(shop.url);
  });
}

test('by a code of an e-mail', async ({ visitor, shop, mailbox }) => {
  const buyer = await visitor();
  await buyer.goto(`/portal/sign-in?merchant=${shop.accountId}`);
  await buyer.getByLabel('E-mail').fill(shop.customer.email);
  await buyer.getByRole('button', { name: 'Send the code' }).click();
  const mail = await mailbox.next(shop.customer.email);
  await buyer.getByLabel('Code').fill(mail.text.match(/\d{4} \d{4}/)[0]);
  await buyer.getByRole('button', { name: 'Sign in' }).click();
  await expect(heading(buyer)).toHaveText('Your exemption certificates');
  await buyer.getByRole('button', { name: 'Sign out' }).click();
  await expect(heading(buyer)).toHaveText('You are signed out');
});

test('a certificate is renewed, states are added, and a request is gone on with', async ({ visitor, shop, api, papers }) => {
  const wanted = { delivery_method: 'download', jurisdictions: ['US-OH', 'US-KY'] };
  const { request_link: link } = await api.post(`/tax/customers/${shop.customer.id}/certificate-requests`, wanted);
  const buyer = await visitor();
  await answerRequest(buyer, link, papers.pdf);
  const { certificates } = await api.get(`/tax/certificates?customer_id=${shop.customer.id}`);
  await shop.desk.goto(`/certificates/${certificates[0].id}`);
  await shop.desk.getByRole('button', { name: 'Approve' }).click();

  const home = new URL('/certificates', shop.url).href;
  await buyer.goto(home);
  await expect(buyer.getByRole('row', { name: /Ohio Valid Tax-free/ })).toBeVisible();
  await buyer.getByRole('button', { name: /^Renew: / }).click();
  await expect(buyer).toHaveURL(/\/request\/cert_req_/);
  await buyer.goto('/portal');
  await expect(buyer.getByText('Your renewal for Kentucky and Ohio')).toBeVisible();
  await buyer.getByRole('link', { name: /^Continue with request/ }).click();
  await expect(buyer).toHaveURL(/\/request\/cert_req_/);

  await buyer.goto('/portal');
  await buyer.getByRole('link', { name: 'Add states' }).click();
  await buyer.getByRole('checkbox', { name: 'Texas' }).check();
  await buyer.getByRole('button', { name: 'Continue' }).click();
  await expect(buyer).toHaveURL(/\/request\/cert_req_/);
  const { certificate_requests: open } = await api.get(`/tax/certificate-requests?customer_id=${shop.customer.id}&status=pending`);
  expect(open.map(({ jurisdictions }) => jurisdictions)).toEqual([['US-TX'], ['US-KY', 'US-OH']]);
});

test('every page of the home and of its settings is a good one', async ({ visitor, shop, api, papers, axe, javaScriptEnabled }) => {
  test.skip(!javaScriptEnabled, 'looked at once');
  test.slow();
  const wanted = { delivery_method: 'download', jurisdictions: ['US-OH', 'US-KY'] };
  const { request_link: link } = await api.post(`/tax/customers/${shop.customer.id}/certificate-requests`, wanted);
  const buyer = await visitor();
  await answerRequest(buyer, link, papers.pdf);
  await api.post(`/tax/customers/${shop.customer.id}/certificate-requests`, { ...wanted, jurisdictions: ['US-DC'] });
  await buyer.goto('/portal');
  await expect(heading(buyer)).toHaveText('Open your certificates from your account');
  await expectGoodPage(buyer, axe);
  const { certificates } = await api.get(`/tax/certificates?customer_id=${shop.customer.id}`);
  await shop.desk.goto(`/certificates/${certificates[0].id}`);
  await shop.desk.getByRole('button', { name: 'Approve' }).click();

  const signed = shop.signedLink();
  await buyer.goto(signed);
  await expect(heading(buyer)).toHaveText('Your exemption certificates');
  await expectGoodPage(buyer, axe);
  await buyer.goto('/portal?lang=es');
  await expectGoodPage(buyer, axe);
  await buyer.goto('/portal/add?lang=en');
  await expectGoodPage(buyer, axe);
  await buyer.getByRole('button', { name: 'Continue' }).click();
  await expectGoodPage(buyer, axe);
  await buyer.goto(signed);
  await expect(heading(buyer)).toHaveText('This link was used already');
  await expectGoodPage(buyer, axe);

  await buyer.goto(`/portal/sign-in?merchant=${shop.accountId}`);
  await expectGoodPage(buyer, axe);
  await buyer.getByRole('button', { name: 'Send the code' }).click();
  await expectGoodPage(buyer, axe);
  await buyer.getByLabel('E-mail').fill('nobody@riverside.example');
  await buyer.getByRole('button', { name: 'Send the code' }).click();
  await expectGoodPage(buyer, axe);
  await buyer.getByLabel('Code').fill('1234');
  await buyer.getByRole('button', { name: 'Sign in' }).click();
  await expectGoodPage(buyer, axe);

  await shop.desk.goto('/settings/storefront');
  await expectGoodPage(shop.desk, axe);
  await shop.desk.getByLabel('Hosts of your shop').fill('no host');
  await shop.desk.getByRole('button', { name: 'Save' }).click();
  await expectGoodPage(shop.desk, axe);
  await shop.desk.getByRole('button', { name: /for test customers/ }).click();
  await expectGoodPage(shop.desk, axe);
});
