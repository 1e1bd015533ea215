/** The documentation as a site (npm run site): its links, its search, and how it is used in a real Chromium, from the disk and served. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, posix } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { readMessages } from '../../scripts/docs/messages.mjs';
import { finder } from '../../src/browser/find.ts';
import type { Find, SiteDocument } from '../../src/browser/find.ts';
import { inBrowser, start } from './chromium.ts';
import { withPalette } from './png.ts';

const root = join(import.meta.dirname, '..', '..');
let site: string;
beforeAll(() => {
  site = join(mkdtempSync(join(tmpdir(), 'promwire-site-')), 'site');
  execFileSync(process.execPath, [join(root, 'scripts', 'site.mjs'), '--out', site], { cwd: root });
});
afterAll(() => rmSync(join(site, '..'), { recursive: true, force: true }));

const read = (path: string): string => readFileSync(join(site, path), 'utf8');
const pages = (): readonly string[] =>
  readdirSync(site, { recursive: true, encoding: 'utf8' })
    .map((path) => path.replaceAll('\\', '/'))
    .filter((path) => path.endsWith('.html'));
const documents = (): readonly SiteDocument[] => {
  const [, json = ''] = /^globalThis\.promwireDocuments=(.*);$/m.exec(read('search.js')) ?? [];
  return JSON.parse(json) as readonly SiteDocument[];
};

describe('the site', () => {
  it('has every page of docs/, and what changed', () => {
    const sources = readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' })
      .map((path) => path.replaceAll('\\', '/'))
      .filter((path) => path.endsWith('.md'));
    const places = sources.map((path) => path.replace(/README\.md$/, 'index.html').replace(/\.md$/, '.html'));
    const all = pages();
    expect([...places, 'changelog.html'].filter((place) => !all.includes(place))).toEqual([]);
  });

  it('links to what is there, with each anchor once, and asks for nothing from elsewhere', () => {
    const texts = new Map(pages().map((path) => [path, read(path)]));
    const idsOf = (text: string): readonly string[] => [...text.matchAll(/ id="([^"]+)"/g)].map(([, id = '']) => id);
    const ids = new Map([...texts].map(([path, text]) => [path, idsOf(text)]));
    const twice = [...ids].flatMap(([path, all]) =>
      all.filter((id, at) => all.indexOf(id) !== at).map((id) => `${path}: ${id}`),
    );
    const broken = [...texts].flatMap(([path, text]) =>
      [...text.matchAll(/<[a-z]+ [^>]*?(href|src)="([^"]+)"/g)].flatMap(([, kind, link = '']) => {
        if (link.startsWith('https:')) return kind === 'src' ? [`${path}: ${link}`] : [];
        const [to = '', anchor] = link.split('#');
        const target = to === '' ? path : posix.join(posix.dirname(path), to);
        const there = existsSync(join(site, target)) && (anchor === undefined || ids.get(target)?.includes(anchor));
        return there === true ? [] : [`${path}: ${link}`];
      }),
    );
    expect(twice).toEqual([]);
    expect(broken).toEqual([]);
  });

  it('calls a page by its name where the text has its path', () => {
    const paths = pages().flatMap((path) =>
      [...read(path).matchAll(/<a [^>]*>([^<]*\.md)<\/a>/g)].map(([, words = '']) => `${path}: ${words}`),
    );
    expect(paths).toEqual([]);
    expect(read('changelog.html')).toContain('<a href="versions.html">Tested versions</a>');
  });

  it('lets no script run but its own, by their hashes', () => {
    const policies = new Set(pages().map((path) => /Content-Security-Policy" content="([^"]+)"/.exec(read(path))?.[1]));
    expect([...policies]).toEqual([
      expect.stringMatching(
        /^default-src 'none'; style-src 'sha256-[\w+/=]+'; script-src 'sha256-[\w+/=]+' 'strict-dynamic'; img-src 'self'; base-uri 'none'; form-action 'none'$/,
      ),
    ]);
  });

  it('is not put in the place of a folder with other things in it', () => {
    const folder = mkdtempSync(join(tmpdir(), 'promwire-site-'));
    try {
      writeFileSync(join(folder, 'mine.txt'), '');
      const run = () =>
        execFileSync(process.execPath, [join(root, 'scripts', 'site.mjs'), '--out', folder], { stdio: 'pipe' });
      expect(run).toThrow(/is not empty and not a site/);
      expect(readdirSync(folder)).toEqual(['mine.txt']);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});

describe('its search', () => {
  let all: readonly SiteDocument[];
  let find: Find;
  beforeAll(() => {
    all = documents();
    find = finder(all);
  });
  const places = (query: string): readonly string[] => find(query).map(({ document }) => document.at);

  it('leads from what people search for to its cause', () => {
    const leads = (phrase: string, cause: string): boolean =>
      find(phrase)
        .slice(0, 6)
        .some(
          ({ document: { at, text } }) =>
            at.startsWith(`checks/${cause}.html`) || (at.startsWith('messages.html#') && text.includes(cause)),
        );
    const lost = readMessages().flatMap(({ entries }) =>
      entries.flatMap(({ messages, words, cause }) =>
        [...messages, ...words].filter((phrase) => !leads(phrase, cause)).map((phrase) => `${cause}: ${phrase}`),
      ),
    );
    expect(lost).toEqual([]);
  });

  it.each([
    ['generate', 'generate.html'],
    ['Compare', 'compare.html'],
    ['testbed', 'testbed.html'],
    ['setup', 'commands.html#promwire-setup'],
  ])('has for the name %s first its page or section, %s', (query, place) => {
    expect(places(query)[0]).toBe(place);
  });

  it.each([
    ['lable mismach', 'checks/label-mismatch.html'],
    ['namespac selec', 'checks/namespace-selector-mismatch.html'],
    ['exit codes', 'use.html#exit-codes'],
    ['promwire compare', 'commands.html#promwire-compare'],
    ['KuberhealthyCheckFlap', 'runbooks/KuberhealthyCheckFlapping.html'],
  ])('finds by %s, with slips and beginnings, %s', (query, place) => {
    expect(places(query).slice(0, 5)).toContainEqual(expect.stringContaining(place));
  });

  it('shows few sections of one page, and nothing where nothing is', () => {
    const of = places('label').filter((at) => at.startsWith('checks/label-mismatch.html'));
    expect(of.length).toBeGreaterThan(0);
    expect(of.length).toBeLessThanOrEqual(2);
    expect(places('qqqqqqq')).toEqual([]);
  });
});

inBrowser('the site in a browser', () => {
  let browser: Browser;
  let server: Server;
  let served: string;
  beforeAll(async () => {
    // Below a path, as GitHub serves it.
    server = createServer((request, response) => {
      const path = decodeURIComponent((request.url ?? '').split('?')[0] ?? '').replace(/^\/some\/where\//, '');
      const file = join(site, path === '' ? 'index.html' : path);
      if (!existsSync(file) || !file.startsWith(site)) return response.writeHead(404).end();
      const types: Readonly<Record<string, string>> = {
        html: 'text/html',
        js: 'text/javascript',
        svg: 'image/svg+xml',
        png: 'image/png',
      };
      return response.writeHead(200, { 'content-type': types[file.split('.').at(-1) ?? ''] }).end(readFileSync(file));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    served = `http://127.0.0.1:${(server.address() as AddressInfo).port}/some/where/`;
    browser = await start();
  });
  afterAll(async () => {
    await browser?.close();
    server?.closeAllConnections();
    server?.close();
  });

  /** Opens a page; a request that leaves the site, an answer that is none, and whatever the console says is a failure. */
  const opened = async (
    path: string,
    look: (page: Page) => Promise<void>,
    options: BrowserContextOptions = {},
    from = `${pathToFileURL(site).href}/`,
  ): Promise<void> => {
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options });
    const complaints: string[] = [];
    try {
      const page = await context.newPage();
      page.on('request', (request) => request.url().startsWith(from) || complaints.push(request.url()));
      page.on('requestfailed', (request) => complaints.push(`failed: ${request.url()}`));
      // An icon is asked for by the browser itself.
      page.on(
        'console',
        (message) => message.location().url.endsWith('/favicon.ico') || complaints.push(message.text()),
      );
      page.on('pageerror', (error) => complaints.push(error.message));
      await page.goto(from + path);
      await look(page);
      expect(complaints.filter((each) => !each.endsWith('/favicon.ico'))).toEqual([]);
    } finally {
      await context.close();
    }
  };

  const searched = async (page: Page): Promise<void> => {
    await page.keyboard.press('/');
    const input = page.getByRole('searchbox');
    await input.waitFor();
    await input.fill('lables mismach');
    const first = page.locator('.find li a').first();
    await first.waitFor();
    expect(await first.innerText()).toContain('label-mismatch');
    expect(await first.locator('small').innerText()).toContain('Cause');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.waitForURL(/checks\/label-mismatch\.html/);
    expect(await page.locator('h1').innerText()).toContain('label-mismatch: The labels of the object');
    expect(await page.locator('nav [aria-current]').innerText()).toBe('label-mismatch');
  };

  it('finds a cause and shows it, from the disk', async () => {
    await opened('index.html', searched);
  });

  it('does the same served below a path, from a page in a folder', async () => {
    await opened('runbooks/KuberhealthyAbsent.html', searched, {}, served);
  });

  it('says where nothing is found, and closes by Escape', async () => {
    await opened('index.html', async (page) => {
      await page.getByRole('button', { name: 'Search' }).click();
      await page.getByRole('searchbox').fill('qqqqqqq');
      await page.getByText('Nothing is found.').waitFor();
      await page.keyboard.press('Escape');
      expect(await page.locator('dialog').isVisible()).toBe(false);
    });
  });

  it('is light or dark as the reader wants it, and as they say', async () => {
    const shade = async (page: Page): Promise<string> =>
      await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    await opened('index.html', async (page) => {
      expect(await shade(page)).toBe('rgb(255, 255, 255)');
      await page.getByRole('button', { name: 'Light or dark' }).click();
      expect(await shade(page)).toBe('rgb(16, 18, 22)');
      await page.getByRole('link', { name: 'Wire in any application' }).first().click();
      await page.waitForURL(/setup-any/);
      expect(await shade(page)).toBe('rgb(16, 18, 22)');
    });
    await opened('index.html', async (page) => expect(await shade(page)).toBe('rgb(16, 18, 22)'), {
      colorScheme: 'dark',
    });
  });

  it('copies the command of a block that shows one, and other code whole', async () => {
    await opened(
      'tutorial.html',
      async (page) => {
        const copied = async (text: string): Promise<string> => {
          const block = page.locator('.code', { hasText: text }).first();
          await block.hover();
          await block.getByRole('button').click();
          await block.getByText('Copied').waitFor();
          return await page.evaluate(async () => await navigator.clipboard.readText());
        };
        expect(await copied('$ promwire explain')).toBe('promwire explain label-mismatch');
        expect(await copied('npx promwire demo')).toMatch(/^npx promwire demo {4}#/);
      },
      { permissions: ['clipboard-read', 'clipboard-write'] },
    );
  });

  it.each([390, 1000, 1280])('cuts no code off at a width of %d', async (width) => {
    const cut = async (page: Page): Promise<readonly string[]> =>
      await page
        .locator('.code pre')
        .evaluateAll((blocks) =>
          blocks.filter((block) => block.scrollWidth > block.clientWidth).map(({ textContent }) => textContent ?? ''),
        );
    for (const path of ['tutorial.html', 'fix.html'])
      await opened(path, async (page) => expect(await cut(page)).toEqual([]), { viewport: { width, height: 800 } });
  });

  it('shows an output of 100 columns line by line', async () => {
    await opened('tutorial.html', async (page) => {
      const lines = await page
        .locator('.code', { hasText: '$ promwire check --from promwire-demo/cluster.yaml' })
        .first()
        .locator('code')
        .evaluate((code) => code.getBoundingClientRect().height / parseFloat(getComputedStyle(code).lineHeight));
      const text = readFileSync(join(root, 'docs', 'tutorial.md'), 'utf8');
      const [, block = ''] = /```\n(\$ promwire check --from promwire-demo\/cluster\.yaml\n[^]*?)```/.exec(text) ?? [];
      expect(Math.round(lines)).toBe(block.trimEnd().split('\n').length);
    });
  });

  it('fits a telephone, where the pages are below the text', async () => {
    await opened(
      'index.html',
      async (page) => {
        for (const path of [
          'index.html',
          'commands.html',
          'messages.html',
          'use.html',
          'checks/index.html',
          'alerts.html',
          'tutorial.html',
          'changelog.html',
        ]) {
          await page.goto(`${pathToFileURL(site).href}/${path}`);
          expect([path, await page.evaluate(() => document.documentElement.scrollWidth)]).toEqual([path, 390]);
        }
        await page.getByRole('link', { name: 'Pages' }).click();
        expect(await page.locator('nav h2').first().isVisible()).toBe(true);
      },
      { viewport: { width: 390, height: 760 } },
    );
  });

  it('is read without a script, and printed without what is for the screen', async () => {
    await opened(
      'checks/no-endpoints.html',
      async (page) => {
        expect(await page.getByRole('button').count()).toBe(0);
        await page.getByRole('link', { name: 'port-name-mismatch' }).first().click();
        expect(await page.locator('h1').innerText()).toContain('port-name-mismatch');
        await page.emulateMedia({ media: 'print' });
        expect(await page.locator('article').isVisible()).toBe(true);
        expect(await page.locator('nav').isVisible()).toBe(false);
        expect(await page.locator('header').isVisible()).toBe(false);
      },
      { javaScriptEnabled: false },
    );
  });

  it('is pictured in the docs', async () => {
    await opened(
      'checks/label-mismatch.html',
      async (page) => {
        await page.keyboard.press('/');
        await page.getByRole('searchbox').fill('servicemonitor not showing up in targets');
        await page.locator('.find li').first().waitFor();
        const image = await page.screenshot();
        expect(image.length).toBeGreaterThan(10_000);
        if (process.env['UPDATE_IMAGES']) writeFileSync(join(root, 'docs', 'images', 'site.png'), withPalette(image));
        expect(statSync(join(root, 'docs', 'images', 'site.png')).size).toBeLessThan(120_000);
      },
      { viewport: { width: 1200, height: 720 } },
    );
  });
});
