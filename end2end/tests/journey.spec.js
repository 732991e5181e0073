// The main job from end to end: a merchant asks, a buyer answers, the merchant has the document.
import {
  answerBusiness, answerDocuments, answerNumbers, answerRequest, answerUpload, answerWhere, answerWhy, business, declare, expectFilled,
  expectStep, expectSubmitted, fill, goOn, start, submit,
} from '../harness/buyer.js';
import { expect, test } from '../harness/fixtures.js';
import { ask, signIn, someone } from '../harness/merchant.js';
import { expectProblems } from '../harness/problems.js';

test('a merchant asks, a buyer answers, the merchant has the document', async ({
  page: desk, portal, mailbox, visitor, papers, api, request, javaScriptEnabled,
}) => {
  const customer = someone();
  let code, mail, link, certificate;

  await test.step('the merchant adds a customer and sends the invitation', async () => {
    await signIn(desk, portal);
    await desk.getByRole('link', { name: 'New request' }).click();
    const form = desk.getByRole('group', { name: 'Add a customer' }).or(desk.locator('details', { hasText: 'Add a customer' })).first();
    await form.locator('summary').click();
    await fill(form, { Name: customer.name, 'E-mail': customer.email });
    await form.getByRole('button', { name: 'Add and continue' }).click();

    await expect(desk.getByRole('heading', { level: 1 })).toHaveText(`Ask ${customer.name}`);
    await expect(desk.getByText('No certificate of this customer is on file.')).toBeVisible();
    await desk.getByText('Only for certain states').click();
    await desk.getByRole('checkbox', { name: 'Ohio' }).check();
    await desk.getByRole('checkbox', { name: 'Kentucky' }).check();
    await fill(desk, { 'Message (optional)': 'Your account is ready.\nOnly this is missing.' });
    await desk.getByRole('button', { name: 'Create request' }).click();

    await expect(desk.getByText(`Request created. The e-mail to ${customer.email} is on its way.`)).toBeVisible();
    code = await desk.locator('.page-head .code').textContent();
    link = await desk.getByRole('textbox', { name: 'Link for the buyer' }).inputValue();
  });

  await test.step('the buyer gets a mail that can be trusted', async () => {
    mail = await mailbox.next(customer.email);
    expect(mail.subject).toContain('Demo Supply Co.');
    for (const part of [mail.text, mail.html]) {
      expect(part).toContain('Demo Supply Co.');
      expect(part).toMatch(/Kentucky.+Ohio/);
      expect(part).toContain('Only this is missing.');
      expect(part).toContain(code);
      expect(part).toContain(link);
      expect(part).toContain(`${link}/not-me`);
      expect(part).toContain('dana@demo-supply.example');
    }
    await expect(async () => {
      await desk.reload();
      expect(await timeline(desk)).toEqual(['Request created', 'Invitation sent']);
    }).toPass();
  });

  const buyer = await visitor();

  await test.step('the link opens the first page, which says who asks for what', async () => {
    await buyer.goto(link);
    await expectStep(buyer, 1, 'Demo Supply Co. asks for your exemption certificate');
    await expect(buyer).toHaveURL(/\/request\/cert_req_[^/]+\/welcome$/); // the link is out of the address bar
    await expect(buyer.getByRole('main').getByText(code)).toBeVisible();
    await expect(buyer.getByText('Only this is missing.')).toBeVisible();
    for (const fact of ['dana@demo-supply.example', 'Kentucky and Ohio', 'About five minutes.']) {
      await expect(buyer.getByRole('main').getByText(fact).first()).toBeVisible();
    }
    await start(buyer);
    await expectStep(buyer, 2, 'Your business');
    await expectFilled(buyer, { 'Legal name of the business': customer.name, 'E-mail': customer.email });
  });

  await test.step('step 2 says what is missing and keeps what is typed', async () => {
    await fill(buyer, { 'Legal name of the business': '', 'E-mail': '' });
    await goOn(buyer);
    await expectProblems(buyer, {
      legal_name: 'Enter the legal name of your business.',
      line1: 'Enter the street and number.',
      city: 'Enter the city.',
      state: 'Select the state, or “Outside the United States”.',
      postal_code: 'Enter the ZIP code.',
      business_type: 'Select the type of your business.',
      contact_name: 'Enter the name of a person we can contact.',
      contact_email: 'Enter an e-mail address, like name@example.com.',
    });

    const typed = { ...business, 'ZIP or postal code': '4520', 'E-mail': 'ana@riverside' };
    await fill(buyer, typed);
    await goOn(buyer);
    await expectProblems(buyer, {
      postal_code: 'Enter a ZIP code of five digits, like 45202, or nine, like 45202-1234.',
      contact_email: 'Enter a complete e-mail address, like name@example.com.',
    });
    await expectFilled(buyer, typed);
    await answerBusiness(buyer);
  });

  await test.step('step 3 asks for a state, a reason and the numbers that the reason needs', async () => {
    await expectStep(buyer, 3, 'Where do you buy tax-free?');
    for (const state of ['Ohio', 'Kentucky']) await buyer.getByRole('checkbox', { name: state, exact: true }).uncheck();
    await goOn(buyer);
    await expectProblems(buyer, { jurisdictions: 'Select at least one state.' });
    await answerWhere(buyer, ['Ohio', 'Kentucky']);

    await expectStep(buyer, 3, 'Why are you exempt?');
    await goOn(buyer);
    await expectProblems(buyer, { reason: 'Select why you are exempt.' });
    await answerWhy(buyer);

    await expectStep(buyer, 3, 'Your numbers');
    await goOn(buyer);
    const sentence = 'Enter your Kentucky number, or your Ohio number above.';
    await expectProblems(buyer, { 'number-US-KY': sentence }); // Ohio takes the certificate without one
    await answerNumbers(buyer);
  });

  await test.step('step 4 proposes one document, and takes the one that the buyer has', async () => {
    await expectStep(buyer, 4, 'Your document');
    await expect(buyer.getByRole('group', { name: /^Streamlined Sales Tax/ })).toContainText('For Kentucky and Ohio.');
    await goOn(buyer);
    await expect(buyer.getByRole('alert')).toContainText('Select how you want to send this document: Streamlined Sales Tax');
    await answerDocuments(buyer);

    await expectStep(buyer, 4, 'Upload your document');
    for (const state of ['Ohio', 'Kentucky']) await expect(buyer.getByRole('checkbox', { name: state, exact: true })).toBeChecked();
    await buyer.waitForLoadState('networkidle'); // with JavaScript, the island is there before a file is chosen
    const sent = buyer.waitForRequest((request) => request.method() === 'POST' && request.url().endsWith('/upload/US-SST'));
    await answerUpload(buyer, papers.pdf);
    const byTheIsland = (await (await sent).allHeaders()).accept.startsWith('application/json');
    expect(byTheIsland, 'the island sends the file where scripts run').toBe(javaScriptEnabled);
  });

  await test.step('step 5 shows all answers, and a change comes straight back', async () => {
    await expectStep(buyer, 5, 'Check your answers');
    const answers = [
      'Riverside Supply LLC', '12 River St', 'Cincinnati, OH 45202', 'Wholesale trade', 'Kentucky and Ohio', 'Resale', '89001122', 'KY-000123',
      'resale certificate.pdf', 'Signed on February 3, 2026',
    ];
    for (const answer of answers) await expect(buyer.getByText(answer).first(), answer).toBeVisible();

    await buyer.getByRole('link', { name: 'Change who can we contact?' }).click();
    await expectStep(buyer, 2, 'Your business');
    await fill(buyer, { 'Contact name': 'Ben Ruiz' });
    await goOn(buyer);
    await expectStep(buyer, 5, 'Check your answers');
    await expect(buyer.getByText('Ben Ruiz')).toBeVisible();
  });

  await test.step('the signature is asked for, then the certificate is submitted', async () => {
    await fill(buyer, { 'Your full name': '' });
    await submit(buyer);
    await expectProblems(buyer, {
      name: 'Enter your full name.',
      title: 'Enter your title or role, like Accounts payable manager.',
      agreed: 'Tick the box to confirm that the answers are true and that you may give them.',
    });
    await declare(buyer);
    await submit(buyer);
    await expectSubmitted(buyer);
    await expect(buyer.getByText(`Your reference ${code}`)).toBeVisible();
    await expect(buyer.getByText('Demo Supply Co. reviews it')).toBeVisible();
    await expect(buyer.getByText('You have already submitted')).toBeHidden();
  });

  await test.step('the same link shows the receipt', async () => {
    await buyer.goto(link);
    await expectSubmitted(buyer);
    await expect(buyer.getByText(`Your reference ${code}`)).toBeVisible();
    await expect(buyer.getByText('Ben Ruiz')).toBeVisible();
  });

  await test.step('the desk shows the request fulfilled, and how it went', async () => {
    await expect(async () => {
      await desk.reload();
      expect(await timeline(desk)).toEqual([
        'Request created', 'Invitation sent', 'Opened by the buyer', 'Started by the buyer', 'Certificate submitted',
        'Receipt sent to the buyer', 'Receipt sent to the buyer',
      ]);
    }).toPass();
    await expect(desk.locator('.page-head .badge')).toHaveText('Fulfilled');
    await expect(desk.getByRole('textbox', { name: 'Link for the buyer' })).toHaveCount(0);
  });

  await test.step('the certificate stands beside its document and is approved', async () => {
    await desk.getByRole('link', { name: 'Kentucky and Ohio' }).click();
    await expect(desk.getByRole('heading', { level: 1 })).toHaveText(customer.name);
    await expect(desk.locator('.page-head .badge')).toHaveText('Processing');
    for (const answer of ['Riverside Supply LLC', 'Ben Ruiz', 'ana@riverside.example', '+1 513 555 0100']) {
      await expect(desk.getByText(answer)).toBeVisible();
    }
    await expect(desk.getByRole('row', { name: /Ohio.*89001122/ })).toBeVisible();
    const shown = await desk.request.get(await desk.getByTitle('The document, resale certificate.pdf').getAttribute('src'));
    expect(shown.headers()['content-type']).toBe('application/pdf');
    expect(await shown.body()).toEqual(papers.pdf.buffer);
    await desk.getByRole('button', { name: 'Approve' }).click();
    await expect(desk.getByText('Certificate approved.')).toBeVisible();
    await expect(desk.locator('.page-head .badge')).toHaveText('Active');
  });

  await test.step('the API says active and gives the same bytes', async () => {
    const id = new URL(desk.url()).pathname.split('/').pop();
    certificate = await api.get(`/tax/certificates/${id}`);
    expect(certificate.status).toBe('active');
    expect(certificate.jurisdictions.map((line) => [line.jurisdiction_id, line.status])).toEqual([['US-KY', 'active'], ['US-OH', 'active']]);
    const download = await request.get(certificate.download_url);
    expect(download.status()).toBe(200);
    expect(download.headers()['content-disposition']).toContain('attachment');
    expect(await download.body()).toEqual(papers.pdf.buffer);
  });

  await test.step('a changed download address opens nothing', async () => {
    const url = new URL(certificate.download_url);
    expect(url.searchParams.get('X-Amz-Expires')).toBe('3600');
    for (const changed of [
      change(url, 'X-Amz-Signature', (signature) => signature.replace(/.$/, (last) => (last === '0' ? '1' : '0'))),
      change(url, 'X-Amz-Expires', () => '3601'),
    ]) {
      expect((await request.get(changed)).status(), changed).toBe(403);
    }
  });
});

