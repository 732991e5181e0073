// One running Certlane: the debug build unless another is named, in a data folder of its own, on a free port.
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const debug = fileURLToPath(new URL('../../target/debug/certlane', import.meta.url));

export class Portal {
  #program;
  #process;
  #folder;
  #settings;
  #printed = '';

  /**
   * Starts a portal and waits until it answers. What it says goes to the file `log`. Without a mailbox no mail
   * leaves it. `settings` are more variables.
   */
  static async start({ mailbox, store, log, settings, program = debug }) {
    const portal = new Portal();
    portal.#program = program;
    const port = await freePort();
    portal.url = `http://127.0.0.1:${port}`;
    portal.log = log;
    portal.#folder = mkdtempSync(join(tmpdir(), 'certlane-end2end-'));
    portal.#settings = {
      CERTLANE_LISTEN: `127.0.0.1:${port}`,
      CERTLANE_BASE_URL: portal.url,
      CERTLANE_DATA_DIR: portal.#folder,
      CERTLANE_WEBHOOK_ALLOW: '127.0.0.0/8',
      ...(mailbox && { CERTLANE_SMTP_URL: mailbox.url }),
      ...(store.url && { CERTLANE_DATABASE_URL: store.url }),
      ...settings,
    };
    portal.#run();
    try {
      await portal.#untilHealthy();
    } catch (error) {
      await portal.stop();
      throw error;
    }
    return portal;
  }

  /**
   * What `serve --demo` prints for people to try:
   * `signIn`, `invitation` and `outbox` are addresses, `liveKey` and `testKey` are API keys.
   */
  async demo() {
    const deadline = Date.now() + 10_000;
    for (;;) {
      const told = (label) => this.#printed.match(new RegExp(`^${label} +(\\S+)\\n`, 'm'))?.[1];
      const demo = {
        signIn: told('Desk'),
        invitation: told('Buyer'),
        outbox: told('Outbox'),
        liveKey: told('Live API key'),
        testKey: told('Test API key'),
      };
      if (Object.values(demo).every(Boolean)) return demo;
      if (Date.now() > deadline) throw new Error(`The demo's lines are not complete:\n${this.#printed}`);
      await sleep(50);
    }
  }

  /** What another command of the program prints, as `portal.command('account', 'create', …)`. */
  async command(...words) {
    const { stdout } = await promisify(execFile)(this.#program, words, { env: this.#environment() });
    return stdout;
  }

  /** Stops it as an operator would, and by force when it does not want to. */
  async stop() {
    if (this.#isRunning()) {
      this.#process.kill('SIGTERM');
      const force = setTimeout(() => this.#process.kill('SIGKILL'), 5_000);
      await once(this.#process, 'exit');
      clearTimeout(force);
    }
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #run() {
    mkdirSync(dirname(this.log), { recursive: true });
    const log = createWriteStream(this.log);
    this.#process = spawn(this.#program, ['serve', '--demo'], { env: this.#environment(), stdio: ['ignore', 'pipe', 'pipe'] });
    this.#process.on('error', (error) => log.write(`${error}\n`));
    this.#process.stdout.on('data', (text) => (this.#printed += text));
    this.#process.stdout.pipe(log, { end: false });
    this.#process.stderr.pipe(log, { end: false });
  }

  /** The developer's own settings stay out of it. */
  #environment() {
    const inherited = Object.entries(process.env).filter(([name]) => !name.startsWith('CERTLANE_'));
    return { ...Object.fromEntries(inherited), ...this.#settings };
  }

  #isRunning() {
    return this.#process.pid !== undefined && this.#process.exitCode === null && this.#process.signalCode === null;
  }

  async #untilHealthy() {
    const deadline = Date.now() + 20_000;
    while (this.#isRunning() && Date.now() < deadline) {
      const answer = await fetch(`${this.url}/healthz`).catch(() => undefined);
      if (answer?.ok) return;
      await sleep(50);
    }
    throw new Error(`Certlane did not start (exit code ${this.#process.exitCode}); it says why in end2end/${this.log}`);
  }
}

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}
