import { defineConfig } from '@playwright/test';

import { chromium } from './harness/chromium.js';

// The PostgreSQL of `scripts/postgres start`. Without one, the journeys run on SQLite alone.
const postgres = process.env.CERTLANE_TEST_DATABASE_URL;

const databases = postgres ? ['sqlite', 'postgres'] : ['sqlite'];
const scripts = [true, false];

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
  // refuse is walked on one; the Rust tests ask both for every rule.
  projects: databases.flatMap((database) =>
    scripts.map((javaScriptEnabled) => ({
      name: `${database}, ${javaScriptEnabled ? 'with' : 'without'} JavaScript`,
      testMatch: database === 'sqlite' ? '*.spec.js' : ['journey.spec.js', 'resume.spec.js', 'ends.spec.js'],
      use: { database, javaScriptEnabled },
    })),
  ),
});
