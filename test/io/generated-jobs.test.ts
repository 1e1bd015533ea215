import { gzipSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import { stringify } from 'yaml';
import { jobsOfGenerated } from '../../src/io/generated-jobs.ts';

/* The Secret of a generated configuration holds credentials: only names of jobs come out, whatever is in it. */

const PASSWORD = 'c4n4ry';
const KEY = 'prometheus.yaml.gz';
const zipped = (text: string | Buffer): unknown => ({ [KEY]: gzipSync(text).toString('base64') });
const jobs = async (text: string | Buffer): Promise<readonly string[]> => {
  const answer = await jobsOfGenerated(zipped(text));
  if ('problem' in answer) throw new Error(answer.problem);
  return answer.jobs;
};
const problem = async (data: unknown): Promise<string> => {
  const answer = await jobsOfGenerated(data);
  if ('jobs' in answer) throw new Error(`jobs: ${answer.jobs.join()}`);
  expect(answer.problem).not.toContain(PASSWORD);
  expect(answer.problem).toMatch(/^\S.*[^.]$/);
  return answer.problem;
};
const job = (name: string, more: object = {}): object => ({ job_name: name, scheme: 'http', ...more });
const configuration = (...list: readonly unknown[]): string =>
  stringify(
    {
      global: { scrape_interval: '30s', external_labels: { a: 'b' } },
      rule_files: ['/a/*.yaml'],
      scrape_configs: list,
    },
    // As the operator writes it (gopkg.in/yaml.v2): items of a list stand under the key itself.
    { indentSeq: false },
  );

const OURS = [
  'serviceMonitor/shop/web/0',
  'serviceMonitor/shop/web/12',
  'podMonitor/shop/web.v2/0',
  'probe/shop/web',
  'scrapeConfig/shop/web',
  'scrapeconfig/shop/old',
];

describe('names of jobs', () => {
  it('are those of monitors, in order', async () => {
    expect(await jobs(configuration(...OURS.map((name) => job(name))))).toEqual(OURS);
  });

  it('are none where there is no job', async () => {
    expect(await jobs(configuration())).toEqual([]);
    expect(await jobs('scrape_configs: []\n')).toEqual([]);
  });

  it('leave out what the operator did not make: such a name may hold anything', async () => {
    const others = [
      `blackbox ${PASSWORD}`,
      `serviceMonitor/shop/web/0 ${PASSWORD}`,
      'serviceMonitor/shop/web',
      'serviceMonitor/shop/web/x',
      'serviceMonitor/shop//0',
      'probe/shop/web/0',
      `serviceMonitor/${'a'.repeat(64)}/web/0`,
      `serviceMonitor/shop/${'a'.repeat(254)}/0`,
      'serviceMonitor/shop/wéb/0',
      'serviceMonitor/shop/web/0\n',
      'serviceMonitor/shop/\u001B[31mweb/0',
      '- job_name: serviceMonitor/shop/evil/0',
      '',
    ];
    expect(await jobs(configuration(...others.map((name) => job(name)), job('probe/shop/web')))).toEqual([
      'probe/shop/web',
    ]);
    expect(await jobs(configuration(null, 1, [], { job_name: 3 }, { job_name: ['a'] }, job('probe/a/b')))).toEqual([
      'probe/a/b',
    ]);
  });

  it('are read as YAML: quotes, escapes, comments', async () => {
    const text = [
      '# as somebody wrote it',
      '"scrape_configs":',
      '- job_name: "serviceMonitor\\/shop/a/0"',
      "- 'job_name': 'serviceMonitor/shop/b/0' # x",
      '',
      '- {job_name: serviceMonitor/shop/c/0}',
      '',
    ].join('\r\n');
    expect(await jobs(text)).toEqual(['a', 'b', 'c'].map((name) => `serviceMonitor/shop/${name}/0`));
  });

  it('are not what a text inside a job, or another part, says', async () => {
    const evil = 'x\n- job_name: serviceMonitor/shop/evil/0\n';
    const text = configuration(
      job('probe/shop/web', {
        params: { a: [evil, `${evil}\u2028- job_name: serviceMonitor/shop/evil/1`, `x\r- job_name: probe/a/evil`] },
        scrape_configs: [job('serviceMonitor/shop/evil/2')],
        basic_auth: { password: `${PASSWORD}\u2028- job_name: probe/a/evil\u0085- job_name: probe/a/evil` },
        relabel_configs: [{ job_name: 'probe/a/evil' }],
      }),
    );
    expect(await jobs(`${text}other:\n- job_name: probe/a/evil\nremote_write:\n- url: ${evil}`.trimEnd())).toEqual([
      'probe/shop/web',
    ]);
  });
});

describe('what is not such a configuration', () => {
  it.each<[string, unknown, RegExp]>([
    ['no data at all', undefined, /no key prometheus\.yaml\.gz/],
    ['data that is a list', [PASSWORD], /no key/],
    ['another key', { 'prometheus.yaml': PASSWORD }, /no key/],
    ['a value that is not text', { [KEY]: 3 }, /no key/],
    ['an inherited key', Object.create({ [KEY]: 'H4sI' }), /no key/],
    ['nothing under the key', { [KEY]: '' }, /empty/],
    ['no gzip', { [KEY]: Buffer.from(`job_name: ${PASSWORD}`).toString('base64') }, /not gzip/],
    ['no base64', { [KEY]: `%%${PASSWORD}` }, /not gzip/],
    [
      'half of it',
      {
        [KEY]: gzipSync(configuration(job('probe/a/b')))
          .subarray(0, 60)
          .toString('base64'),
      },
      /not gzip|cut off/,
    ],
    ['a bomb', zipped(Buffer.alloc(80 * 1024 * 1024, 'a\n')), /longer than/],
    ['one endless line', zipped(Buffer.alloc(10 * 1024 * 1024, 'a')), /not in the form/],
    ['a million keys', zipped(Array.from({ length: 100_000 }, (_, i) => `k${i}:\n`).join('')), /not in the form/],
    ['a word', zipped(PASSWORD), /not in the form/],
    ['a list', zipped(`- job_name: ${PASSWORD}\n`), /not in the form/],
    ['no jobs', zipped('global: {}\n'), /not in the form/],
    ['jobs that are not a list', zipped('scrape_configs: 3\n'), /not in the form/],
    ['jobs that are a mapping', zipped('scrape_configs: {job_name: probe/a/b}\n'), /not in the form/],
    ['jobs that stand elsewhere', zipped('scrape_configs:\n  - job_name: probe/a/b\n'), /not in the form/],
    ['broken YAML', zipped(`scrape_configs: [\n- job_name: "${PASSWORD}\n`), /not in the form/],
    ['jobs twice', zipped('scrape_configs: []\nscrape_configs:\n- job_name: probe/a/b\n'), /not in the form/],
    ['two documents', zipped(`scrape_configs: []\n---\nscrape_configs: []\n# ${PASSWORD}\n`), /not in the form/],
    ['an alias', zipped('a: &a []\nscrape_configs: *a\n'), /not in the form/],
    ['bytes', zipped(Buffer.from([0, 255, 254, 10, 45, 32, 0])), /not in the form/],
  ])('is told: %s', async (_name, data, words) => {
    expect(await problem(data)).toMatch(words);
  });
});
