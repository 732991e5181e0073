// The walk without a mouse, and on the narrowest screen.
import {
  answerBusiness, answerDetails, answerDocuments, answerNumbers, answerWhere, answerWhy, declare, expectStep, expectSubmitted, field, goOn,
  HERE, start, submit, submitButton,
} from '../harness/buyer.js';
import { expect, test } from '../harness/fixtures.js';
import { ask } from '../harness/merchant.js';
import { wordsIn } from '../harness/words.js';

for (const language of ['en', 'es']) {
  const say = wordsIn(language);

  test(`the whole walk by keyboard alone (${language})`, async ({ visitor, api, papers, javaScriptEnabled }) => {
    const { request_link: link } = await ask(api);
    const buyer = await visitor();
    const { keyboard } = buyer;
    const type = async (label, text) => {
      await tabTo(buyer, await field(buyer, label));
      await keyboard.type(text);
    };
    const press = async (locator, key) => {
      await tabTo(buyer, locator);
      await keyboard.press(key);
    };
    const enter = (name) => press(buyer.getByRole('button', { name: say(name), exact: true }), 'Enter');

    await buyer.goto(link);
    await buyer.goto(`${buyer.url()}?lang=${language}`);
    await keyboard.press('Tab');
    await expect(buyer.getByRole('link', { name: say('Skip to the main content') })).toBeFocused();
    await keyboard.press('Enter');
    await enter('Start now'); // on the way there is nothing that keeps the focus

    await expectStep(buyer, 2, 'Your business');
    await enter('Continue');
    await expect(buyer.getByRole('alert')).toBeFocused();
    const sentence = { en: 'Enter the street and number.', es: 'Escriba la calle y el número.' }[language];
    await press(buyer.getByRole('alert').getByRole('link', { name: sentence }), 'Enter');
    await expect(await field(buyer, 'Street and number')).toBeFocused();
    await keyboard.type('12 River St');
    await type('City', 'Cincinnati');
    await type('State', 'Ohio');
    await type('ZIP or postal code', '45202');
    await type('Type of business', say('Retail trade'));
    await type('Contact name', 'Ana Ruiz');
    await enter('Continue');

    await expectStep(buyer, 3, 'Where do you buy tax-free?');
    await press(buyer.getByRole('checkbox', { name: 'Kentucky', exact: true }), 'Space');
    await enter('Continue');

    await expectStep(buyer, 3, 'Why are you exempt?');
    await press(buyer.getByRole('radio', { name: say('We resell what we buy') }), 'Space');
    await enter('Continue');

    await expectStep(buyer, 3, 'Your numbers');
    await type('Ohio number', '89001122');
    await enter('Continue');

    await expectStep(buyer, 4, 'Your document');
    await press(buyer.getByRole('radio', { name: say(HERE) }), 'Space');
    await keyboard.press('ArrowDown'); // to the other way
    await expect(buyer.getByRole('radio', { name: say('Upload one that I have') })).toBeChecked();
    await enter('Continue');

    await expectStep(buyer, 4, 'Upload your document');
    await buyer.waitForLoadState('networkidle');
    await tabTo(buyer, await field(buyer, 'The signed certificate'));
    const [chooser] = await Promise.all([buyer.waitForEvent('filechooser'), keyboard.press('Space')]);
    await chooser.setFiles(papers.pdf);
    await enter('Continue');

    // On second thoughts it is signed here: the pad, where there is one, keeps nobody.
    await expectStep(buyer, 5, 'Check your answers');
    await press(buyer.getByRole('link', { name: new RegExp(`^${say('Back')}$`) }), 'Enter');
    await press(buyer.getByRole('link', { name: new RegExp(`^${say('Back')}$`) }), 'Enter');
    await expectStep(buyer, 4, 'Your document');
    await press(buyer.getByRole('radio', { name: say('Upload one that I have') }), 'ArrowUp');
    await enter('Continue');

    await expectStep(buyer, 5, 'Check your answers');
    await press(buyer.getByRole('link', { name: new RegExp(`^${say('Change')} .*${say('Who can we contact?').slice(2, 6)}`, 'i') }), 'Enter');
    await expectStep(buyer, 2, 'Your business');
    await enter('Continue');
    await expectStep(buyer, 5, 'Check your answers');
    if (javaScriptEnabled) await expect(buyer.locator('svg.pad')).toBeVisible();
    await type('Your title or role', 'Owner');
    await press(buyer.getByRole('checkbox', { name: /^(I declare|Declaro)/ }), 'Space');
    await press(await submitButton(buyer), 'Enter');
    await expectSubmitted(buyer);
  });

  test(`the whole walk on a screen of 320 pixels (${language})`, async ({ visitor, api, axe, javaScriptEnabled }) => {
    test.slow();
    const { request_link: link } = await ask(api, { jurisdictions: ['US-IN', 'US-CA'] });
    const buyer = await visitor({ viewport: { width: 320, height: 640 }, hasTouch: true });
    const fits = async () => {
      await buyer.waitForLoadState('networkidle');
      const width = await buyer.evaluate(() => document.documentElement.scrollWidth);
      expect(width, `width of ${buyer.url()}`).toBeLessThanOrEqual(320);
      if (javaScriptEnabled) await axe(buyer); // without scripts it is another page that axe would see
    };
    await buyer.goto(link);
    await buyer.goto(`${buyer.url()}?lang=${language}`);
    await fits();
    await start(buyer);
    await fits();
    await answerBusiness(buyer);
    await fits();
    await answerWhere(buyer);
    await fits();
    await answerWhy(buyer);
    await fits();
    await answerNumbers(buyer, { 'Indiana number': '0123456789001', 'California number': '102-123456' });
    await fits();
    await goOn(buyer);
    await expect(buyer.getByRole('alert')).toBeVisible();
    await fits();
    await answerDocuments(buyer, HERE);
    await fits();
    await answerDetails(buyer);
    await fits();
    await declare(buyer);
    await submit(buyer);
    await expectSubmitted(buyer);
    await fits();
  });
}

async function tabTo(page, locator) {
  for (let stops = 0; stops < 120; stops += 1) {
    if (await locator.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`Not to be reached by the Tab key: ${locator}`);
}
