// What the rules make of the answers: few documents for many states, and paper that only a state can issue.
import {
  answerBusiness, answerDetails, answerDocuments, answerNumbers, answerQuestions, answerUpload, answerWhere, answerWhy, declare, draw,
  expectStep, expectSubmitted, HERE, start, submit,
} from '../harness/buyer.js';
import { expect, test } from '../harness/fixtures.js';
import { ask } from '../harness/merchant.js';
import { wordsIn } from '../harness/words.js';

/** Their numbers as far as the states need one of their own, or say what one looks like. */
const streamlined = {
  'US-AR': ['Arkansas', 'AR-1'], 'US-GA': ['Georgia', '123456789'], 'US-IN': ['Indiana', '0123456789001'], 'US-IA': ['Iowa', '1-23-456789'],
  'US-KS': ['Kansas', '004123456789F01'], 'US-WV': ['West Virginia', '1234-5678'], 'US-WY': ['Wyoming', '12-34567'],
};
const uniform = {
  'US-CA': ['California', '102-123456'], 'US-CO': ['Colorado', '12345678'], 'US-CT': ['Connecticut', '12345678-001'],
  'US-TX': ['Texas', '12345678901'], 'US-AZ': ['Arizona', '12345678'],
};
const states = { ...streamlined, ...uniform };
const numbers = Object.fromEntries(Object.values(states).map(([name, number]) => [`${name} number`, number]));
const names = (some) => Object.values(some).map(([name]) => name).sort();

