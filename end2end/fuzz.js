// Lets schemathesis call every operation of /openapi.json, with what fits and with what does not, and follow its links:
// node fuzz.js [SECONDS]. On the PostgreSQL of CERTLANE_TEST_DATABASE_URL where it is set, else on SQLite.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { createDatabase } from './harness/databases.js';
import { Portal } from './harness/portal.js';

// The smallest thing that is taken as a PDF.
const PAPER = `%PDF-1.4
1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj 3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]>>endobj
trailer<</Root 1 0 R>>
%%EOF
`;
const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const seconds = Number(process.argv[2] ?? 60);
// Whether every wrong value is refused is for the long run to find out: which of them come up in a minute is chance, and a test
// must not fail by chance. No fault of the server and no answer but what is described hold in both.
const SHORT = seconds < 300 ? ['--exclude-checks', 'negative_data_rejection'] : [];
const database = process.env.CERTLANE_TEST_DATABASE_URL ? 'postgres' : 'sqlite';

mkdirSync(here('test-results'), { recursive: true });
const store = await createDatabase(database);
const portal = await Portal.start({
  log: here('test-results/portal-fuzz.log'),
  store,
  settings: { CERTLANE_API_RATE: '0' }, // it is about answers, and not about waiting
});
let failed = 0;
try {
  const { liveKey } = await portal.demo();
  const filed = await fileSomething(liveKey);
  // Whoever has no key learns nothing, so a tenth of the time is enough to see it.
  failed += await calls(seconds * 0.9, liveKey, filed);
  failed += await calls(Math.max(10, seconds * 0.1), '', filed);
} finally {
  await portal.stop();
  await store.drop();
}
console.log(`test result: ${failed ? 'FAILED' : 'ok'}. ${2 - failed} passed; ${failed} failed`);
process.exitCode = failed ? 1 : 0;

/** One run on all operations; 1 where it found anything. The seed is fixed, so that a run can be told from the next. */
async function calls(budget, key, filed) {
  const words = ['--config-file', here('schemathesis.toml'), 'run', `${portal.url}/openapi.json`, '--seed', '20260301'];
  const run = spawn(
    here('.venv/bin/schemathesis'),
    [...words, ...SHORT, '--max-time', String(Math.round(budget)), '--continue-on-failure', '--no-color'],
    {
      stdio: 'inherit',
      cwd: here('.'),
      env: { ...process.env, CERTLANE_KEY: key, CERTLANE_FILED: JSON.stringify(filed) },
    },
  );
  const [code] = await once(run, 'exit');
  return code === 0 ? 0 : 1;
}

/**
 * Certificates, an endpoint and a delivery, and the same by Commenda's face, so that there is something to list and to
 * decide on from the start; the ids of the latter by the names of their parameters.
 */
async function fileSomething(key) {
  const post = async (path, body) => {
    const json = !(body instanceof FormData);
    const answer = await fetch(`${portal.url}${path}`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${key}`, ...(json && { 'Content-Type': 'application/json' }) },
      body: json ? JSON.stringify(body) : body,
    });
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    return answer.json();
  };
  await fileByNumerals(post);
  return fileByCommendas(post);
}

function paper() {
  return new Blob([PAPER], { type: 'application/pdf' });
}

async function fileByNumerals(post) {
  for (const name of ['Lakeside Diner', 'Hillside Bakery', 'Seaside Grill']) {
    const customer = await post('/tax/customers', { name, email: 'ap@buyer.example' });
    const form = new FormData();
    const jurisdictions = [{ jurisdiction_id: 'US-OH', reason: 'RESALE', number: '89-123456' }];
    form.append('certificate', JSON.stringify({ customer_id: customer.id, jurisdictions }));
    form.append('file', paper(), 'certificate.pdf');
    await post('/tax/certificates', form);
  }
  const endpoint = await post('/tax/webhook-endpoints', { url: 'http://127.0.0.1:9/hooks' });
  await post(`/tax/webhook-endpoints/${endpoint.id}/test`, {});
}

async function fileByCommendas(post) {
  const form = new FormData();
  form.append('file', paper(), 'certificate.pdf');
  const file = await post('/api/v1/files', form);
  const customer = await post('/api/v1/customers', { name: 'Riverside Cafe', email: 'ap@buyer.example' });
  const number = { identification_type: 'STATE_TAX_ID', identification_number: '89-123456' };
  const certificate = await post('/api/v1/exemption-certificates', {
    customer_id: customer.data.id,
    file_id: file.data.id,
    effective_date: '2026-01-01',
    type: 'MULTI_STATE',
    jurisdictions: ['OH', 'CA'].map((state) => ({ country: 'US', state, reason: 'PURPOSE_RESALE', ...number })),
  });
  const webhook = await post('/api/v1/webhooks', { url: 'http://127.0.0.1:9/commenda' });
  await post(`/api/v1/webhooks/test/trigger/${webhook.data.id}`, {});
  return { customer_id: customer.data.id, exemption_certificate_id: certificate.data.id, file_id: file.data.id };
}
