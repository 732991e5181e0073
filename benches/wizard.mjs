// What the buyer's walk costs: the server's time for each page and each form, a document that is set, the bytes that a
// page needs, and the memory in the end. Usage: node benches/wizard.mjs [WALKS] [PROGRAM]     (after `make release`)
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const walks = Number(process.argv[2] ?? 40);
const program = process.argv[3] ?? 'target/release/certlane';
const [warmUp, documents] = [3, 60];
const [host, port] = ['127.0.0.1', 3079];
const base = `http://${host}:${port}`;
const data = mkdtempSync(join(tmpdir(), 'certlane-bench-'));
const agent = new Agent({ keepAlive: true, maxSockets: 1 });
const paper = `%PDF-1.4
1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj
2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj
3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]>>endobj
trailer<</Root 1 0 R>>
%%EOF
`;

const here = ['AL', 'AR', 'CO', 'GA', 'IA', 'IN', 'KY', 'MI', 'OH', 'OK', 'TN', 'TX'].map((state) => `US-${state}`);
const business = {
  legal_name: 'Bench LLC', line1: '1 Main', city: 'Columbus', state: 'US-OH', postal_code: '43004', business_type: '10',
  contact_name: 'Ben Bench', contact_email: 'ben@bench.example',
};

const times = new Map();
const sizes = new Map();
const server = spawn(program, ['serve', '--demo'], {
  env: { ...process.env, CERTLANE_LISTEN: `${host}:${port}`, CERTLANE_DATA_DIR: data, CERTLANE_LOG: 'warn' },
  stdio: ['ignore', 'pipe', 'inherit'],
});
try {
  const key = await liveKey();
  const idle = memory();
  for (let walk = -warmUp; walk < walks; walk++) {
    if (walk === 0) times.clear();
    await timed('GET', '/healthz', 'nothing at all', {});
    await sign(await open(key, here));
    await upload(await open(key, ['US-OH']));
  }
  const preview = await setDocuments(key);

  table(['median ms', 'slowest', 'bytes'], [...times].map(([step, all]) => [step, median(all), Math.max(...all), sizes.get(step)]));
  const style = await send('GET', (await html(preview)).match(/\/pkg\/[^"]+\.css/)[0], { 'accept-encoding': 'br' });
  console.log(`\nThe style sheet: ${style.size} bytes, once. Bytes are compressed with brotli.`);
  console.log(`Memory: ${idle} MB idle, ${memory()} MB after ${2 * documents} documents and ${2 * (walks + warmUp)} walks.`);
} finally {
  agent.destroy();
  server.kill('SIGTERM');
  await once(server, 'exit');
  rmSync(data, { recursive: true });
}

/** Twelve states: two documents that are signed here. */
async function sign(walk) {
  await walk.through(Object.fromEntries(here.map((state) => [`number-${state}`, '12345678'])));
  const { path, cookie } = walk;
  const choices = (await html(walk, 'documents')).match(/choice-[A-Z0-9-]+(?=")/g);
  await step(walk, 'documents', Object.fromEntries(choices.map((choice) => [choice, 'complete'])));
  await step(walk, 'details', { business_description: 'A shop', property_description: 'Cups' });
  await step(walk, 'check', { name: 'Ben Bench', title: 'Owner', agreed: 'yes' }, 'check, two documents signed and stored');
  await timed('GET', `${path}/done`, 'GET done', { cookie });
}

/** One state: a paper that the buyer has. */
async function upload(walk) {
  await walk.through({ 'number-US-OH': '12345678' });
  const { path, cookie } = walk;
  const [choice] = (await html(walk, 'documents')).match(/choice-[A-Z0-9-]+(?=")/);
  await must303(await post(`${path}/documents`, cookie, { [choice]: 'upload' }));
  const form = choice.slice('choice-'.length);
  await timed('GET', `${path}/upload/${form}`, 'GET upload', { cookie });
  const boundary = 'bench-boundary';
  const part = (name, value, rest = '') => `--${boundary}\r\ncontent-disposition: form-data; name="${name}"${rest}\r\n\r\n${value}\r\n`;
  const fields = { states: 'US-OH', certificate_type_id: form, signed_on: '', expires_on: '' };
  const body = [
    ...Object.entries(fields).map(([name, value]) => part(name, value)),
    part('file', paper, '; filename="paper.pdf"\r\ncontent-type: application/pdf'),
    `--${boundary}--\r\n`,
  ].join('');
  const headers = { cookie, origin: base, 'content-type': `multipart/form-data; boundary=${boundary}` };
  must303(await timed('POST', `${path}/upload/${form}`, 'POST upload, checked and stored', headers, body));
}

/** A request, its link opened, and a function that answers all pages up to one. */
async function open(key, jurisdictions) {
  const customer = (await api(key, '/tax/customers', { name: 'Bench', email: 'ap@bench.example' })).id;
  const asked = await api(key, `/tax/customers/${customer}/certificate-requests`, { delivery_method: 'download', jurisdictions });
  const opened = await timed('GET', new URL(asked.request_link).pathname, 'GET the link', {});
  const [path, cookie] = [opened.headers.location, opened.headers['set-cookie'][0].split(';')[0]];
  const walk = { path: path.split('/').slice(0, 3).join('/'), cookie };
  walk.through = async (numbers) => {
    await step(walk, 'welcome', {});
    await step(walk, 'business', business);
    await step(walk, 'where', { jurisdictions });
    await step(walk, 'why', { reason: 'RESALE' });
    await step(walk, 'numbers', numbers);
  };
  return walk;
}

/** Looks at a page and answers it. */
async function step({ path, cookie }, page, answers, label = page) {
  await timed('GET', `${path}/${page}`, `GET ${page}`, { cookie });
  const seen = page === 'check' ? (await html({ path, cookie }, page)).match(/name="seen" value="([^"]*)"/)[1] : '';
  must303(await timed('POST', `${path}/${page}`, `POST ${label}`, formHeaders(cookie), form({ ...answers, seen })));
}

/** The same two documents as pictures and as PDFs, as the check page offers them. */
async function setDocuments(key) {
  const walk = await open(key, here);
  await walk.through(Object.fromEntries(here.map((state) => [`number-${state}`, '12345678'])));
  const choices = (await html(walk, 'documents')).match(/choice-[A-Z0-9-]+(?=")/g);
  await post(`${walk.path}/documents`, walk.cookie, Object.fromEntries(choices.map((choice) => [choice, 'complete'])));
  for (let made = 0; made < documents; made++) {
    // Another name each time: nothing that was set before can be used again.
    await post(`${walk.path}/business`, walk.cookie, { ...business, legal_name: `Bench ${made} LLC` });
    await post(`${walk.path}/details`, walk.cookie, { business_description: `Shop ${made}`, property_description: `Cups ${made}` });
    const form = choices[made % choices.length].slice('choice-'.length);
    await timed('GET', `${walk.path}/preview/${form}.svg`, 'a document as a picture', { cookie: walk.cookie });
    await post(`${walk.path}/business`, walk.cookie, { ...business, legal_name: `Bench and ${made} LLC` });
    await timed('GET', `${walk.path}/preview/${form}.pdf`, 'a document as a PDF', { cookie: walk.cookie });
  }
  return walk;
}

async function liveKey() {
  let printed = '';
  for await (const chunk of server.stdout) {
    printed += chunk;
    if (printed.includes('Outbox')) break;
  }
  return printed.match(/^Live API key\s+(\S+)$/m)[1];
}

async function api(key, path, body) {
  const answer = await send('POST', path, { authorization: `Bearer ${key}`, 'content-type': 'application/json' }, JSON.stringify(body));
  if (answer.status >= 300) throw new Error(`${path}: ${answer.status} ${answer.body}`);
  return JSON.parse(answer.body);
}

async function html({ path, cookie }, page = 'welcome') {
  return String((await send('GET', `${path}/${page}`, { cookie })).body);
}

function post(path, cookie, answers) {
  return send('POST', path, formHeaders(cookie), form(answers));
}

function formHeaders(cookie) {
  return { cookie, origin: base, 'content-type': 'application/x-www-form-urlencoded' };
}

function form(answers) {
  const pairs = Object.entries(answers).flatMap(([name, value]) => [value].flat().map((one) => [name, one]));
  return String(new URLSearchParams(pairs));
}

function must303(answer) {
  if (answer.status !== 303) throw new Error(`${answer.status} ${answer.body}`);
}

/** Sends, and notes how long the answer took and how large it was. */
async function timed(method, path, label, { cookie, ...headers }, body) {
  const wanted = { ...headers, ...(cookie && { cookie }), 'accept-encoding': 'br' };
  const began = performance.now();
  const answer = await send(method, path, wanted, body);
  times.set(label, [...(times.get(label) ?? []), performance.now() - began]);
  if (answer.status >= 400) throw new Error(`${method} ${path}: ${answer.status}`);
  if (method === 'GET') sizes.set(label, answer.size);
  return answer;
}

function send(method, path, headers, body) {
  return new Promise((resolve, reject) => {
    const length = body === undefined ? {} : { 'content-length': Buffer.byteLength(body) };
    const sent = request({ host, port, method, path, agent, headers: { ...headers, ...length } }, (answer) => {
      const chunks = [];
      answer.on('data', (chunk) => chunks.push(chunk));
      answer.on('end', () => {
        const whole = Buffer.concat(chunks);
        resolve({ status: answer.statusCode, headers: answer.headers, body: whole, size: whole.length });
      });
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

function median(all) {
  return [...all].sort((one, other) => one - other)[Math.floor(all.length / 2)];
}

/** Resident, in MB. */
function memory() {
  return Math.round(Number(readFileSync(`/proc/${server.pid}/status`, 'utf8').match(/VmRSS:\s+(\d+)/)[1]) / 1_000);
}

function table(heads, rows) {
  const width = Math.max(...rows.map(([label]) => label.length));
  console.log(`${''.padEnd(width)}  ${heads.map((head) => head.padStart(9)).join('  ')}`);
  for (const [label, middle, slowest, size] of rows) {
    const cells = [middle.toFixed(2), slowest.toFixed(1), size === undefined ? '' : String(size)];
    console.log(`${label.padEnd(width)}  ${cells.map((cell) => cell.padStart(9)).join('  ')}`);
  }
}
