// A shop's account page, as a merchant would build it. It shows both ways to the buyer's certificates: a link that the shop
// signs by itself, with the very snippet of the settings page, and one that it gets by the API.
//
//   PORTAL_URL=http://127.0.0.1:3000 ACCOUNT_ID=acct_… CERTLANE_STOREFRONT_SECRET=sf_live_… CERTLANE_API_KEY=sk_live_… \
//   CUSTOMER_ID=cust_… CUSTOMER_NUMBER=20506 node end2end/storefront/server.mjs
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { fileURLToPath } from 'node:url';

const snippet = new URL('../../app/src/pages/storefront/snippets/link.mjs', import.meta.url);

/** The function `certificatesLink` of the snippet, with a merchant's own values in it. */
export async function readSnippet({ portalUrl, accountId, secret }) {
  process.env.CERTLANE_STOREFRONT_SECRET = secret;
  const code = readFileSync(snippet, 'utf8').replaceAll('ACCOUNT_ID', accountId).replaceAll('PORTAL_URL', portalUrl);
  // A module is read once an address: another secret, another one.
  return import(`data:text/javascript,${encodeURIComponent(`${code}\n// ${secret.length} ${Math.random()}`)}`);
}

/** Opens the shop, in which `customer` (`{ id, number, name, email }`) is signed in: `{ url, close }`. */
export async function openStorefront({ portalUrl, accountId, secret, apiKey, customer, port = 0 }) {
  const { certificatesLink } = await readSnippet({ portalUrl, accountId, secret });
  const server = createServer(async (request, response) => {
    const account = `http://${request.headers.host}/account`;
    if (request.url === '/certificates') {
      response.writeHead(303, { location: await linkByApi({ portalUrl, apiKey, customer, account }) }).end();
    } else if (request.url === '/account') {
      response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' });
      response.end(accountPage(customer, certificatesLink(customer, account)));
    } else {
      response.writeHead(request.url === '/' ? 303 : 404, { location: '/account' }).end();
    }
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  const host = `127.0.0.1:${server.address().port}`;
  const close = () => new Promise((done) => (server.close(done), server.closeAllConnections()));
  return { host, url: `http://${host}/account`, signedLink: () => certificatesLink(customer, `http://${host}/account`), close };
}

async function linkByApi({ portalUrl, apiKey, customer, account }) {
  const answer = await fetch(`${portalUrl}/tax/customers/${customer.id}/portal-sessions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${apiKey}` },
    body: JSON.stringify({ return_url: account }),
  });
  const session = await answer.json();
  if (!answer.ok) throw new Error(JSON.stringify(session));
  return session.url;
}

function accountPage(customer, signed) {
  const text = (value) => value.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
  return `<!DOCTYPE html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>Your account – Corner Shop</title>
    <link rel="icon" href="data:,">
  </head>
  <body>
    <main>
      <h1>Your account</h1>
      <p>Signed in as ${text(customer.name)}, customer ${text(customer.number)}</p>
      <ul>
        <li><a href="${text(signed)}">Tax exemption certificates</a> (signed by the shop)</li>
        <li><a href="/certificates">Tax exemption certificates by the API</a></li>
      </ul>
    </main>
  </body>
</html>`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { PORTAL_URL, ACCOUNT_ID, CERTLANE_STOREFRONT_SECRET, CERTLANE_API_KEY, CUSTOMER_ID, CUSTOMER_NUMBER, PORT } = process.env;
  const shop = await openStorefront({
    portalUrl: PORTAL_URL,
    accountId: ACCOUNT_ID,
    secret: CERTLANE_STOREFRONT_SECRET,
    apiKey: CERTLANE_API_KEY,
    customer: { id: CUSTOMER_ID, number: CUSTOMER_NUMBER, name: 'Riverside Cafe LLC', email: 'ap@riverside.example' },
    port: Number(PORT ?? 4000),
  });
  console.log(`The shop's account page: ${shop.url}`);
}