for (const language of ['en', 'es']) {
  const say = wordsIn(language);

  test(`a reseller in twelve states signs two documents here (${language})`, async ({ visitor, api, request, javaScriptEnabled }) => {
    const { id, customer, request_link: link } = await ask(api, { jurisdictions: ['US-AR', 'US-GA'] });
    const buyer = await visitor();
    await buyer.goto(link);
    await buyer.goto(`${buyer.url()}?lang=${language}`);

    await test.step('the states are found by the search and the map, or in the list', async () => {
      await start(buyer);
      await answerBusiness(buyer);
      await expectStep(buyer, 3, 'Where do you buy tax-free?');
      if (javaScriptEnabled) {
        const search = buyer.getByRole('searchbox', { name: say('Find a state') });
        await search.fill('conn');
        const found = buyer.getByRole('checkbox').filter({ visible: true });
        await expect(found).toHaveCount(1);
        const count = buyer.locator('.finder [role=status]');
        await expect(count).toHaveText(say('1 state found'));
        await found.check();
        await search.fill('sales tax'); // a word of the hints, and of no name
        await expect(found).toHaveCount(0);
        await expect(count).toHaveText(say('No state has this name'));
        await search.fill('new');
        await expect(count).toHaveText(say('4 states found'));
        await search.fill('');
        await expect(count).toBeEmpty();
        const tile = buyer.locator('svg.tiles .tile', { hasText: 'TX' });
        await tile.click();
        await expect(tile).toHaveClass(/ticked/);
        await expect(buyer.getByRole('checkbox', { name: 'Texas', exact: true })).toBeChecked();
        await expect(buyer.locator('svg.tiles .tile.ticked')).toHaveCount(4);
      }
      await answerWhere(buyer, names(states).filter((name) => !['Arkansas', 'Georgia'].includes(name)));
    });

    await test.step('two documents are proposed', async () => {
      await answerWhy(buyer);
      await answerNumbers(buyer, { 'Ohio number': '89001122', ...numbers });
      await expectStep(buyer, 4, 'Your documents');
      const and = { en: ' and ', es: ' y ' }[language];
      for (const [title, some] of [[/^Streamlined Sales Tax/, streamlined], [/^Uniform Sales & Use Tax/, uniform]]) {
        const group = buyer.getByRole('group', { name: title });
        const [last, ...others] = names(some).reverse();
        await expect(group).toContainText(`${others.reverse().join(', ')}${and}${last}.`);
      }
      await answerDocuments(buyer, HERE);
      await answerDetails(buyer);
    });

    await test.step('what is signed is shown before', async () => {
      await expectStep(buyer, 5, 'Check your answers');
      const previews = buyer.locator('figure.preview img');
      await expect(previews).toHaveCount(2);
      for (const preview of await previews.all()) {
        await preview.scrollIntoViewIfNeeded();
        await expect.poll(() => preview.evaluate((image) => image.naturalWidth)).toBeGreaterThan(0);
      }
      for (const pdf of await buyer.locator('figure.preview a[download]').all()) {
        const file = await buyer.request.get(await pdf.getAttribute('href'));
        expect([file.status(), file.headers()['content-type']]).toEqual([200, 'application/pdf']);
      }
      await declare(buyer);
      if (javaScriptEnabled) {
        await draw(buyer);
        await expect(buyer.locator('input[name=drawing]')).toHaveValue(/^\d+,\d+( \d+,\d+)+;\d+,\d+( \d+,\d+)+$/);
      } else {
        await expect(buyer.locator('svg.pad')).toHaveCount(0);
      }
      await submit(buyer);
    });

    await test.step('the receipt gives both, and the merchant has them', async () => {
      await expectSubmitted(buyer);
      await buyer.emulateMedia({ media: 'print', colorScheme: 'dark' });
      for (const screenOnly of ['.steps', '.help [hreflang]']) await expect(buyer.locator(screenOnly)).toBeHidden();
      await expect(buyer.locator('.digest').first()).toHaveCSS('color', 'rgb(0, 0, 0)');
      await buyer.emulateMedia({ media: 'screen', colorScheme: 'light' });
      const papers = buyer.locator('.papers a');
      await expect(papers).toHaveCount(2);
      for (const paper of await papers.all()) {
        const copy = await buyer.request.get(new URL(await paper.getAttribute('href'), buyer.url()).href);
        expect((await copy.body()).subarray(0, 5).toString()).toBe('%PDF-');
      }
      expect((await api.get(`/tax/certificate-requests/${id}`)).status).toBe('fulfilled');
      const { certificates } = await api.get(`/tax/certificates?customer_id=${customer.id}`);
      expect(certificates).toHaveLength(2);
      const covered = certificates.flatMap(({ jurisdictions }) => jurisdictions.map((line) => line.jurisdiction_id));
      expect(covered.sort()).toEqual(Object.keys(states).sort());
      for (const certificate of certificates) {
        const { download_url } = await api.get(`/tax/certificates/${certificate.id}`);
        expect((await (await request.get(download_url)).body()).subarray(0, 5).toString()).toBe('%PDF-');
      }
    });
  });

  test(`a non-profit uploads a photo of the letter that the state issued (${language})`, async ({ visitor, api, papers, request }) => {
    const { id, request_link: link } = await ask(api, { jurisdictions: ['US-FL'] });
    const buyer = await visitor({ viewport: { width: 390, height: 844 } });
    await buyer.goto(link);
    await buyer.goto(`${buyer.url()}?lang=${language}`);
    const changes = { 'Legal name of the business': 'Riverside Food Bank', State: 'Florida', 'ZIP or postal code': '33101', 'Type of business': 'Nonprofit organization' };
    await answerQuestions(buyer, { changes, reason: 'We are a charitable organization', typed: {} });

    await expectStep(buyer, 4, 'Upload your document'); // there is nothing to choose
    await expect(buyer.getByText(/Consumer's Certificate of Exemption/).first()).toBeVisible();
    await buyer.waitForLoadState('networkidle');
    await answerUpload(buyer, papers.jpeg);

    await expectStep(buyer, 5, 'Check your answers');
    await expect(buyer.getByText('IMG_0042')).toBeVisible();
    await expect(buyer.locator('svg.pad')).toHaveCount(0); // nothing is signed here
    await declare(buyer);
    await submit(buyer);
    await expectSubmitted(buyer);

    const { certificate_id } = await api.get(`/tax/certificate-requests/${id}`);
    const { jurisdictions, download_url } = await api.get(`/tax/certificates/${certificate_id}`);
    expect(jurisdictions.map((line) => line.jurisdiction_id)).toEqual(['US-FL']);
    expect((await (await request.get(download_url)).body()).subarray(0, 5).toString()).toBe('%PDF-');
  });
}