for (const kind of ['jpeg', 'png']) {
  test(`a ${kind.toUpperCase()} becomes a PDF and goes the same way`, async ({ page: desk, portal, visitor, papers, api, request }) => {
    const { id, request_link } = await ask(api);
    await answerRequest(await visitor(), request_link, papers[kind]);

    const { status, certificate_id } = await api.get(`/tax/certificate-requests/${id}`);
    expect(status).toBe('fulfilled');
    const { download_url } = await api.get(`/tax/certificates/${certificate_id}`);
    const download = await request.get(download_url);
    expect(download.headers()['content-type']).toBe('application/pdf');
    expect((await download.body()).subarray(0, 5).toString()).toBe('%PDF-');

    await signIn(desk, portal);
    await desk.goto(`/certificates/${certificate_id}`);
    const name = papers[kind].name.replace(/\.\w+$/, '.pdf');
    await expect(desk.getByTitle(`The document, ${name}`)).toBeVisible();
  });
}

/** What happened, without what is still to come. */
function timeline(desk) {
  return desk.locator('.timeline li:not(.not-yet) strong').allTextContents();
}

function change(url, parameter, how) {
  const changed = new URL(url);
  changed.searchParams.set(parameter, how(changed.searchParams.get(parameter)));
  return changed.href;
}
