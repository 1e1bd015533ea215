/** The page of `-o html` in a real Chromium: seen, clicked, searched, printed, and without a script. */
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import type { Report } from '../../src/model/index.ts';
import { comparisonHtml } from '../../src/render/html/comparison.ts';
import { reportsHtml } from '../../src/render/html/clusters.ts';
import { reportHtml } from '../../src/render/html/page.ts';
import { serviceMonitor, snapshot, prometheus } from '../worlds.ts';
import { check } from '../../src/app/check.ts';
import { demo } from '../../src/app/demo.ts';
import { inFolder } from '../commands/ask.ts';
import { finding, gap, monitor, reportOf, stack } from '../render/reports.ts';
import { inBrowser, start } from './chromium.ts';
import { withPalette } from './png.ts';
import { many, shop } from './worlds.ts';

inBrowser('the page', () => {
  let browser: Browser;
  let folder: string;
  let html: string;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'promwire-page-'));
    [browser, html] = await Promise.all([start(), shop().then((report) => reportHtml(report, { of: 'shop.yaml' }))]);
  });
  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  let files = 0;
  const urlOf = (text: string): string => {
    const file = join(folder, `${(files += 1)}.html`);
    writeFileSync(file, text);
    return pathToFileURL(file).href;
  };

  /** Opens a page from the disk; whatever it asks for or complains about is a failure. */
  const opened = async (
    text: string,
    look: (page: Page) => Promise<void>,
    options: BrowserContextOptions = {},
    hash = '',
  ): Promise<void> => {
    const context = await browser.newContext({ viewport: { width: 1360, height: 860 }, ...options });
    const complaints: string[] = [];
    try {
      const page = await context.newPage();
      const url = urlOf(text);
      page.on('request', (request) => request.url().split('#')[0] === url || complaints.push(request.url()));
      page.on('console', (message) => complaints.push(message.text()));
      page.on('pageerror', (error) => complaints.push(error.message));
      page.on('dialog', (dialog) => {
        complaints.push(`dialog: ${dialog.message()}`);
        void dialog.dismiss();
      });
      await page.goto(url + hash);
      await look(page);
      expect(complaints).toEqual([]);
    } finally {
      await context.close();
    }
  };
  const row = (page: Page, name: string) => page.locator('.row', { has: page.locator(`[id="${name}"]`) });

  /** The names of the rows that can be seen, in their order. */
  const seen = async (page: Page): Promise<readonly string[]> =>
    await page
      .locator('.row > .line > .node:first-child a')
      .evaluateAll((links) =>
        links.filter((link) => link.checkVisibility({ visibilityProperty: true })).map((link) => link.textContent),
      );

  it('shows what is broken first, each with one red edge, and folds the rest by namespace with a count', async () => {
    await opened(html, async (page) => {
      expect(await seen(page)).toEqual(['checkout', 'cart', 'ledger']);
      expect(await page.locator('.fine summary').allTextContents()).toEqual(['platform 6 ok', 'shop 6 ok']);
      const red = await page.locator('.row').evaluateAll((rows) =>
        rows.map((row): readonly [string, string] => {
          const isRed = (edge: Element): boolean => {
            const { borderTopColor, borderBottomColor } = getComputedStyle(edge, '::before');
            return [borderTopColor, borderBottomColor].includes('rgb(200, 35, 44)');
          };
          const edges = [row, ...row.querySelectorAll('.way, .end')].filter(isRed);
          return [row.querySelector('a')?.textContent ?? '', edges.map((edge) => edge.classList[0]).join()];
        }),
      );
      expect(red.filter(([, edges]) => edges !== '')).toEqual([
        ['checkout', 'row'],
        ['cart', 'end'],
      ]);
    });
  });

  it('lights one path at a click, and shows why and what to do, to copy', async () => {
    await opened(html, async (page) => {
      const checkout = row(page, 'servicemonitor/shop/checkout');
      const body = checkout.locator('.body');
      const fact = 'Prometheus monitoring/k8s does not select ServiceMonitor shop/checkout: the labels differ.';
      expect(await body.innerText()).toBe(fact);
      await checkout.locator('.line').click();
      expect(await page.locator('.lit').count()).toBe(1);
      expect(await checkout.getAttribute('class')).toContain('lit');
      const text = await body.innerText();
      expect(text).toContain('does not select ServiceMonitor shop/checkout: the labels differ.');
      expect(text).toContain('release=monitoring');
      expect(text).toContain('Set release: prometheus');
      expect(new URL(page.url()).hash).toBe('#servicemonitor/shop/checkout');
      await row(page, 'servicemonitor/shop/cart').locator('.line').click();
      expect(await page.locator('.lit a').first().textContent()).toBe('cart');
      expect(await body.innerText()).toBe(fact);
      await body.click();
      expect(await page.locator('.lit a').first().textContent()).toBe('checkout');
      await row(page, 'servicemonitor/shop/cart').locator('.line').click();
      await row(page, 'servicemonitor/shop/cart').locator('.line').click();
      expect(await page.locator('.lit').count()).toBe(0);
    });
  });

  it('copies lines as they are', async () => {
    const line = `helm upgrade web 'a "b" <c>' --set x=y`;
    const report = reportOf({ findings: [finding({ commands: [line, 'second'] })] });
    await opened(
      reportHtml(report),
      async (page) => {
        await page.locator('.line').click();
        await page.getByRole('button', { name: 'Copy' }).click();
        await page.getByRole('button', { name: 'Copied' }).waitFor({ timeout: 5000 });
        expect(await page.evaluate(async () => await navigator.clipboard.readText())).toBe(`${line}\nsecond`);
      },
      { permissions: ['clipboard-read', 'clipboard-write'] },
    );
    // Where the browser does not let it, the lines are selected.
    await opened(reportHtml(report), async (page) => {
      await page.evaluate(() => Object.defineProperty(navigator, 'clipboard', { value: undefined }));
      await page.locator('.line').click();
      await page.getByRole('button', { name: 'Copy' }).click();
      await page.getByRole('button', { name: 'Selected' }).waitFor({ timeout: 5000 });
      expect(await page.evaluate(() => String(getSelection()))).toBe(`${line}\nsecond`);
    });
  });

  it('tells which target is up and which is down, where Prometheus was asked', async () => {
    await opened(html, async (page) => {
      const ledger = row(page, 'servicemonitor/payments/ledger');
      expect(await ledger.locator('.end .node > b').textContent()).toBe('1 of 2 down');
      await ledger.locator('.line').click();
      expect(await ledger.locator('.targets').innerText()).toBe(
        'up 10.0.3.1:8080 ledger-0\ndown 10.0.3.2:8080 ledger-1',
      );
      expect(await row(page, 'servicemonitor/shop/checkout').locator('.end .node > b').textContent()).toBe('2 targets');
    });
  });

  it('leads to an object by its link, also one that is folded away', async () => {
    const look = async (page: Page): Promise<void> => {
      const auth = row(page, 'servicemonitor/platform/auth');
      expect(await auth.locator('.line').isVisible()).toBe(true);
      expect(await auth.getAttribute('class')).toContain('lit');
      await page.evaluate(() => (location.hash = '#service/shop/cart'));
      await page.locator('.lit [id="service/shop/cart"]').waitFor();
      await page.evaluate(() => (location.hash = '#servicemonitor/gone/gone'));
      await page.evaluate(() => (location.hash = '#%'));
    };
    await opened(html, look, {}, '#servicemonitor/platform/auth');
  });

  it('finds names, namespaces, causes and addresses, and says how many', async () => {
    await opened(html, async (page) => {
      await page.keyboard.press('/');
      await page.keyboard.type('platform au');
      expect(await seen(page)).toEqual(['auth']);
      expect(await page.getByRole('status').textContent()).toBe('1 of 15');
      expect(await page.locator('.fold:not(.off) .n').allTextContents()).toEqual(['1 of 6']);
      const search = page.getByRole('searchbox');
      await search.fill('shop/cart');
      expect(await seen(page)).toEqual(['cart']);
      await search.fill('10.0.3.2');
      expect(await seen(page)).toEqual(['ledger']);
      await search.fill('label-mismatch');
      expect(await seen(page)).toEqual(['checkout']);
      await search.fill('nothing is called that');
      expect(await seen(page)).toEqual([]);
      await page.keyboard.press('Escape');
      expect(await search.inputValue()).toBe('');
      expect(await page.locator('.fold .n').allTextContents()).toEqual(['6 ok', '6 ok']);
      await page.getByRole('button', { name: '3 broken' }).click();
      expect(await seen(page)).toEqual(['checkout', 'cart', 'ledger']);
      expect(await page.getByRole('status').textContent()).toBe('3 of 15');
    });
  });

  it('is used by the keyboard alone', async () => {
    await opened(html, async (page) => {
      const focused = async () => await page.evaluate(() => document.activeElement?.textContent);
      await page.keyboard.press('ArrowDown');
      expect(await focused()).toBe('checkout');
      await page.keyboard.press('ArrowDown');
      expect(await focused()).toBe('cart');
      await page.keyboard.press('Enter');
      expect(await page.locator('.lit .finding').isVisible()).toBe(true);
      expect(await page.locator('[aria-expanded=true]').textContent()).toBe('cart');
      await page.keyboard.press('Escape');
      expect(await page.locator('.lit').count()).toBe(0);
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('ArrowDown');
      expect(await focused()).toBe('platform 6 ok');
      await page.keyboard.press('ArrowRight');
      await page.keyboard.press('ArrowDown');
      expect(await focused()).toBe('auth');
      await page.keyboard.press('ArrowUp');
      await page.keyboard.press('ArrowLeft');
      expect(await seen(page)).toEqual(['checkout', 'cart', 'ledger']);
    });
  });

  it('tells a screen reader what it tells the eye', async () => {
    await opened(html, async (page) => {
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('Enter');
      const said = await page.locator('body').ariaSnapshot();
      expect(said).toContain('heading "label-mismatch 1"');
      expect(said).toContain('link "checkout" [expanded]');
      expect(said).toMatch(/ServiceMonitor shop broken/);
      expect(said).toContain('searchbox "Search objects, namespaces, causes and addresses"');
      expect(said).toContain('region "Prometheus k8s"');
      expect(
        await page.getByRole('button').evaluateAll((all) => all.filter((each) => each.textContent === '').length),
      ).toBe(0);
    });
  });

  it('holds the same without a script, as nested lists', async () => {
    await opened(
      html,
      async (page) => {
        const text = await page.locator('main').innerText();
        for (const part of ['does not select ServiceMonitor shop/checkout', 'Set release: prometheus', '10.0.3.2:8080'])
          expect(text).toContain(part);
        const lists = await page.locator('[id="servicemonitor/payments/ledger"] ~ ol li ol li ol li').allTextContents();
        expect(lists).toEqual(['up 10.0.3.1:8080 ledger-0', 'down 10.0.3.2:8080 ledger-1']);
        expect(await page.getByRole('searchbox').count()).toBe(0);
        await page.locator('summary').first().click();
        expect(await page.locator('[id="servicemonitor/platform/auth"]').isVisible()).toBe(true);
      },
      { javaScriptEnabled: false },
    );
  });

  it('is printed with every finding, and without what is for the screen', async () => {
    await opened(html, async (page) => {
      await page.emulateMedia({ media: 'print' });
      expect(await page.locator('.finding').first().isVisible()).toBe(true);
      expect(await page.getByRole('searchbox').isVisible()).toBe(false);
      expect((await page.pdf()).length).toBeGreaterThan(5000);
    });
  });

  it('is dark where the reader wants it dark', async () => {
    const shade = async (page: Page): Promise<string> =>
      await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    await opened(html, async (page) => expect(await shade(page)).toBe('rgb(255, 255, 255)'));
    await opened(html, async (page) => expect(await shade(page)).toBe('rgb(16, 18, 22)'), { colorScheme: 'dark' });
  });

  it('shows names as text, whatever they are', async () => {
    const names = [
      '<img src=x onerror=alert(1)>',
      '</script><script>alert(1)</script>',
      '</style><body onload=alert(1)>',
      `" onmouseover="alert(1)" x='`,
      'javascript:alert(1)',
      '--><!--',
      '&lt;b&gt;',
      'a\u202Eb\u0000c',
      '\uD800',
      'a b#c%d/e?f',
    ];
    const objects = names.map((name) => serviceMonitor(`shop/${name.split('/')[0] ?? ''}`));
    const stacks = prometheus('monitoring/k8s', { serviceMonitorSelector: { matchLabels: { '<b>': '<i>' } } });
    const judged = await check(snapshot([stacks, ...objects]));
    const told: Report = {
      ...judged,
      findings: [
        ...judged.findings,
        ...names.map((name) =>
          finding({
            object: monitor(name, name),
            check: name,
            summary: name,
            because: [`a: ${name}`],
            remedy: name,
            commands: [name],
            instead: [{ text: name, command: name }],
            origin: { source: 'file', file: name, document: 1, line: 1 },
          }),
        ),
      ],
      unknown: [{ gap: { ...gap, sentence: names.join() }, touches: true }],
      readers: [{ title: names.join(), mark: names.join() }],
    };
    const look = async (page: Page): Promise<void> => {
      expect(await page.locator('img, body body, script + script, [onmouseover], [onerror], b b').count()).toBe(0);
      expect(await page.locator('script').count()).toBe(1);
      const shown = await page.locator('.sum').allTextContents();
      for (const name of names.slice(0, 7)) expect(shown).toContain(name);
      expect(shown).toContain('a\\u202eb\\u0000c');
      for (const link of await page.locator('.row > .line > .node:first-child a').all()) {
        if (!(await link.isVisible())) continue;
        await link.click();
        await page.keyboard.press('Escape');
      }
    };
    await opened(reportHtml(told, { of: names.join() }), look);
    await opened(
      reportHtml(told, { of: names.join() }),
      async (page) => {
        expect(await page.locator('img, [onmouseover], [onerror]').count()).toBe(0);
      },
      { javaScriptEnabled: false },
    );
  });

  it('runs no other script and asks for nothing, also where something got into it', async () => {
    const asked: string[] = [];
    const server = createServer((request, response) => {
      asked.push(request.url ?? '');
      response.end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const context = await browser.newContext();
    try {
      const { port } = server.address() as AddressInfo;
      const at = `http://127.0.0.1:${port}`;
      const evil = [
        `<img src="${at}/img" onerror="document.title=1">`,
        '<script>document.title=2</script><style>body{color:red}</style>',
        `<link rel="stylesheet" href="${at}/css"><iframe src="${at}/frame"></iframe>`,
      ].join('');
      const page = await context.newPage();
      await page.goto(urlOf(html.replace('</main>', `${evil}</main>`)));
      await page.waitForTimeout(200);
      expect(await page.title()).toContain('promwire: ');
      expect(await page.evaluate(() => getComputedStyle(document.body).color)).not.toBe('rgb(255, 0, 0)');
      expect(asked).toEqual([]);
    } finally {
      await context.close();
      server.closeAllConnections();
      server.close();
    }
  });

  it.each([
    [200, 3],
    [5000, 30],
  ])('shows of %i monitors no more than what is broken, and finds any of them', async (count, broken) => {
    await opened(reportHtml(many(count, broken)), async (page) => {
      expect((await seen(page)).length).toBe(Math.min(broken, 8));
      await page.getByRole('searchbox').fill(`app-${count - 1}`);
      expect(await seen(page)).toEqual([`app-${count - 1}`]);
    });
  });

  it('shows of a comparison what is lost in red and what is gained in green', async () => {
    const part = { by: stack, because: ['it wants: release=a'], remedy: 'Set it.', checks: [] };
    const text = comparisonHtml({
      base: 'main',
      head: 'HEAD',
      losses: [
        {
          ...part,
          how: 'not-taken',
          object: monitor('web'),
          summary: 'Web is lost.',
          targets: 2,
          checks: ['label-mismatch'],
        },
        { ...part, how: 'targets', object: monitor('api'), summary: 'Api loses targets.', targets: 1 },
        {
          ...part,
          how: 'contents',
          part: 'alert',
          object: { ...monitor('rules'), kind: 'PrometheusRule' },
          summary: 'PrometheusRule shop/rules no longer contains alert WebDown.',
          targets: 0,
          clusters: ['prod', 'staging'],
        },
      ],
      gains: [{ ...part, how: 'added', object: monitor('new'), summary: 'New is taken.', targets: 3 }],
      appeared: [],
      unknown: [],
      gone: [
        { ...part, object: monitor('old'), summary: 'Old was broken.', checks: ['no-endpoints'], severity: 'error' },
      ],
      standing: { errors: 0, unknown: 0 },
    });
    await opened(text, async (page) => {
      const colour = async (name: string, part: string): Promise<string> =>
        await row(page, `servicemonitor/shop/${name}`).evaluate(
          (each, of) =>
            getComputedStyle(of === '' ? each : (each.querySelector(of) ?? each), '::before').borderTopColor,
          part,
        );
      expect(await seen(page)).toEqual(['web', 'rules', 'api', 'new']);
      expect(await row(page, 'prometheusrule/shop/rules').locator('.about').allTextContents()).toEqual([
        'alert WebDown',
        'in prod, staging',
      ]);
      expect(await colour('web', '')).toBe('rgb(200, 35, 44)');
      expect(await colour('api', '')).not.toBe('rgb(200, 35, 44)');
      expect(await colour('api', '.end')).toBe('rgb(200, 35, 44)');
      expect(await colour('new', '')).toBe('rgb(21, 115, 71)');
      expect(await row(page, 'servicemonitor/shop/new').locator('.end').innerText()).toBe('3 targets more');
      await row(page, 'servicemonitor/shop/web').locator('.line').click();
      expect(await page.locator('.lit .finding').innerText()).toContain('Web is lost.');
      expect(await page.locator('footer').innerText()).toContain('no-endpoints: Old was broken.');
    });
  });

  it('has several clusters on one page: what they share first, each with its own rows, links and reasons', async () => {
    const found = await shop();
    const fine = { ...many(12, 0), paths: [], metrics: [], alerts: [] };
    const of = (name: string, report: Report, outcome: 'ok' | 'findings') => ({
      name,
      also: [],
      outcome,
      result: { report, options: { of: `https://${name}` } },
    });
    const edge = { detail: 'The API server could not be reached', next: 'Is it <b>running</b>?' };
    const text = reportsHtml([
      of('staging', fine, 'ok'),
      of('arn:aws/prod-eu', found, 'findings'),
      { name: 'edge', also: [], outcome: 'unknown', problem: edge },
      of('prod-us', found, 'findings'),
    ]);
    const look = async (page: Page): Promise<void> => {
      expect(await page.locator('h1').innerText()).toBe('promwire 4 clusters: 1 fine, 2 with findings, 1 not known');
      expect(await page.locator('nav a').allTextContents()).toEqual([
        'arn:aws/prod-eu broken',
        'prod-us broken',
        'edge not known',
        'staging fine',
      ]);
      expect(await page.locator('.shared li').allInnerTexts()).toEqual([
        'error label-mismatch ServiceMonitor shop/checkout in 2 of 4: arn:aws/prod-eu, prod-us',
        'error port-name-mismatch ServiceMonitor shop/cart in 2 of 4: arn:aws/prod-eu, prod-us',
        'error scrape-failing ServiceMonitor payments/ledger in 2 of 4: arn:aws/prod-eu, prod-us',
      ]);
      expect(await seen(page)).toEqual(['checkout', 'cart', 'ledger', 'checkout', 'cart', 'ledger']);
      expect(await page.locator('.problem').innerText()).toBe(`${edge.detail}\n\n${edge.next}`);
      await page.locator('.shared li').first().getByRole('link', { name: 'prod-us' }).click();
      await page.locator('.lit [id="prod-us/servicemonitor/shop/checkout"]').waitFor();
      // A link of a page of one cluster leads to the first that has the object.
      await page.evaluate(() => (location.hash = '#servicemonitor/platform/auth'));
      await page.locator('.lit [id="arn:aws/prod-eu/servicemonitor/platform/auth"]').waitFor();
      await page.evaluate(() => (location.hash = '#cluster/staging'));
      await page.locator('.cluster.ok[open]').waitFor();
      await page.getByRole('searchbox').fill('prod-us checkout');
      expect(await seen(page)).toEqual(['checkout']);
      expect(await page.getByRole('status').textContent()).toBe('1 of 42');
      expect(await page.locator('.cluster:not(.off) h2').allInnerTexts()).toEqual(['prod-us']);
    };
    await opened(text, look);
  });

  it('is pictured in the docs, from the demo', async () => {
    const { report: found } = await inFolder(async (out) => await demo(join(out, 'demo')));
    const text = reportHtml(found, { of: 'the demo' });
    for (const colorScheme of ['light', 'dark'] as const)
      await opened(
        text,
        async (page) => {
          await page.locator('.line').first().click();
          const image = await page.screenshot();
          expect(image.length).toBeGreaterThan(10_000);
          const name = `docs/images/page${colorScheme === 'dark' ? '-dark' : ''}.png`;
          if (process.env['UPDATE_IMAGES']) writeFileSync(name, withPalette(image));
          expect(statSync(name).size).toBeLessThan(60_000);
        },
        { colorScheme, viewport: { width: 1200, height: 660 } },
      );
  });

  it('is unknown, and not fine, where something could not be seen', async () => {
    const open = { object: monitor('web'), stack, verdict: 'unknown', configured: false, effective: false } as const;
    const report = reportOf({
      stacks: [{ ref: stack, consumes: ['ServiceMonitor'] } as unknown as Report['stacks'][number]],
      judgements: [{ ...open, by: 'selectors', wires: [], causes: [], gaps: [gap] }],
      unknown: [{ gap, touches: true }],
    });
    await opened(reportHtml(report), async (page) => {
      expect(await seen(page)).toEqual(['web']);
      const edge = page.locator('.row.unknown');
      expect(await edge.evaluate((each) => getComputedStyle(each, '::before').borderTopStyle)).toBe('dashed');
      expect(await page.getByRole('button', { name: '1 not known' }).isVisible()).toBe(true);
      expect(await page.locator('footer').innerText()).toContain('Services could not be listed.');
    });
  });
});

describe('its size', () => {
  it('is at most 80 kB besides its data', () => {
    expect(reportHtml(reportOf()).length).toBeLessThan(80_000);
  });
});
