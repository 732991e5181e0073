// What the browser complains about: exceptions, violations of the security policy, files that are not there.

/** Listens to all pages of a browser, those that are still to be opened too. */
export function listen(browser) {
  const heard = [];
  const onMessage = (message) => {
    if (message.type() !== 'error') return;
    // The tests' own doing: refusals and links that ended are answered with 4xx, and Playwright asks locked frames too.
    if (/^Failed to load resource: .* status of 4\d\d /.test(message.text())) return;
    if (/^Blocked script execution in '[^']+\/html' because the document's frame is sandboxed/.test(message.text())) return;
    heard.push(`${message.text()} (${message.location().url})`);
  };
  const onException = (error) => heard.push(`exception: ${error.error()}`);
  const onResponse = (response) => {
    const isPage = ['document', 'xhr'].includes(response.request().resourceType());
    if (response.status() >= 400 && !isPage) heard.push(`${response.status()}: ${response.url()}`);
    if (response.status() >= 500) heard.push(`${response.status()}: ${response.url()}`);
  };
  const attach = (context) => {
    context.on('console', onMessage);
    context.on('weberror', onException);
    context.on('response', onResponse);
  };
  browser.contexts().forEach(attach);
  browser.on('context', attach);
  return { heard, stop: () => browser.off('context', attach) };
}
