import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parseAllDocuments } from 'yaml';
import { fieldAt, withField } from '../../src/kube/object-fields.ts';
import type { Json, JsonObject, KubeObject, PrintedFix, PrintedReport } from '../../src/model/index.ts';
import { AUTOMATIC } from '../../src/plan/ways.ts';
import { brokenObjects } from '../broken-worlds.ts';
import { printed, styles } from '../printed-objects.ts';
import type { Style } from '../printed-objects.ts';
import { likelyObjects, randomObjects } from '../random-worlds.ts';
import { seedOr } from '../seed.ts';
import { prometheus, service, serviceMonitor } from '../worlds.ts';
import { unexplained } from './changeable.ts';
import { inFolder, run } from './ask.ts';

const CASES = Number(process.env['PROMWIRE_CASES'] ?? 60);

type Texts = Readonly<Record<string, string>>;

/** All objects of some files, those of lists too. */
function objectsIn(texts: Texts): readonly JsonObject[] {
  return Object.values(texts).flatMap((text) =>
    parseAllDocuments(text.replace(/^\uFEFF/, ''), { version: '1.1', logLevel: 'error' }).flatMap((document) => {
      const value = document.toJS({ maxAliasCount: -1 }) as JsonObject;
      return value['kind'] === 'List' ? (value['items'] as readonly JsonObject[]) : [value];
    }),
  );
}

const isOf = (
  object: JsonObject,
  { kind, namespace, name }: { kind: string; namespace?: string; name: string },
): boolean =>
  object['kind'] === kind &&
  fieldAt(object, ['metadata', 'name']) === name &&
  fieldAt(object, ['metadata', 'namespace']) === namespace;

/** What fix says that it changed, done to the objects. */
const changed = (objects: readonly JsonObject[], { fixed }: PrintedFix): readonly Json[] =>
  objects.map((object) =>
    fixed
      .filter(({ object: ref }) => isOf(object, ref))
      .flatMap(({ fields }) => fields)
      .reduce<Json>((now, { path, becomes }) => withField(now, { path, becomes: becomes ?? undefined }), object),
  );

const keys = ({ findings }: PrintedReport): readonly string[] =>
  findings
    .filter(({ severity }) => severity === 'error')
    .map(({ check, object, stack }) => JSON.stringify([check, object, stack]));

async function holds(folder: string, objects: readonly KubeObject[], style: Style): Promise<number> {
  const texts = printed(objects, style);
  const read = (within: string): Texts =>
    Object.fromEntries(Object.keys(texts).map((name) => [name, readFileSync(join(within, name), 'utf8')]));
  const put = (within: string): void => {
    mkdirSync(within);
    for (const [name, text] of Object.entries(texts)) writeFileSync(join(within, name), text);
  };
  // A diff is for the folder in which promwire runs.
  process.chdir(folder);
  put('applied');
  const { out: diff, err } = await run(['fix', '--from', 'applied']);
  put('written');
  const ask = async (...argv: readonly string[]): Promise<unknown> =>
    JSON.parse((await run([...argv, '--from', 'written', '-o', 'json'])).out);
  const before = (await ask('check')) as PrintedReport;
  const done = (await ask('fix', '--write')) as PrintedFix;
  const after = (await ask('check')) as PrintedReport;
  const now = read('written');

  const was = new Set(keys(before));
  expect(keys(after).filter((key) => !was.has(key))).toEqual([]);
  const left = new Set(done.left.map(({ object }) => JSON.stringify(object)));
  const automatic = after.findings.filter(
    ({ check, severity, fix }) =>
      severity !== 'info' && AUTOMATIC.includes(check) && (fix?.kind === 'labels' || fix?.kind === 'patch'),
  );
  expect(automatic.filter(({ fix }) => !left.has(JSON.stringify(fix && 'object' in fix ? fix.object : '')))).toEqual(
    [],
  );
  expect(unexplained(done)).toEqual([]);
  expect(objectsIn(now)).toEqual(changed(objectsIn(texts), done));
  for (const [name, text] of Object.entries(texts)) {
    const lines = new Set(text.split('\n'));
    const other = (now[name] ?? '').split('\n').filter((line) => !lines.has(line));
    expect(other.length).toBeLessThanOrEqual(done.fixed.reduce((sum, { fields }) => sum + 3 * fields.length, 0));
  }
  // Lines around a change may be those of a Secret: then there is no whole difference.
  if (err.includes('next to a Secret')) expect(diff).not.toContain('token');
  else if (diff !== '') {
    execFileSync('git', ['apply', '--unsafe-paths', '-'], {
      cwd: folder,
      input: diff,
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    expect(read('applied')).toEqual(now);
  } else expect(now).toEqual(texts);
  await run(['fix', '--from', 'written', '--write']);
  expect(read('written')).toEqual(now);
  return done.fixed.length;
}

it('a random world in a random style: what is fixed is gone, nothing is worse, all else stays as it is written, git takes the diff', async () => {
  const home = process.cwd();
  let fixed = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.oneof(randomObjects, likelyObjects, { weight: 4, arbitrary: brokenObjects }),
      styles,
      async (objects, style) => {
        try {
          await inFolder(async (folder) => {
            fixed += await holds(folder, objects, style);
          });
        } finally {
          process.chdir(home);
        }
      },
    ),
    { numRuns: CASES, seed: seedOr(41) },
  );
  if (CASES > 1000) process.stderr.write(`${fixed} objects fixed\n`);
  expect(fixed).toBeGreaterThan(CASES / 5);
}, 7_200_000);

it('a change in the first line keeps its byte order mark in the difference, as git takes it', async () => {
  const home = process.cwd();
  const mine = serviceMonitor('shop/web', {}, { labels: {} });
  const k8s = prometheus('monitoring/k8s', { serviceMonitorSelector: { matchLabels: { release: 'kps' } } });
  const style: Style = {
    ...{ form: 'list', indent: 2, indentSeq: false, flow: 'flow', lineWidth: 0, salt: 0, anchors: false },
    ...{ eol: '\n', bom: true, end: false },
  };
  for (const change of [
    { form: 'list', flow: 'flow' },
    { form: 'files', flow: 'flow' },
    { form: 'json list', eol: '\r\n' },
  ] as const)
    try {
      await inFolder(async (folder) => {
        expect(await holds(folder, [k8s, service('shop/web', {}), mine], { ...style, ...change })).toBe(1);
      });
    } finally {
      process.chdir(home);
    }
});
