// Draws the pictures of README.md and docs/ again: `make screenshots`. A demo portal with a few requests in it.
import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { chromium as playwright, request } from '@playwright/test';

import { answerDocuments, answerQuestions, answerRequest, expectStep, HERE } from './harness/buyer.js';
import { chromium } from './harness/chromium.js';
import { Mailbox } from './harness/mailbox.js';
import { apiOf, signIn } from './harness/merchant.js';
import { Portal } from './harness/portal.js';

const folder = fileURLToPath(new URL('../docs/images', import.meta.url));
const log = fileURLToPath(new URL('test-results/screenshots.log', import.meta.url));
const phone = { width: 390, height: 844 };
const screen = { width: 1100, height: 800 };

mkdirSync(folder, { recursive: true });
const mailbox = await Mailbox.open();
const portal = await Portal.start({ log, mailbox, store: {} });
const browser = await playwright.launch(chromium.launchOptions);
try {
  await draw();
} finally {
  await browser.close();
  await portal.stop();
  await mailbox.close();
}

async function draw() {
  const api = apiOf(portal, await request.newContext());
  const paper = await certificate();
  const submitted = await fillDesk(api, paper);

  await wizard(await open());
  const desk = await open({ viewport: { width: 1160, height: 640 } });
  await signIn(desk, portal);
  await desk.mouse.move(0, 0); // no row is pointed at
  await desk.screenshot({ path: `${folder}/desk.png` });
  await desk.setViewportSize({ width: 1280, height: 844 });
  await desk.goto(`${portal.url}/certificates/${submitted}`);
  await desk.waitForTimeout(3_000); // the browser's own viewer draws the PDF, and does not say when it has
  await desk.screenshot({ path: `${folder}/certificate.png` });
}

async function open(options) {
  return (await browser.newContext({ baseURL: portal.url, ...options })).newPage();
}

/** Requests in all states; gives the id of the certificate that waits for review. */
async function fillDesk(api, paper) {
  const ask = async (name, email, wishes = {}) => {
    const customer = await api.post('/tax/customers', { name, email });
    return api.post(`/tax/customers/${customer.id}/certificate-requests`, { jurisdictions: ['US-KY', 'US-OH'], ...wishes });
  };
  const answer = async (asked, business) => {
    const buyer = await open();
    await answerRequest(buyer, asked.request_link, paper, business);
    await buyer.context().close();
    return (await api.get(`/tax/certificate-requests/${asked.id}`)).certificate_id;
  };
  const mesa = await ask('Mesa Outfitters', 'ap@mesa.example', { jurisdictions: ['US-AZ', 'US-NM', 'US-TX'] });
  await api.delete(`/tax/certificate-requests/${mesa.id}`);
  await answer(await ask('Harbor Tools Inc.', 'tax@harbor.example'), { 'Legal name of the business': 'Harbor Tools Inc.' });
  await ask('Prairie Packaging Co.', 'office@prairie.example', { jurisdictions: [], delivery_method: 'download' });
  const lakeside = await ask('Lakeside Books', 'ap@lakeside.example');
  await ask('Summit Dental Group', 'billing@summit.example', { jurisdictions: ['US-CO'] });
  return answer(lakeside, { 'Legal name of the business': 'Lakeside Books LLC', 'E-mail': 'ana@lakeside.example' });
}

/** The document that the rules propose on a screen, and how it is signed on a phone. */
async function wizard(buyer) {
  await buyer.setViewportSize(screen);
  await buyer.goto((await portal.demo()).invitation);
  await answerQuestions(buyer);
  await expectStep(buyer, 4, 'Your document');
  await buyer.getByRole('radio', { name: HERE }).check();
  await buyer.getByRole('heading', { level: 1 }).click();
  const pictures = [(await buyer.screenshot()).toString('base64')];

  await buyer.setViewportSize(phone);
  await answerDocuments(buyer, HERE);
  await expectStep(buyer, 5, 'Check your answers');
  await buyer.getByRole('heading', { name: 'The document that you sign' }).evaluate((heading) => heading.scrollIntoView());
  await buyer.waitForTimeout(2_000); // the picture of the document, and the pad
  pictures.push((await buyer.screenshot()).toString('base64'));

  const both = await open({ viewport: { width: 1360, height: 850 } });
  await both.setContent(`
    <style>
      body { margin: 0; height: 850px; background: #dfe5e1; position: relative; }
      img { position: absolute; top: 24px; border-radius: 10px; border: 1px solid #b9c4bd; }
      .screen { left: 24px; }
      .phone { right: 24px; border: 6px solid #16211c; border-radius: 30px; top: 44px; width: 350px; }
    </style>
    <img class="screen" src="data:image/png;base64,${pictures[0]}"><img class="phone" src="data:image/png;base64,${pictures[1]}">
  `);
  await both.screenshot({ path: `${folder}/wizard.png` });
}

/** What a buyer would send. */
async function certificate() {
  const page = await browser.newPage();
  const line = (label, value) => `<p><small>${label}</small><br>${value}</p>`;
  await page.setContent(`
    <title>Certificate of exemption</title>
    <style>
      body { font: 15px/1.5 serif; margin: 48px; } h1 { font-size: 24px; border-bottom: 2px solid; }
      p { border-bottom: 1px solid #999; margin: 14px 0; } small { color: #555; } i { font: italic 30px cursive; }
    </style>
    <h1>Streamlined Sales Tax<br>Certificate of Exemption</h1>
    ${line('1. Purchaser', 'Lakeside Books LLC, 12 River St, Floor 2, Cincinnati, OH 45202')}
    ${line('2. Seller', 'Demo Supply Co.')}
    ${line('3. Type of business', '13 Wholesale trade')}
    ${line('4. Reason for exemption', 'G Resale')}
    ${line('5. Identification', 'KY: KY-000123 &emsp; OH: 89001122')}
    <br>${line('6. Signature', '<i>Ana Ruiz</i>')}
    ${line('Title and date', 'Owner, February 3, 2026')}
  `);
  const buffer = await page.pdf({ format: 'Letter' });
  await page.close();
  return { name: 'sst-certificate.pdf', mimeType: 'application/pdf', buffer };
}
