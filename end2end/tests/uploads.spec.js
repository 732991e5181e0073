// Files that cannot be taken: each is refused with a sentence, and nothing typed is lost.
import { writeFileSync } from 'node:fs';

import { answerDocuments, answerQuestions, expectFilled, expectStep, fill, goOn } from '../harness/buyer.js';
import { expect, test } from '../harness/fixtures.js';
import { ask } from '../harness/merchant.js';
import { expectProblems } from '../harness/problems.js';

const LIMIT = 25_000_000;

const pdf = (name, buffer) => ({ name, mimeType: 'application/pdf', buffer });

/** As a path: so much would take the browser's protocol long. */
function onDisk(name, buffer) {
  const path = test.info().outputPath(name);
  writeFileSync(path, buffer);
  return path;
}

const refused = {
  'no file': {
    file: () => [],
    sentence: 'Select a file with your certificate.',
  },
  'an empty file': {
    file: () => pdf('empty.pdf', Buffer.alloc(0)),
    sentence: 'The selected file is empty. Select another file.',
  },
  'a program that is called PDF': {
    file: () => pdf('certificate.pdf', Buffer.concat([Buffer.from('MZ\x90\x00'), Buffer.alloc(5_000, 'x')])),
    sentence: 'The selected file must be a PDF, JPEG, PNG or TIFF. Save or scan the document as one of them, then select it again.',
  },
  'half a PDF': {
    file: (papers) => pdf('half.pdf', papers.pdf.buffer.subarray(0, papers.pdf.buffer.length / 2)),
    sentence: 'The selected file is incomplete or damaged. Open it to check it, save it again, then select it again.',
  },
  'a file that is too large': {
    file: (papers) => onDisk('long.pdf', Buffer.concat([papers.pdf.buffer, Buffer.alloc(LIMIT + 1 - papers.pdf.buffer.length)])),
    sentence: 'The selected file must be smaller than 25 MB. Send fewer pages, or scan at a lower resolution.',
    staysHere: true,
  },
};

for (const [what, { file, sentence, staysHere }] of Object.entries(refused)) {
  test(`${what} is refused, then a good one is taken`, async ({ visitor, api, papers, javaScriptEnabled }) => {
    const buyer = await openUpload(visitor, api);
    const typed = { 'Which form is it?': await someForm(buyer), 'Date signed': '2026-02-03', 'Expiration date': '2027-02-03' };
    await fill(buyer, typed);
    const sent = [];
    buyer.on('request', (request) => request.method() === 'POST' && sent.push(request.url()));
    await buyer.getByLabel('The signed certificate').setInputFiles(file(papers));
    await goOn(buyer);

    await expectProblems(buyer, { file: sentence });
    await expectFilled(buyer, typed);
    const uploads = sent.filter((url) => url.endsWith('/upload/US-SST'));
    expect(uploads, 'what is known to be too large is not sent').toHaveLength(staysHere && javaScriptEnabled ? 0 : 1);

    await buyer.getByLabel('The signed certificate').setInputFiles(papers.pdf);
    await goOn(buyer);
    await expectStep(buyer, 5, 'Check your answers');
    await expect(buyer.getByText('resale certificate.pdf')).toBeVisible();
    await expect(buyer.getByText('Expiration date February 3, 2027')).toBeVisible();
  });
}

test('a wrong date is said beside the file that was taken', async ({ visitor, api, papers }) => {
  const buyer = await openUpload(visitor, api);
  await fill(buyer, { 'Date signed': '2026-02-03', 'Expiration date': '2025-02-03' });
  await buyer.getByLabel('The signed certificate').setInputFiles(papers.pdf);
  await goOn(buyer);
  await expectProblems(buyer, { expires_on: 'The expiration date must not be before the date signed. Check both dates.' });

  await fill(buyer, { 'Expiration date': '2027-02-03' });
  await goOn(buyer);
  await expectStep(buyer, 5, 'Check your answers');
});

test('another file replaces the first', async ({ visitor, api, papers }) => {
  const buyer = await openUpload(visitor, api);
  await buyer.getByLabel('The signed certificate').setInputFiles(papers.pdf);
  await goOn(buyer);
  await buyer.getByRole('link', { name: /^Change streamlined/ }).click();
  await buyer.getByText('Replace the file').click();
  await buyer.getByLabel('Another file').setInputFiles(papers.png);
  await goOn(buyer);
  await expectStep(buyer, 5, 'Check your answers');
  await expect(buyer.getByText('scan.pdf')).toBeVisible();
});

test('a long upload shows how far it is and can be canceled', async ({ visitor, api, papers, javaScriptEnabled }) => {
  test.skip(!javaScriptEnabled, 'the browser shows it by itself');
  const buyer = await openUpload(visitor, api);
  let release;
  const held = new Promise((resolve) => (release = resolve));
  await buyer.route('**/upload/US-SST', async (route) => {
    if (route.request().method() !== 'POST') return route.fallback();
    await held;
    await route.abort().catch(() => {}); // it is canceled by then
  });
  await buyer.getByLabel('The signed certificate').setInputFiles(papers.pdf);
  await goOn(buyer);
  await expect(buyer.getByLabel('Sending your file')).toBeVisible();
  await buyer.getByRole('button', { name: 'Cancel' }).click();
  await expect(buyer.getByLabel('Sending your file')).toBeHidden();
  release();
  await buyer.unroute('**/upload/US-SST');

  await goOn(buyer); // the file is still chosen
  await expectStep(buyer, 5, 'Check your answers');
});

async function openUpload(visitor, api) {
  const { request_link: link } = await ask(api);
  const buyer = await visitor();
  await buyer.goto(link);
  await answerQuestions(buyer);
  await answerDocuments(buyer);
  await expectStep(buyer, 4, 'Upload your document');
  // With JavaScript, the island is there before a file is chosen.
  await buyer.waitForLoadState('networkidle');
  return buyer;
}

/** One of the forms that the page offers, by its label. */
async function someForm(page) {
  const labels = await page.getByLabel('Which form is it?').locator('option').allTextContents();
  return labels.at(-1);
}
