// A buyer leaves in the middle and goes on elsewhere, from the same link.
import {
  answerBusiness, answerDocument, answerWhere, answerWhy, business, expectFilled, expectStep, fill, goOn, stateCard,
} from '../harness/buyer.js';
import { expect, test } from '../harness/fixtures.js';
import { ask } from '../harness/merchant.js';

test('the link goes on at the first open question, on another device too', async ({ visitor, api }) => {
  const { request_link: link } = await ask(api);

  const office = await visitor();
  await office.goto(link);
  await answerBusiness(office);
  await answerWhere(office);
  await expectStep(office, 3, 'Why are you exempt?');
  await office.getByLabel('We resell what we buy').check();
  await fill(stateCard(office, 'Ohio'), { 'Permit or registration number': 'OH-1' });
  await goOn(office); // Kentucky's number is missing, and Ohio's is kept all the same
  await expect(office).toHaveTitle(/^Error: /);

  const phone = await visitor({ viewport: { width: 390, height: 844 } });
  await phone.goto(link);
  await expectStep(phone, 3, 'Why are you exempt?');
  await expect(phone.getByLabel('We resell what we buy')).toBeChecked();
  await expectFilled(stateCard(phone, 'Ohio'), { 'Permit or registration number': 'OH-1' });
  await phone.getByRole('link', { name: 'Back', exact: true }).click();
  await phone.getByRole('link', { name: 'Back', exact: true }).click();
  await expectFilled(phone, business);
});

test('a document is kept as well', async ({ visitor, papers, api }) => {
  const { request_link: link } = await ask(api);
  const office = await visitor();
  await office.goto(link);
  await answerBusiness(office);
  await answerWhere(office);
  await answerWhy(office);
  await answerDocument(office, papers.pdf);
  await expectStep(office, 5, 'Check your answers');

  const phone = await visitor();
  await phone.goto(link);
  await expectStep(phone, 5, 'Check your answers');
  await phone.getByRole('link', { name: 'Change file' }).click();
  await expect(phone.getByText('resale certificate.pdf')).toBeVisible();
  await goOn(phone); // with the file that is there
  await expectStep(phone, 5, 'Check your answers');
});

test('two requests in one browser never mix', async ({ visitor, api }) => {
  const [first, second] = [await ask(api), await ask(api)];
  const buyer = await visitor();
  await buyer.goto(first.request_link);
  await fill(buyer, { ...business, 'Legal name of the business': 'First LLC' });
  await goOn(buyer);
  await buyer.goto(second.request_link);
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
  await answerBusiness(buyer);

  const stranger = await visitor();
  const answer = await stranger.goto(`/request/${id}/business`);
  expect(answer.status()).toBe(401);
  await expect(stranger.getByRole('heading', { level: 1 })).toHaveText('Open the link in your e-mail again');
  await expect(stranger.getByText(business['Legal name of the business'])).toHaveCount(0);
});
