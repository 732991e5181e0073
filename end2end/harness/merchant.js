// What the merchant does, on the desk and by the API.
import { expect } from '@playwright/test';

let customers = 0;

/** A customer that no other test has: `{ name, email }`. */
export function someone() {
  customers += 1;
  const who = `${process.pid}-${customers}`;
  return { name: `Riverside Supply ${who} LLC`, email: `ap-${who}@riverside.example` };
}

/** Signs in to the desk by the demo's link. */
export async function signIn(page, portal) {
  const { signIn: link } = await portal.demo();
  await page.goto(link);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Requests' })).toBeVisible();
}

/** The API as a shop sees it: `await api.get('/tax/certificates')` is the answer's body. */
export function apiOf(portal, request) {
  const call = async (method, path, data) => {
    const { liveKey } = await portal.demo();
    const answer = await request.fetch(`${portal.url}${path}`, { method, data, headers: { authorization: `Bearer ${liveKey}` } });
    const body = answer.status() === 204 ? undefined : await answer.json();
    expect(answer.ok(), `${method} ${path}: ${JSON.stringify(body)}`).toBe(true);
    return body;
  };
  return {
    get: (path) => call('GET', path),
    post: (path, data) => call('POST', path, data),
    delete: (path) => call('DELETE', path),
  };
}

/** Asks a new customer by the API, and answers with the request: `request_link` is the buyer's. */
export async function ask(api, wishes = {}) {
  const customer = await api.post('/tax/customers', someone());
  const wanted = { delivery_method: 'download', jurisdictions: ['US-OH', 'US-KY'], ...wishes };
  return api.post(`/tax/customers/${customer.id}/certificate-requests`, wanted);
}

/** A new account with a password for the desk: `{ email, password }`. */
export async function createAccount(portal, page) {
  const { name, email } = someone();
  const password = 'four words make it long';
  const printed = await portal.command('account', 'create', '--name', name, '--email', email);
  await page.goto(printed.match(/Set-up link +(\S+)/)[1]);
  await page.getByLabel('New password').fill(password);
  await page.getByRole('button', { name: 'Save and sign in' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Requests' })).toBeVisible();
  return { email, password };
}
