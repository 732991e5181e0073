// A buyer leaves in the middle and goes on elsewhere, from the same link.
import {
  answerAll, answerBusiness, answerDocuments, answerWhere, answerWhy, business, declare, expectFilled,
  expectStep, expectSubmitted, fill, goOn, HERE, numbers, start, submit,
} from '../harness/buyer.js';
import { expect, test } from '../harness/fixtures.js';
import { ask } from '../harness/merchant.js';
import { expectProblems } from '../harness/problems.js';

const phoneSize = { viewport: { width: 390, height: 844 } };

test('a buyer stops on the phone and ends on the laptop', async ({ visitor, api }) => {
  const { id, request_link: link } = await ask(api);

  const phone = await visitor(phoneSize);
  await phone.goto(link);
  await start(phone);
  await answerBusiness(phone);
  await answerWhere(phone);
  await answerWhy(phone);
  await expectStep(phone, 3, 'Your numbers');
  await fill(phone, { 'Ohio number': numbers['Ohio number'] });
  await goOn(phone);
  await expectStep(phone, 4, 'Your document');
  await phone.context().close();

  const laptop = await visitor();
  await laptop.goto(link);
  await expectStep(laptop, 4, 'Your document');
  for (const heading of ['Your numbers', 'Why are you exempt?', 'Where do you buy tax-free?', 'Your business']) {
    await laptop.getByRole('link', { name: 'Back', exact: true }).click();
    await expect(laptop.getByRole('heading', { level: 1 })).toHaveText(heading);
  }
  await expectFilled(laptop, business);
  await goOn(laptop);
  await expect(laptop.getByRole('checkbox', { name: 'Kentucky', exact: true })).toBeChecked();
  await goOn(laptop);
  await expect(laptop.getByLabel('We resell what we buy')).toBeChecked();
  await goOn(laptop);
  await expectFilled(laptop, { 'Ohio number': numbers['Ohio number'], 'Kentucky number': '' });
  await goOn(laptop);
  await answerDocuments(laptop, HERE);
  await expectStep(laptop, 5, 'Check your answers');
  await declare(laptop);
  await submit(laptop);
  await expectSubmitted(laptop);
  expect((await api.get(`/tax/certificate-requests/${id}`)).status).toBe('fulfilled');

  const again = await visitor(phoneSize);
  await again.goto(link);
  await expectSubmitted(again);
});

test('what is typed and not good yet is kept as well', async ({ visitor, api }) => {
  const { request_link: link } = await ask(api);
  const office = await visitor();
  await office.goto(link);
  await start(office);
  await fill(office, { ...business, 'ZIP or postal code': 'ABC' });
  await goOn(office);
  await expect(office).toHaveTitle(/^Error: /);

  const phone = await visitor(phoneSize);
  await phone.goto(link);
  await expectStep(phone, 2, 'Your business');
  await expectFilled(phone, { ...business, 'ZIP or postal code': 'ABC' });
});

test('a page that is older than an answer given elsewhere says so and shows both', async ({ visitor, api }) => {
  const { request_link: link } = await ask(api);
  const laptop = await visitor();
  await laptop.goto(link);
  await start(laptop);
  await answerBusiness(laptop);
  await laptop.getByRole('link', { name: 'Back', exact: true }).click();

  const phone = await visitor(phoneSize);
  await phone.goto(link);
  await phone.getByRole('link', { name: 'Back', exact: true }).click();
  await answerBusiness(phone, { City: 'Dayton' });
  await expectStep(phone, 3, 'Where do you buy tax-free?');

  await fill(laptop, { City: 'Akron' });
  await goOn(laptop);
  await expectProblems(laptop, {
    city: 'City was changed to “Dayton” in another window or on another device. Yours is shown here: continue to keep it, or change it.',
  });
  await expectFilled(laptop, { City: 'Akron' });
  await goOn(laptop);
  await expectStep(laptop, 3, 'Where do you buy tax-free?');
  await phone.getByRole('link', { name: 'Back', exact: true }).click();
  await expectFilled(phone, { City: 'Akron' });
});

test('a document is kept as well', async ({ visitor, papers, api }) => {
  const { request_link: link } = await ask(api);
  const office = await visitor();
  await office.goto(link);
  await answerAll(office, papers.pdf);

  const phone = await visitor();
  await phone.goto(link);
  await expectStep(phone, 5, 'Check your answers');
  await phone.getByRole('link', { name: /^Change streamlined/ }).click();
  await expect(phone.getByText('resale certificate.pdf')).toBeVisible();
  await goOn(phone); // with the file that is there
  await expectStep(phone, 5, 'Check your answers');
});

test('two requests in one browser never mix', async ({ visitor, api }) => {
  const [first, second] = [await ask(api), await ask(api)];
  const buyer = await visitor();
  await buyer.goto(first.request_link);
  await start(buyer);
  await fill(buyer, { ...business, 'Legal name of the business': 'First LLC' });
  await goOn(buyer);
  await buyer.goto(second.request_link);
  await start(buyer);
  await fill(buyer, { ...business, 'Legal name of the business': 'Second LLC' });
  await goOn(buyer);

  await buyer.goto(`/request/${first.id}/business`);
  await expectFilled(buyer, { 'Legal name of the business': 'First LLC' });
  await buyer.goto(`/request/${second.id}/business`);
  await expectFilled(buyer, { 'Legal name of the business': 'Second LLC' });
});

test('without the link nothing is shown', async ({ visitor, api }) => {
  const { id, request_link: link } = await ask(api);
  const buyer = await visitor();
  await buyer.goto(link);
  await start(buyer);
  await answerBusiness(buyer);

  const stranger = await visitor();
  const answer = await stranger.goto(`/request/${id}/business`);
  expect(answer.status()).toBe(401);
  await expect(stranger.getByRole('heading', { level: 1 })).toHaveText('Open your link again');
  await expect(stranger.getByText(business['Legal name of the business'])).toHaveCount(0);
});
