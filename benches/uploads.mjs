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
// One request takes no more files an hour.
const PER_REQUEST = 20;
const agent = new http.Agent({ maxSockets: Infinity });

const server = spawn('target/release/certlane', ['serve', '--demo'], {
  env: { ...process.env, CERTLANE_LISTEN: '127.0.0.1:3399', CERTLANE_DATA_DIR: data, CERTLANE_LOG: 'warn' },
  stdio: ['ignore', 'pipe', 'inherit'],
});
try {
  const key = await liveKey();
  const buyers = [];
  for (let sent = 0; sent < count; sent += PER_REQUEST) buyers.push(await open(await invitation(key)));
  const idle = peak();
  const content = Buffer.concat([Buffer.from('%PDF-1.7\n'), Buffer.alloc(megabytes * 1_000_000 - 20, 'x'), Buffer.from('\n%%EOF\n')]);
  const started = performance.now();
  const uploads = Array.from({ length: count }, (_, place) => {
    const { path, cookie } = buyers[Math.floor(place / PER_REQUEST)];
    return begin(`${path}/document`, cookie, content);
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

async function open(link) {
  const answer = await request('GET', new URL(link).pathname, {});
  return { path: answer.headers.location, cookie: answer.headers['set-cookie'][0].split(';')[0] };
}

function request(method, path, headers) {
  return new Promise((resolve, reject) => {
    http.request(base + path, { method, headers, agent }, (answer) => resolve(answer.resume())).on('error', reject).end();
  });
}

function begin(path, cookie, content) {
  const boundary = 'certlane-bench';
  const head = `--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\nContent-Type: application/pdf\r\n\r\n`;
  const tail = `\r\n--${boundary}--\r\n`;
  const headers = {
    cookie,
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
