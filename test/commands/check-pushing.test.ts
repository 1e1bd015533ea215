import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from '@jest/globals';
import { prometheus, serviceMonitor } from '../worlds.ts';
import type { Answer } from './ask.ts';
import { inFolder, run, write, yamlOf } from './ask.ts';

/** What a Pushgateway is asked and what it may answer; test/e2e/chart.test.ts has the real one. */

const world = yamlOf([
  prometheus('monitoring/k8s', { serviceMonitorSelector: { matchLabels: { release: 'a' } } }),
  serviceMonitor('shop/web', {}, { labels: { release: 'b' } }),
]);

interface Asked {
  readonly method: string | undefined;
  readonly path: string | undefined;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** One run of check with --pushgateway-url; `answers` plays the Pushgateway. */
async function pushed(
  answers: (response: ServerResponse) => void,
  { prefix = '', flags = [] }: { readonly prefix?: string; readonly flags?: readonly string[] } = {},
): Promise<Answer & { readonly asked: readonly Asked[] }> {
  const asked: Asked[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (text: string) => (body += text));
    request.on('end', () => {
      asked.push({ method: request.method, path: request.url, headers: request.headers, body });
      answers(response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    return await inFolder(async (folder) => {
      const file = write(folder, 'world.yaml', world);
      write(folder, 'login', 'Authorization: Basic aHVzaGh1c2g=\n');
      const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}${prefix}`;
      const placed = flags.map((word) => (word === 'login' ? `${folder}/login` : word));
      const answer = await run(['check', '--from', file, '--pushgateway-url', url, ...placed]);
      return { ...answer, err: answer.err.replaceAll(url, 'URL'), asked };
    });
  } finally {
    server.close();
    server.closeAllConnections();
  }
}

const yes = (response: ServerResponse): void => void response.writeHead(200).end();

describe('check --pushgateway-url', () => {
  it('puts the metrics of -o prometheus in place of those before, and says so', async () => {
    const { code, out, err, asked } = await pushed(yes, { prefix: '/push/', flags: ['--pushgateway-header', 'login'] });
    expect([code, err]).toEqual([1, expect.stringContaining('The findings are in the Pushgateway')]);
    expect(out).toContain('label-mismatch');
    expect(asked).toEqual([
      expect.objectContaining({
        method: 'PUT',
        path: '/push/metrics/job/promwire',
        headers: expect.objectContaining({
          authorization: 'Basic aHVzaGh1c2g=',
          'content-type': 'text/plain; version=0.0.4; charset=utf-8',
        }),
      }),
    ]);
    const metrics = await inFolder(
      async (folder) => await run(['check', '--from', write(folder, 'w.yaml', world), '-o', 'prometheus']),
    );
    expect(asked[0]?.body).toBe(metrics.out);
    expect(metrics.out).toContain('promwire_finding{check="label-mismatch"');
  });

  it.each<readonly [string, number, string, string]>([
    ['metrics that it refuses', 400, 'inconsistent with Authorization: Basic aHVzaGh1c2g=', 'HTTP 400'],
    ['a login it does not know', 401, '', 'the Authorization of --pushgateway-header was refused'],
    ['too much to do', 503, '', 'starting, or has too much to do'],
    ['a login page', 302, '', 'not how a Pushgateway answers'],
    ['another program', 404, '<html>', 'not how a Pushgateway answers'],
    ['a login page that says 200', 200, '<html>', 'not how a Pushgateway answers'],
  ])('is unknown with %s, after the report', async (_, status, body, said) => {
    const { code, out, err } = await pushed((response) => void response.writeHead(status).end(body), {
      flags: ['--pushgateway-header', 'login', '--fail-on', 'none'],
    });
    expect([code, out]).toEqual([3, expect.stringContaining('label-mismatch')]);
    expect(err).toContain('the findings are not in the Pushgateway');
    expect(err.replaceAll(/\s+/g, ' ')).toContain(said);
    expect(out + err).not.toContain('aHVzaGh1c2g=');
  });

  it('is unknown where the connection breaks, and does not push twice', async () => {
    const { code, err, asked } = await pushed((response) => void response.destroy());
    expect([code, asked.length]).toEqual([3, 1]);
    expect(err).toContain('the findings are not in the Pushgateway');
  });

  it('ends its waiting with --timeout', async () => {
    const { code, err } = await pushed(() => undefined, { flags: ['--timeout', '1s'] });
    expect([code, err]).toEqual([3, expect.stringContaining('no answer within 1 s')]);
  });

  it('puts a part of what there is next to the rest, and never in its place', async () => {
    for (const part of [
      ['servicemonitor/web', '-n', 'shop'],
      ['--skip', 'label-mismatch'],
      ['--only', 'no-endpoints'],
    ]) {
      const { code, err, asked } = await pushed(yes, { flags: part });
      expect([code, asked]).toEqual([2, []]);
      expect(err).toContain('--pushgateway-instance NAME');
    }
    const { asked } = await pushed(yes, { flags: ['--skip', 'label-mismatch', '--pushgateway-instance', 'a.b'] });
    expect(asked.map(({ path }) => path)).toEqual(['/metrics/job/promwire/instance/a.b']);
    expect((await pushed(yes, { flags: ['--pushgateway-instance', '..'] })).code).toBe(2);
  });

  it('says before it looks which flags do not fit', async () => {
    const answers = await inFolder(async (folder) => {
      const check = async (...flags: readonly string[]): Promise<string> => {
        const { code, out, err } = await run(['check', '--from', write(folder, 'w.yaml', world), ...flags]);
        expect([code, out]).toEqual([2, '']);
        return err;
      };
      return [
        await check('--pushgateway-url', 'pushgateway:9091'),
        await check('--pushgateway-header', write(folder, 'login', 'A: b')),
        await check('--pushgateway-url', 'http://p', '--pushgateway-header', write(folder, 'bad', 'hush')),
        await check('--pushgateway-url', 'http://p', '--pushgateway-ca', `${folder}/none`),
      ];
    });
    expect(answers).toEqual([
      expect.stringContaining('--pushgateway-url must start with http'),
      expect.stringContaining('--pushgateway-url'),
      expect.stringContaining('--pushgateway-header is not of the form'),
      expect.stringContaining('--pushgateway-ca'),
    ]);
    expect(answers.join('')).not.toContain('hush');
  });
});
