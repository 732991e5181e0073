// Documents to upload. Chromium draws and encodes them, so they are what a scanner or a phone would send.

/** One page of a certificate as PDF, JPEG and PNG, each in the form that setInputFiles takes. */
export async function drawPapers(browser) {
  const page = await browser.newPage({ viewport: { width: 850, height: 1100 }, javaScriptEnabled: true });
  await page.setContent(`
    <title>Resale certificate</title>
    <h1>Resale certificate</h1>
    <p>Riverside Supply LLC buys for resale in its regular course of business.</p>
    <p>Seller's permit 101-123456 &middot; signed by Ana Ruiz, owner</p>
  `);
  const papers = {
    pdf: { name: 'resale certificate.pdf', mimeType: 'application/pdf', buffer: await page.pdf({ format: 'Letter' }) },
    jpeg: { name: 'IMG_0042.jpg', mimeType: 'image/jpeg', buffer: await page.screenshot({ type: 'jpeg' }) },
    png: { name: 'scan.png', mimeType: 'image/png', buffer: await page.screenshot({ type: 'png' }) },
  };
  await page.close();
  return papers;
}
