// A database of its own for each portal: the file it makes by itself, or one on the throw-away PostgreSQL.
import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Where the portal keeps its rows (`url` undefined: in its data folder), and how to forget them. */
export async function createDatabase(kind) {
  if (kind === 'sqlite') return { url: undefined, drop: async () => {} };

  const server = process.env.CERTLANE_TEST_DATABASE_URL;
  const psql = (statement) => run('psql', [server, '--quiet', '--command', statement]);
  const name = `end2end_${randomUUID().replaceAll('-', '')}`;
  await psql(`create database ${name}`);
  return {
    url: server.replace(/\/[^/?]*\?/, `/${name}?`),
    drop: () => psql(`drop database ${name} with (force)`),
  };
}
