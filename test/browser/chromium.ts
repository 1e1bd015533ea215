/** A real browser, where the machine has one. */
import { existsSync } from 'node:fs';
import { describe } from '@jest/globals';
import { chromium } from 'playwright-core';
import type { Browser } from 'playwright-core';

/** Where Debian and others put it. */
const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

const BROWSER = PLACES.find((path) => existsSync(path));

/** Counted as skipped where there is no browser, and as failed where there has to be one (CI=true): scripts/test.mjs. */
export const inBrowser = BROWSER === undefined ? describe.skip : describe;

/** Starts it with nothing of its own that asks a network. */
export async function start(): Promise<Browser> {
  const quiet = ['--disable-background-networking', '--disable-component-update', '--disable-sync', '--disable-quic'];
  return await chromium.launch({
    ...(BROWSER === undefined ? {} : { executablePath: BROWSER }),
    // Root has no sandbox; all that it opens is written by the test.
    args: ['--no-sandbox', '--disable-gpu', '--disable-lcd-text', '--no-first-run', ...quiet],
  });
}
