// How a request ends otherwise than by one submission. Expiry needs another clock: server/tests/it covers it.
import { answerAll, answerBusiness, answerRequest, declare, expectStep, expectSubmitted, fill, start, submit, submitButton } from '../harness/buyer.js';
import { expect, test } from '../harness/fixtures.js';
import { ask, signIn, someone } from '../harness/merchant.js';

const heading = (page) => page.getByRole('heading', { level: 1 });

test('a withdrawn request says so', async ({ visitor, api }) => {
  const { id, request_link: link } = await ask(api);
  await api.delete(`/tax/certificate-requests/${id}`);
  const buyer = await visitor();
  expect((await buyer.goto(link)).status()).toBe(410);
  await expect(heading(buyer)).toHaveText('This request was withdrawn');
  await expect(buyer.getByText('You need not do anything.')).toBeVisible();
});

test('a request that is withdrawn while the buyer types says so at the next step', async ({ visitor, api, papers }) => {
  const { id, request_link: link } = await ask(api);
  const buyer = await visitor();
  await buyer.goto(link);
  await answerAll(buyer, papers.pdf);
  await declare(buyer);
  await api.delete(`/tax/certificate-requests/${id}`);
  await submit(buyer);
  await expect(heading(buyer)).toHaveText('This request was withdrawn');
  expect((await api.get(`/tax/certificate-requests/${id}`)).certificate_id).toBeNull();
});

test('a damaged link says what to do', async ({ visitor, api }) => {
  const { request_link: link } = await ask(api);
  const buyer = await visitor();
  for (const damaged of [link.slice(0, -3), link.replace(/.$/, (last) => (last === 'A' ? 'E' : 'A')), link.slice(0, link.length / 2)]) {
    const answer = await buyer.goto(damaged);
    expect(answer.status(), damaged).toBe(404);
    await expect(heading(buyer)).toHaveText('This link is not complete');
    await expect(buyer.getByText('type all of it into the address bar')).toBeVisible();
  }
});

test('the wrong person says so, and the right one can still answer', async ({ page: desk, portal, mailbox, visitor, api }) => {
  const { email } = someone();
  const { id } = await ask(api, { delivery_method: 'email', recipient: email });
  const mail = await mailbox.next(email);
  const notMe = mail.text.match(/http\S+\/not-me/)[0];

  const recipient = await visitor();
  await recipient.goto(notMe);
  await expect(heading(recipient)).toHaveText('Not the right person?');
  await fill(recipient, { 'Who should we ask instead? (optional)': 'Ben in accounts payable' });
  await recipient.getByRole('button', { name: 'Tell them I am not the right person' }).click();
  await expect(heading(recipient)).toHaveText('Thank you');

  await signIn(desk, portal);
  await desk.goto(`/requests/${id}`);
  const said = desk.locator('.timeline li', { hasText: 'not the right person' });
  await expect(said).toContainText('Ben in accounts payable');

  await recipient.getByRole('link', { name: 'I can answer it after all' }).click();
  await start(recipient);
  await answerBusiness(recipient);
  await expectStep(recipient, 3, 'Where do you buy tax-free?');
});

test('two tabs that submit at once make one certificate, and both see it', async ({ visitor, api, papers }) => {
  const { customer, request_link: link } = await ask(api);
  const first = await visitor();
  await first.goto(link);
  await answerAll(first, papers.pdf);
  const second = await first.context().newPage();
  await second.goto(first.url());
  const tabs = [first, second];
  for (const tab of tabs) await declare(tab);

  await Promise.all(tabs.map(submit));
  for (const tab of tabs) await expectSubmitted(tab);
  expect((await api.get(`/tax/certificates?customer_id=${customer.id}`)).certificates).toHaveLength(1);
});

test('a double click submits once', async ({ visitor, api, papers }) => {
  const { customer, request_link: link } = await ask(api);
  const buyer = await visitor();
  await buyer.goto(link);
  await answerAll(buyer, papers.pdf);
  await declare(buyer);
  await (await submitButton(buyer)).dblclick();
  await expectSubmitted(buyer);
  expect((await api.get(`/tax/certificates?customer_id=${customer.id}`)).certificates).toHaveLength(1);
});

test('the way back after the submission leads to the receipt', async ({ visitor, api, papers }) => {
  const { request_link: link } = await ask(api);
  const buyer = await visitor();
  await answerRequest(buyer, link, papers.pdf);
  await buyer.goBack();
  await expectSubmitted(buyer);
  await expect(buyer.getByText('You have already submitted this certificate')).toBeVisible();
});
