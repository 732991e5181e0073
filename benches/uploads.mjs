// How much memory uploads cost: sends many at once, holds them all half-way, lets them end, and prints the server's
// peak. Usage: node benches/uploads.mjs [COUNT] [MEGABYTES]      (after `make release`)
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import http from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const [count, megabytes] = [Number(process.argv[2] ?? 11), Number(process.argv[3] ?? 24)];
const data = mkdtempSync(join(tmpdir(), 'certlane-bench-'));
const base = 'http://127.0.0.1:3399';
// One request takes 20 files an hour, and 200 MB in its life.
const perRequest = Math.min(20, Math.floor(200 / megabytes));
const PAGE = `
1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj
2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj
3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]>>endobj
trailer<</Root 1 0 R>>
%%EOF
`;
const agent = new http.Agent({ maxSockets: Infinity });

const server = spawn('target/release/certlane', ['serve', '--demo'], {
  env: { ...process.env, CERTLANE_LISTEN: '127.0.0.1:3399', CERTLANE_DATA_DIR: data, CERTLANE_LOG: 'warn' },
  stdio: ['ignore', 'pipe', 'inherit'],
});
try {
  const key = await liveKey();
  const buyers = [];
  for (let sent = 0; sent < count; sent += perRequest) buyers.push(await walk(await invitation(key)));
  const idle = peak();
  const content = Buffer.concat([Buffer.from('%PDF-1.4\n%'), Buffer.alloc(megabytes * 1_000_000 - 400, 'x'), Buffer.from(PAGE)]);
  const started = performance.now();
  const uploads = Array.from({ length: count }, (_, place) => {
    const { path, cookie } = buyers[Math.floor(place / perRequest)];
    return begin(`${path}/upload/US-SST`, cookie, content);
  });
  await Promise.all(uploads.map((upload) => upload.half));
  const held = resident();
  uploads.forEach((upload) => upload.go_on());
  const statuses = await Promise.all(uploads.map((upload) => upload.status));
  const seconds = (performance.now() - started) / 1000;
  const taken = statuses.filter((status) => status === 303).length;
  console.log(`${count} uploads of ${megabytes} MB at once: ${taken} taken in ${seconds.toFixed(1)} s`);
  console.log(`resident memory: ${idle} MB idle, ${held} MB with all of them half-way, ${peak()} MB at most`);
  process.exitCode = taken === count ? 0 : 1;
} finally {
  server.kill('SIGTERM');
  await once(server, 'exit');
  rmSync(data, { recursive: true });
}

async function liveKey() {
  let printed = '';
  for await (const chunk of server.stdout) {
    printed += chunk;
    const found = printed.match(/^Live API key\s+(\S+)$/m);
    if (found && printed.includes('Outbox')) return found[1];
  }
  throw new Error('the server did not start');
}

async function invitation(key) {
  const post = async (path, body) => {
    const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' };
    return (await fetch(base + path, { method: 'POST', headers, body: JSON.stringify(body) })).json();
  };
  const customer = await post('/tax/customers', { name: 'Riverside Cafe LLC', email: 'ap@riverside.example' });
  const asked = await post(`/tax/customers/${customer.id}/certificate-requests`, { delivery_method: 'download' });
  return asked.request_link;
}

/** Opens the link and answers until a file is asked for. */
async function walk(link) {
  const opened = await fetch(link, { redirect: 'manual' });
  const [path, cookie] = [opened.headers.get('location'), opened.headers.getSetCookie()[0].split(';')[0]];
  const answer = async (page, form) => {
    const answer = await fetch(`${base}${path}/${page}`, { method: 'POST', body: new URLSearchParams(form), headers: { cookie, origin: base }, redirect: 'manual' });
    if (answer.status !== 303) throw new Error(`${page}: ${answer.status}`);
  };
  await answer('where', { jurisdictions: 'US-OH' });
  await answer('why', { reason: 'RESALE' });
  await answer('numbers', { 'number-US-OH': '12345678' });
  await answer('documents', { 'choice-US-SST': 'upload' });
  return { path, cookie };
}

function begin(path, cookie, content) {
  const boundary = 'certlane-bench';
  const states = `--${boundary}\r\nContent-Disposition: form-data; name="states"\r\n\r\nUS-OH\r\n`;
  const head = `${states}--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\nContent-Type: application/pdf\r\n\r\n`;
  const tail = `\r\n--${boundary}--\r\n`;
  const headers = {
    cookie,
    origin: base,
    'content-type': `multipart/form-data; boundary=${boundary}`,
    'content-length': head.length + content.length + tail.length,
  };
  let answered;
  const status = new Promise((resolve, reject) => {
    answered = http.request(base + path, { method: 'POST', headers, agent }, (answer) => resolve(answer.resume().statusCode));
    answered.on('error', reject);
  });
  const middle = Math.floor(content.length / 2);
  const half = new Promise((resolve) => {
    answered.write(head);
    answered.write(content.subarray(0, middle), resolve);
  });
  const go_on = () => {
    answered.write(content.subarray(middle));
    answered.end(tail);
  };
  return { half, status, go_on };
}

function field(name) {
  const line = readFileSync(`/proc/${server.pid}/status`, 'utf8').match(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm'));
  return Math.round(Number(line[1]) / 1024);
}

function resident() {
  return field('VmRSS');
}

function peak() {
  return field('VmHWM');
}
