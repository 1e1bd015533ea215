/** How soon the page of `-o html` is seen in Chromium, and how large it is: of 200 and of 5,000 monitors, against a page of one. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { reportHtml } from '../src/render/html/page.ts';
import { start } from '../test/browser/chromium.ts';
import { many } from '../test/browser/worlds.ts';
import { aimed, folder, say } from './measured.ts';

const TURNS = 5;
/** Milliseconds until something is seen. */
const AIM = 1000;

const browser = await start();

/** Milliseconds from the start of the navigation to the first paint of content: the median of the turns. */
async function firstPaint(html: string): Promise<number> {
  const file = join(folder, 'page.html');
  writeFileSync(file, html);
  const paints: number[] = [];
  for (let turn = 0; turn < TURNS; turn += 1) {
    const page = await browser.newPage({ viewport: { width: 1360, height: 860 } });
    await page.goto(pathToFileURL(file).href);
    // It is told a frame or more after the page has loaded.
    const paint = await page.waitForFunction(
      () => performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? false,
    );
    paints.push(Number(await paint.jsonValue()));
    await page.close();
  }
  return paints.toSorted((a, b) => a - b)[Math.floor(TURNS / 2)] ?? Number.NaN;
}

const least = await firstPaint(reportHtml(many(1, 1)));
say(`the page of 1 monitor: first paint after ${least.toFixed(0)} ms`);
for (const [count, broken] of [
  [200, 3],
  [5000, 30],
] as const) {
  const html = reportHtml(many(count, broken));
  const paint = await firstPaint(html);
  const size = (Buffer.byteLength(html) / 1024).toFixed(0);
  say(
    `the page of ${count} monitors: ${size} KiB, first paint after ${aimed(paint, AIM, ' ms')}, ${(paint / least).toFixed(1)} times that of one`,
  );
}
await browser.close();
