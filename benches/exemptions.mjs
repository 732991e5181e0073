// What the question "is this buyer exempt?" costs: CPU time of the server for a customer with many certificates, one
// question at a time and 1,000 in a call. Usage: node benches/exemptions.mjs [CERTIFICATES]     (after `make release`)
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const certificates = Number(process.argv[2] ?? 200);
const [single, batches, batch] = [2_000, 20, 1_000];
const data = mkdtempSync(join(tmpdir(), 'certlane-bench-'));
const base = 'http://127.0.0.1:3398';

const server = spawn('target/release/certlane', ['serve', '--demo'], {
  env: { ...process.env, CERTLANE_LISTEN: '127.0.0.1:3398', CERTLANE_DATA_DIR: data, CERTLANE_LOG: 'warn' },
  stdio: ['ignore', 'pipe', 'inherit'],
});
try {
  const { desk, key } = await demo();
  const api = (method, path, body) =>
    fetch(base + path, { method, body: body && JSON.stringify(body), headers: { authorization: `Bearer ${key}`, 'accept-encoding': 'identity' } });
  const json = async (...call) => {
    const answer = await api(...call);
    if (!answer.ok) throw new Error(`${call[1]}: ${answer.status} ${await answer.text()}`);
    return answer.json();
  };
  const customer = (await json('POST', '/tax/customers', { name: 'Bench', email: 'ap@bench.example' })).id;
  const states = ['US-OH', 'US-KY', 'US-IN', 'US-MI', 'US-IA'];
  for (let number = 0; number < certificates; number++) {
    const asked = await json('POST', `/tax/customers/${customer}/certificate-requests`, { delivery_method: 'download' });
    const certificate = await submit(asked, [states[number % states.length]], json);
    await post(`/certificates/${certificate}/approval`, desk, {});
  }

  const one = `/tax/customers/${customer}/exemption?jurisdiction=US-OH&reason=RESALE`;
  const considered = (await json('GET', one)).certificates_considered.length;
  const questions = Array.from({ length: batch }, (_, place) => ({
    customer_id: customer, jurisdiction: states[place % states.length], on: `2027-01-${String(1 + (place % 28)).padStart(2, '0')}`,
  }));
  const nothing = await cost(single, () => fetch(`${base}/healthz`).then((answer) => answer.text()));
  const asked = await cost(single, () => json('GET', one));
  await json('POST', '/tax/exemptions/check', { questions });
  const together = await cost(batches, () => json('POST', '/tax/exemptions/check', { questions }));
  console.log(`${considered} certificates considered in each answer`);
  console.log(`an empty request: ${nothing.toFixed(2)} ms of CPU`);
  console.log(`one question: ${asked.toFixed(2)} ms of CPU, ${(asked / nothing).toFixed(1)} times an empty request`);
  console.log(`${batch} questions in one call: ${together.toFixed(1)} ms of CPU`);
} finally {
  server.kill('SIGTERM');
  await once(server, 'exit');
  rmSync(data, { recursive: true });
}

/** Signs in at the desk, and takes the live key. */
async function demo() {
  let printed = '';
  for await (const chunk of server.stdout) {
    printed += chunk;
    if (printed.includes('Outbox')) break;
  }
  const word = (name) => printed.match(new RegExp(`^${name}\\s+(\\S+)$`, 'm'))[1];
  const page = new URL(word('Desk')).pathname;
  const answer = await post(page, '', {});
  return { desk: answer.headers.getSetCookie()[0].split(';')[0], key: word('Live API key') };
}

/** Walks the wizard as a buyer. */
async function submit(asked, states, json) {
  const opened = await fetch(asked.request_link, { redirect: 'manual' });
  const [path, cookie] = [opened.headers.get('location'), opened.headers.getSetCookie()[0].split(';')[0]];
  await post(`${path}/business`, cookie, {
    legal_name: 'Bench', line1: '1 Main', city: 'Columbus', state: 'US-OH', postal_code: '43004', business_type: '10',
    contact_name: 'Ben', contact_email: 'ben@bench.example',
  });
  await post(`${path}/where`, cookie, { jurisdictions: states[0] });
  await post(`${path}/why`, cookie, { reason: 'RESALE' });
  await post(`${path}/numbers`, cookie, { [`number-${states[0]}`]: '12345678' });
  await post(`${path}/documents`, cookie, { 'choice-US-SST': 'complete' });
  await post(`${path}/check`, cookie, { name: 'Ben', title: 'Owner', agreed: 'yes' });
  return (await json('GET', `/tax/certificate-requests/${asked.id}`)).certificate_id;
}

async function post(path, cookie, form) {
  const body = form instanceof FormData ? form : new URLSearchParams(form);
  const answer = await fetch(base + path, { method: 'POST', body, headers: { cookie, origin: base }, redirect: 'manual' });
  if (answer.status !== 303) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  return answer;
}

/** Milliseconds of CPU time of the server a call, over several calls one after another. */
async function cost(calls, call) {
  const before = cpu();
  for (let done = 0; done < calls; done++) await call();
  return (cpu() - before) / calls;
}

function cpu() {
  const fields = readFileSync(`/proc/${server.pid}/stat`, 'utf8').split(') ')[1].split(' ');
  return (Number(fields[11]) + Number(fields[12])) * 10; // ticks of a hundredth of a second, user and system
}
