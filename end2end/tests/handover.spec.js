// The buyer's other ways out: a colleague answers, or there is nothing to give.
import { answerBusiness, expectStep, fill, start } from '../harness/buyer.js';
import { expect, test } from '../harness/fixtures.js';
import { ask, signIn, someone } from '../harness/merchant.js';
import { expectGoodPage } from '../harness/page.js';

// axe needs scripts, and the pages are the same without.
const expectGood = async (page, axe, javaScriptEnabled) => javaScriptEnabled && expectGoodPage(page, axe);

const heading = (page) => page.getByRole('heading', { level: 1 });

/** The address in a text that opens a request. */
const linkIn = (text) => text.match(/http\S+\/i\/[^/\s]+/)[0];

test('a colleague gets the request and answers it', async ({ page: desk, portal, mailbox, visitor, api, axe, javaScriptEnabled }) => {
  const [buyer, colleague] = [someone(), someone()];
  const { id } = await ask(api, { delivery_method: 'email', recipient: buyer.email });
  const mail = await mailbox.next(buyer.email);

  const recipient = await visitor();
  await recipient.goto(`${linkIn(mail.text)}/not-me`);
  await fill(recipient, { 'E-mail address of your colleague': 'kim' });
  await recipient.getByRole('button', { name: 'Forward the request' }).click();
  await expect(recipient.getByRole('link', { name: /Enter a complete e-mail address/ })).toBeVisible();
  await expectGood(recipient, axe, javaScriptEnabled);
  await fill(recipient, {
    'E-mail address of your colleague': colleague.email,
    'Name (optional)': 'Kim',
    'A few words for them (optional)': 'You have the permits.',
  });
  await recipient.getByRole('button', { name: 'Forward the request' }).click();
  await expect(heading(recipient)).toHaveText('The request is on its way');
  await expect(recipient.getByText(colleague.email)).toBeVisible();
  await expectGood(recipient, axe, javaScriptEnabled);

  const passedOn = await mailbox.next(colleague.email);
  expect(passedOn.subject).toContain('Passed on to you');
  expect(passedOn.text).toContain('You have the permits.');
  const kim = await visitor();
  await kim.goto(linkIn(passedOn.text));
  await start(kim);
  await answerBusiness(kim);
  await expectStep(kim, 3, 'Where do you buy tax-free?');

  await recipient.goto(linkIn(mail.text));
  await expectStep(recipient, 3, 'Where do you buy tax-free?');
  await signIn(desk, portal);
  await desk.goto(`/requests/${id}`);
  await expect(desk.locator('.timeline li', { hasText: 'Passed on to a colleague' })).toContainText(colleague.email);
});

test('who is not exempt says so, and the merchant sees why', async ({ page: desk, portal, visitor, api, axe, javaScriptEnabled }) => {
  const { id, request_link: link } = await ask(api);
  const buyer = await visitor();
  await buyer.goto(`${link}/decline`);
  await expectGood(buyer, axe, javaScriptEnabled);
  await buyer.getByRole('button', { name: 'Tell Demo Supply Co.' }).click();
  await expect(buyer.getByRole('link', { name: 'Select why you are not exempt.' })).toBeVisible();
  await expectGood(buyer, axe, javaScriptEnabled);
  await buyer.getByLabel('We buy for our own use').check();
  await fill(buyer, { 'What else should Demo Supply Co. know? (optional)': 'Office chairs.' });
  await buyer.getByRole('button', { name: 'Tell Demo Supply Co.' }).click();
  await expect(heading(buyer)).toHaveText('You told Demo Supply Co. that you are not exempt');
  await expectGood(buyer, axe, javaScriptEnabled);
  await buyer.goto(link);
  await expect(heading(buyer)).toHaveText('You told Demo Supply Co. that you are not exempt');

  expect(await api.get(`/tax/certificate-requests/${id}`)).toMatchObject({ status: 'invalid', invalid_reason: 'declined' });
  await signIn(desk, portal);
  await desk.goto(`/requests/${id}`);
  await expect(desk.getByRole('heading', { name: 'Declined by the buyer' })).toBeVisible();
  await expect(desk.getByRole('blockquote')).toContainText('Office chairs.');
  await expectGood(desk, axe, javaScriptEnabled);
});

test('both ways out speak Spanish', async ({ mailbox, visitor, api, axe, javaScriptEnabled }) => {
  const colleague = someone();
  const { id, request_link: link } = await ask(api);
  const buyer = await visitor();
  await buyer.goto(link);
  await buyer.goto(`/request/${id}/not-me?lang=es`);
  await expect(heading(buyer)).toHaveText('¿No es usted la persona indicada?');
  await expectGood(buyer, axe, javaScriptEnabled);
  await fill(buyer, { 'Correo electrónico de su colega': colleague.email });
  await buyer.getByRole('button', { name: 'Reenviar la solicitud' }).click();
  await expect(heading(buyer)).toHaveText('La solicitud está en camino');
  const mail = await mailbox.next(colleague.email);
  expect(mail.subject).toContain('Le reenviaron una solicitud');
  expect(mail.html).toContain('<html lang="es">');

  await buyer.goto(`/request/${id}/decline`);
  await buyer.getByLabel('No estamos exentos en estos estados').check();
  await buyer.getByRole('button', { name: 'Avisar a Demo Supply Co.' }).click();
  await expect(heading(buyer)).toHaveText('Usted dijo a Demo Supply Co. que no está exento');
  await expectGood(buyer, axe, javaScriptEnabled);
});

test('reminders stop by one button, and are set at the desk', async ({ page: desk, portal, mailbox, visitor, api, axe, javaScriptEnabled }) => {
  const { email } = someone();
  const { id } = await ask(api, { delivery_method: 'email', recipient: email });
  await mailbox.next(email);
  await signIn(desk, portal);
  await desk.goto('/settings/reminders');
  await expectGood(desk, axe, javaScriptEnabled);
  await expect(async () => {
    await desk.goto(`/requests/${id}`);
    await desk.getByRole('button', { name: 'Remind now' }).click({ timeout: 1_000 });
    await expect(desk.getByText('The reminder is on its way.')).toBeVisible({ timeout: 1_000 });
  }).toPass();
  const reminder = await mailbox.next(email);
  expect(reminder.subject).toContain('Reminder: Demo Supply Co.');

  const buyer = await visitor();
  await buyer.goto(`${linkIn(reminder.text)}/reminders`);
  await expectGood(buyer, axe, javaScriptEnabled);
  await buyer.getByRole('button', { name: 'Stop reminding me' }).click();
  await expect(heading(buyer)).toHaveText('No more reminders');
  await expectGood(buyer, axe, javaScriptEnabled);
  await desk.goto(`/requests/${id}`);
  await expect(desk.getByText('None: the buyer wants no more')).toBeVisible();
});
