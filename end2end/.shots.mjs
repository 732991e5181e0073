import { chromium as pw, request } from '@playwright/test';
import { chromium } from './harness/chromium.js';
import { Mailbox } from './harness/mailbox.js';
import { apiOf, ask } from './harness/merchant.js';
import { Portal } from './harness/portal.js';
import * as b from './harness/buyer.js';
import { mkdirSync } from 'node:fs';
mkdirSync('/tmp/shots',{recursive:true});
const mailbox = await Mailbox.open();
const portal = await Portal.start({ log:'/tmp/shots/portal.log', mailbox, store: {} });
const browser = await pw.launch(chromium.launchOptions);
const js = process.argv[2] !== 'nojs';
const lang = process.argv[3] ?? 'en';
try {
  const api = apiOf(portal, await request.newContext());
  const page = await (await browser.newContext({ baseURL: portal.url, viewport:{width:1280,height:900}, javaScriptEnabled: js })).newPage();
  page.on('console',m=>m.type()==='error'&&console.log('CONSOLE',m.text())); page.on('pageerror',e=>console.log('PAGEERROR',e)); page.on('response',r=>r.status()>=400&&console.log(r.status(),r.url()));
  const both = async (name) => {
    for (const [w,scheme] of [[1280,'light'],[390,'light'],[390,'dark'],[1280,'dark']]) {
      await page.setViewportSize({width:w,height:900});
      await page.emulateMedia({colorScheme:scheme});
      await page.waitForTimeout(js?400:100);
      await page.screenshot({ path:`/tmp/shots/${lang}-${name}-${w}-${scheme}.png`, fullPage:true });
    }
    await page.setViewportSize({width:1280,height:900});
    await page.emulateMedia({colorScheme:'light'});
  };
  const { request_link: link } = await ask(api, { jurisdictions:['US-IN','US-CA','US-OH'], message:'Your account is ready.\nOnly this is missing.' });
  await page.goto(link); await page.goto(`${page.url()}?lang=${lang}`);
  await both('1-welcome');
  await b.start(page); await b.goOn(page); await both('2-business-error');
  await b.answerBusiness(page);
  await page.locator('details summary').first().click();
  await page.waitForTimeout(800);
  await both('3-where');
  await b.answerWhere(page); await both('3-why'); await b.goOn(page); await both('3-why-error');
  await b.answerWhy(page); await b.fill(page,{'Ohio number':'12'}); await b.goOn(page); await both('3-numbers-error');
  await b.answerNumbers(page,{'Ohio number':'12','Indiana number':'0123456789001','California number':'102-123456'});
  await both('4-documents'); await b.goOn(page); await both('4-documents-error');
  await b.answerDocuments(page, b.HERE); await both('4-details');
  await b.answerDetails(page);
  await page.waitForTimeout(1500);
  if (js) { console.log(page.url(), await page.locator('svg.pad').count(), await page.locator('leptos-island').count(), await page.evaluate(()=>[...document.scripts].map(s=>s.outerHTML.slice(0,120)).join('\n'))); await b.draw(page); }
  for (const img of await page.locator('figure.preview img').all()) { await img.scrollIntoViewIfNeeded(); await page.waitForTimeout(800);}
  await both('5-check'); await b.submit(page); await both('5-check-error');
  await b.declare(page); await b.submit(page); await b.expectSubmitted(page); await both('6-done');
  const { request_link: l2 } = await ask(api);
  await page.goto(l2); await b.answerQuestions(page); await b.answerDocuments(page); await both('4-upload'); await b.goOn(page); await both('4-upload-error');
} finally { await browser.close(); await portal.stop(); await mailbox.close(); }
