// Webhooks: the receivers of the guide take what Certlane sends, and the desk shows what became of it.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';

import { expect, test } from '../harness/fixtures.js';
import { signIn, someone } from '../harness/merchant.js';
import { expectGoodPage } from '../harness/page.js';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const guide = readFileSync(here('../../docs/webhooks.md'), 'utf8');

/** The receivers of the guide: the block in that language, and what runs it. Python's library is in a place of its own. */
const RECEIVERS = {
  Node: { block: 'js', file: 'receiver.mjs', program: process.execPath },
  Python: { block: 'python', file: 'receiver.py', program: here('../.venv/bin/python') },
};

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}

/** Runs a receiver as it stands in the guide; `printed()` is what it has said so far. */
async function listen({ block, file, program }, { port, secret }) {
  const folder = here('../test-results/webhooks');
  mkdirSync(folder, { recursive: true });
  const path = `${folder}/${port}-${file}`;
  writeFileSync(path, guide.match(new RegExp(`\`\`\`${block}\n([^]*?)\`\`\``))[1]);
  const receiver = spawn(program, [path], { env: { ...process.env, PORT: port, WEBHOOK_SECRET: secret } });
  let said = '';
  receiver.stdout.on('data', (text) => (said += text));
  receiver.stderr.on('data', (text) => (said += text));
  receiver.on('error', (error) => (said += `${error}; \`make test\` installs what Python needs`));
  const answers = () => fetch(`http://127.0.0.1:${port}/`, { method: 'POST', body: '{}' }).then(({ status }) => status, () => said);
  await expect.poll(answers, 'what it says to a message without a signature').toBe(400);
  return { printed: () => said, stop: () => receiver.kill() };
}

async function addEndpoint(api, port, wishes = {}) {
  return api.post('/tax/webhook-endpoints', { url: `http://127.0.0.1:${port}/`, ...wishes });
}

for (const [language, receiver] of Object.entries(RECEIVERS)) {
  test(`the receiver of the guide in ${language} takes what was signed for it, and nothing else`, async ({ api, javaScriptEnabled }) => {
    test.skip(!javaScriptEnabled, 'no page is in it');
    const port = await freePort();
    const endpoint = await addEndpoint(api, port, { event_types: ['customer.created'] });
    const listening = await listen(receiver, { port, secret: endpoint.secret });
    const customer = await api.post('/tax/customers', someone());
    await expect.poll(listening.printed).toContain(`customer.created ${customer.id}`);
    await api.post(`/tax/webhook-endpoints/${endpoint.id}/rotate-secret`, {});
    const second = await api.post('/tax/customers', someone());
    await expect.poll(listening.printed, 'by the old secret, beside the new one').toContain(`customer.created ${second.id}`);
    listening.stop();

    const other = await addEndpoint(api, port);
    await api.delete(`/tax/webhook-endpoints/${endpoint.id}`);
    const mistaken = await listen(receiver, { port, secret: endpoint.secret });
    const delivery = await api.post(`/tax/webhook-endpoints/${other.id}/test`, {});
    const attempts = async () => (await api.get(`/tax/webhook-deliveries/${delivery.id}`)).attempts;
    await expect.poll(async () => (await attempts())[0]?.status_code).toBe(400);
    expect(mistaken.printed()).not.toContain('webhook.test');
    mistaken.stop();
    await api.delete(`/tax/webhook-endpoints/${other.id}`);
  });
}

test('an endpoint is added, tried out, looked at and deleted on the desk', async ({ page, portal, axe, javaScriptEnabled }) => {
  test.slow();
  const expectGood = async () => javaScriptEnabled && expectGoodPage(page, axe); // looked at once
  const port = await freePort();
  await signIn(page, portal);
  await page.getByRole('link', { name: 'Webhooks' }).click();
  await page.getByRole('button', { name: 'Add the endpoint' }).click();
  await expect(page.getByRole('alert')).toContainText('Enter the address that events are sent to.');
  await expectGood();
  await page.getByLabel('Address').fill(`http://127.0.0.1:${port}/`);
  await page.getByLabel('What it is for').fill('The ERP');
  await page.getByRole('checkbox', { name: 'Certificate submitted' }).check();
  await page.getByRole('button', { name: 'Add the endpoint' }).click();
  const secret = await page.getByLabel('Copy it now: it is not shown again.').inputValue();
  expect(secret).toMatch(/^whsec_/);
  await expectGood();
  const listening = await listen(RECEIVERS.Node, { port, secret });

  await page.getByRole('button', { name: 'Send a test' }).click();
  await expect.poll(listening.printed).toContain('webhook.test whe_');
  const row = page.getByRole('row', { name: /Webhook tried out/ });
  await expect(async () => {
    await page.reload();
    await expect(row).toContainText('Succeeded', { timeout: 200 });
  }, 'once the answer is noted').toPass();
  await expectGood();
  await row.getByRole('link').click();
  await expect(page.getByText('Answered 204')).toBeVisible();
  await page.getByRole('button', { name: 'Send again' }).click();
  await expect(page.getByRole('status')).toContainText('It is sent again.');
  await expectGood();
  listening.stop();

  await page.getByRole('link', { name: 'Endpoint' }).click();
  await page.getByRole('button', { name: 'Make a new secret' }).click();
  await expect(page.getByText('Number 2, made on')).toBeVisible();
  await page.getByRole('button', { name: 'Disable' }).click();
  await expect(page.getByRole('status')).toHaveText('Nothing more is sent.');
  await page.getByText('Delete this endpoint').click();
  await page.getByRole('button', { name: 'Delete the endpoint' }).click();
  await expect(page.getByRole('status')).toHaveText('The endpoint is deleted.');
  await expectGood();
});
