// The buyer's mail server: real SMTP in, parsed mails out.
import { simpleParser } from 'mailparser';
import { SMTPServer } from 'smtp-server';

export class Mailbox {
  /** All mails so far, oldest first, as mailparser gives them: `subject`, `text`, `html`, `headers`, … */
  mails = [];
  #waiting = new Set();
  #read = new Map();

  /** Opens a mailbox on a free port of this machine. */
  static async open() {
    const mailbox = new Mailbox();
    mailbox.server = new SMTPServer({
      authOptional: true,
      disabledCommands: ['STARTTLS'], // encryption would need a certificate that the portal trusts
      logger: false,
      onData: (stream, session, done) => {
        const recipients = session.envelope.rcptTo.map(({ address }) => address);
        simpleParser(stream).then((mail) => {
          mailbox.#receive({ ...mail, recipients });
          done();
        }, done);
      },
    });
    await new Promise((resolve, reject) => {
      mailbox.server.once('error', reject);
      mailbox.server.listen(0, '127.0.0.1', resolve);
    });
    return mailbox;
  }

  /** For CERTLANE_SMTP_URL. */
  get url() {
    return `smtp://127.0.0.1:${this.server.server.address().port}`;
  }

  /** The next mail to an address that this call has not given before; waits for it. */
  async next(address, { timeout = 15_000 } = {}) {
    const deadline = Date.now() + timeout;
    for (;;) {
      const seen = this.#read.get(address) ?? 0;
      const mail = this.mails.filter(({ recipients }) => recipients.includes(address))[seen];
      if (mail) {
        this.#read.set(address, seen + 1);
        return mail;
      }
      const left = deadline - Date.now();
      if (left <= 0) {
        const others = [...new Set(this.mails.flatMap(({ recipients }) => recipients))].join(', ') || 'nobody';
        throw new Error(`No mail for ${address} within ${timeout} ms. There is mail for ${others}.`);
      }
      await this.#arrival(left);
    }
  }

  async close() {
    await new Promise((resolve) => this.server.close(resolve));
  }

  #receive(mail) {
    this.mails.push(mail);
    for (const wake of this.#waiting) wake();
    this.#waiting.clear();
  }

  #arrival(milliseconds) {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, milliseconds);
      this.#waiting.add(() => {
        clearTimeout(timer);
        resolve();
      });
    });
  }
}
