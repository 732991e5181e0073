// The buyer's language: by the switch at the foot, kept from page to page, and the same where a script speaks.
import { answerDocuments, answerQuestions, expectStep, field, fill, goOn, start } from '../harness/buyer.js';
import { expect, test } from '../harness/fixtures.js';
import { ask } from '../harness/merchant.js';

const language = (page) => page.locator('html').getAttribute('lang');

test('the switch at the foot changes the language and keeps what was answered', async ({ visitor, api }) => {
  const { request_link: link } = await ask(api);
  const buyer = await visitor();
  await buyer.goto(link);
  await start(buyer);
  await expectStep(buyer, 2, 'Your business');
  await buyer.getByRole('link', { name: 'Español' }).click();
  await expect(buyer.getByRole('heading', { level: 1 })).toHaveText('Su empresa');
  expect(await language(buyer)).toBe('es');

  await fill(buyer, { 'Legal name of the business': 'Riverside Supply LLC', City: 'Dayton' });
  await goOn(buyer);
  await expect(buyer.getByRole('alert')).toContainText('Hay un problema');
  await expect(buyer.getByRole('alert')).toContainText('Escriba la calle y el número.');
  await expect(buyer).toHaveTitle(/^Error: Su empresa/);

  await buyer.getByRole('link', { name: 'English' }).click();
  await expectStep(buyer, 2, 'Your business');
  await expect(await field(buyer, 'City')).toHaveValue('Dayton');
});

test('a browser that asks for Spanish gets it, and its files are refused in Spanish', async ({ visitor, api }) => {
  const { request_link: link } = await ask(api);
  const buyer = await visitor({ locale: 'es-MX' });
  await buyer.goto(link);
  await answerQuestions(buyer);
  await answerDocuments(buyer);
  await expectStep(buyer, 4, 'Upload your document');
  await buyer.waitForLoadState('networkidle');
  const program = { name: 'certificado.pdf', mimeType: 'application/pdf', buffer: Buffer.from('MZ, and no PDF') };
  await (await field(buyer, 'The signed certificate')).setInputFiles(program);
  await goOn(buyer);
  await expect(buyer.getByRole('alert')).toBeFocused();
  await expect(buyer.getByRole('alert')).toContainText('Hay un problema');
  await expect(buyer.getByRole('alert')).toContainText('El archivo debe ser PDF, JPEG, PNG o TIFF.');
});
