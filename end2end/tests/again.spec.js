// The buyer comes back to what was submitted: to correct what the merchant asks about, or to sign it anew.
import { answerRequest, declare, draw, expectSubmitted, field, fill, press, submit } from '../harness/buyer.js';
import { expect, test } from '../harness/fixtures.js';
import { ask, signIn } from '../harness/merchant.js';
import { expectGoodPage } from '../harness/page.js';
import { wordsIn } from '../harness/words.js';

const heading = (page) => page.getByRole('heading', { level: 1 });

for (const language of ['en', 'es']) {
  const say = wordsIn(language);

  /** A buyer who reads this language and has just submitted. */
  const submitted = async (visitor, request, paper) => {
    const buyer = await visitor({ locale: `${language}-US` });
    await answerRequest(buyer, request.request_link, paper);
    return buyer;
  };

  test(`a correction of one field of what was signed here (${language})`, async ({ visitor, portal, api, axe, javaScriptEnabled }) => {
    const expectGood = async (page) => javaScriptEnabled && expectGoodPage(page, axe); // axe is a script: looked at once
    const request = await ask(api);
    const buyer = await submitted(visitor, request);
    const { certificate_id: certificate } = await api.get(`/tax/certificate-requests/${request.id}`);
    const desk = await visitor();
    await signIn(desk, portal);
    await desk.goto(`/certificates/${certificate}`);
    await desk.getByText('Ask the buyer for a correction').click();
    await desk.getByRole('checkbox', { name: 'Legal name' }).check();
    await desk.getByLabel('What is wrong or missing').fill('The register has another name.');
    await desk.getByRole('button', { name: 'Ask the buyer' }).click();
    await expect(desk.getByText('The buyer was asked, by e-mail.')).toBeVisible();
    await expectGood(desk);

    await buyer.goto(request.request_link);
    await expect(heading(buyer)).toHaveText(say('Demo Supply Co. has a question about your certificate'));
    await expect(buyer.getByText('The register has another name.')).toBeVisible();
    await expectGood(buyer);
    expect(await buyer.getByRole('textbox').count()).toBe(3); // the name of the business, who signs, in which role
    const name = await field(buyer, 'Legal name of the business');
    await expect(name).toHaveValue('Riverside Supply LLC');
    await name.fill('');
    await press(buyer, 'Sign and send');
    await expect(buyer.getByRole('alert')).toBeFocused();
    await expect(buyer).toHaveTitle(/^Error: /);
    await expectGood(buyer);
    await fill(buyer, { 'Legal name of the business': 'Riverside Supply Company' });
    await declare(buyer);
    if (javaScriptEnabled) await draw(buyer);
    await press(buyer, 'Sign and send');
    await expectSubmitted(buyer);
    await expect(buyer.getByText(say('Thank you. Demo Supply Co. got your correction and looks at the certificate again.'))).toBeVisible();
    await desk.reload();
    await expect(desk.getByText('Riverside Supply Company')).toBeVisible();
    await expect(desk.getByRole('button', { name: 'Approve' })).toBeVisible();
  });

  test(`a renewal in one screen (${language})`, async ({ visitor, portal, api, papers }) => {
    const request = await ask(api);
    await submitted(visitor, request, papers.pdf);
    const { certificate_id: certificate } = await api.get(`/tax/certificate-requests/${request.id}`);
    const desk = await visitor();
    await signIn(desk, portal);
    await desk.goto(`/certificates/${certificate}`);
    await desk.getByRole('button', { name: 'Approve' }).click();
    await desk.getByRole('link', { name: 'Ask for a renewal' }).click();
    await expect(desk.getByLabel('Renewal of')).toHaveValue(certificate);
    await desk.getByLabel('I will send the link or the letter myself').check();
    await desk.getByRole('button', { name: 'Create request' }).click();
    const renewal = desk.url().match(/cert_req_[\w-]+/)[0];
    const { request_link: link } = await api.get(`/tax/certificate-requests/${renewal}`);

    const buyer = await visitor({ locale: `${language}-US` });
    await buyer.goto(link);
    await expect(heading(buyer)).toHaveText(say('Is everything still right?'));
    await expect(buyer.getByText('Riverside Supply LLC').first()).toBeVisible();
    // Everything is filled in from last time, but the tick.
    await buyer.getByRole('checkbox', { name: /^(I declare|Declaro)/ }).check();
    await submit(buyer);
    await expectSubmitted(buyer);
  });
}
