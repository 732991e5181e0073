import { createHmac, randomUUID } from 'node:crypto';

// The secret stays on your server: never in a page, an app or a theme.
const secret = process.env.CERTLANE_STOREFRONT_SECRET;
const encode = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');

// A link for one visit, good for ten minutes: make it when the page is asked for.
export function certificatesLink(customer, returnUrl) {
  const now = Math.floor(Date.now() / 1000);
  const head = encode({ alg: 'HS256', typ: 'JWT' });
  const body = encode({
    iss: 'ACCOUNT_ID',
    aud: 'certlane-portal',
    sub: customer.number, // the reference_customer_id
    iat: now,
    exp: now + 600,
    jti: randomUUID(),
    name: customer.name, // these two only matter where new customers are added
    email: customer.email,
    return_url: returnUrl,
  });
  const hmac = createHmac('sha256', secret).update(`${head}.${body}`);
  const signature = hmac.digest('base64url');
  return `PORTAL_URL/portal/enter?token=${head}.${body}.${signature}`;
}
