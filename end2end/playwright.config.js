import { defineConfig } from '@playwright/test';

import { chromium } from './harness/chromium.js';

// The PostgreSQL of `scripts/postgres start`. Without one, the journeys run on SQLite alone.
const postgres = process.env.CERTLANE_TEST_DATABASE_URL;

export default defineConfig({
  testDir: 'tests',
  outputDir: 'test-results',
  reporter: [['list'], ['./harness/summary.js']],
  workers: 2,
  fullyParallel: true,
  forbidOnly: true,
  timeout: 60_000,
  use: {
    ...chromium,
    actionTimeout: 15_000,
    trace: { mode: 'retain-on-failure', screenshots: false },
    screenshot: 'only-on-failure',
  },
  // Every page works without JavaScript, and no test knows which database is below it. What the pages look like and
  // refuse is walked on one, and so are forms without scripts: they are the same bytes. The other shows that a walk from
  // the invitation to the receipt, and one that stops and goes on, hold there; the Rust tests ask both for every rule.
  projects: [
    ...[true, false].map((javaScriptEnabled) => project('sqlite', javaScriptEnabled, '*.spec.js')),
    ...(postgres ? [project('postgres', true, ['journey.spec.js', 'resume.spec.js'])] : []),
  ],
});

function project(database, javaScriptEnabled, testMatch) {
  return { name: `${database}, ${javaScriptEnabled ? 'with' : 'without'} JavaScript`, testMatch, use: { database, javaScriptEnabled } };
}
