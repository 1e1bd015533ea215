import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { endsOf } from '../../src/backends/alertmanager/follow-routes.ts';
import { routingOf } from '../../src/io/alertmanager/index.ts';
import type { AlertRoute } from '../../src/model/index.ts';
import { programs } from '../bed/binaries.ts';
import { seedOr } from '../seed.ts';

/** Random route trees, against the real Alertmanager's own routing: `amtool config routes test`. */

const TREES = 300;
const folder = mkdtempSync(join(os.tmpdir(), 'promwire-routes-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const name = fc.constantFrom('a', 'b', 'namespace', 'severity');
const value = fc.constantFrom('', 'x', 'y', 'shop', 'a.b', 'axb', 'x"y', 'x\\y', 'X');
const pattern = fc.constantFrom('x|y', 'x.*', '.*', '.+', 'a.b', 'a\\.b', '(?i)x', '[xy]', '', '^x$', 'x|', 'sh(o|i)p');
const matcher = fc.oneof(
  fc.tuple(name, fc.constantFrom('=', '!='), value),
  fc.tuple(name, fc.constantFrom('=~', '!~'), pattern),
);
const quoted = (text: string): string => `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;

interface Route {
  readonly receiver?: string;
  readonly matchers?: readonly string[];
  readonly match?: Readonly<Record<string, string>>;
  readonly match_re?: Readonly<Record<string, string>>;
  readonly continue?: boolean;
  readonly routes?: readonly Route[];
}

const { route } = fc.letrec<{ route: Route }>((tie) => ({
  route: fc.record(
    {
      receiver: fc.constantFrom('r1', 'r2', 'r3', 'shop/team/r'),
      matchers: fc
        .array(matcher, { maxLength: 2 })
        .map((list) => list.map(([label, op, text]) => `${label}${op}${quoted(text)}`)),
      match: fc.dictionary(name, value, { maxKeys: 1 }),
      match_re: fc.dictionary(name, pattern, { maxKeys: 1 }),
      continue: fc.boolean(),
      routes: fc.array(tie('route'), { maxLength: 3 }),
    },
    { requiredKeys: [] },
  ),
}));
const root = fc.array(route, { minLength: 1, maxLength: 4 }).map((routes): Route => ({ receiver: 'root', routes }));
const labels = fc.dictionary(name, value, { maxKeys: 4, noNullPrototype: true });

const RECEIVERS = ['root', 'r1', 'r2', 'r3', 'shop/team/r'];

/** The receivers that amtool names, in order; undefined where the configuration is none. */
async function real(file: string, of: Readonly<Record<string, string>>): Promise<readonly string[] | undefined> {
  const args = Object.entries(of).map(([label, text]) => `${label}=${quoted(text)}`);
  try {
    const run = promisify(execFile)(programs().program('amtool'), [
      'config',
      'routes',
      'test',
      `--config.file=${file}`,
      ...args,
    ]);
    return (await run).stdout.trim().split(',');
  } catch (error) {
    throw new Error(`amtool: ${String((error as { readonly stderr?: string }).stderr ?? error)}`, { cause: error });
  }
}

function ours(text: string, of: Readonly<Record<string, string>>): readonly string[] {
  const routing = routingOf(text, Date.now());
  if (typeof routing === 'string') throw new Error(routing);
  return endsOf(routing.route, { known: of, possible: [] }).map(({ path, sure }) => {
    if (!sure) throw new Error('not sure, although every label is known');
    return path.findLast(({ receiver }: AlertRoute) => receiver !== undefined)?.receiver ?? '';
  });
}

describe('routes', () => {
  const seed = seedOr(20261123);
  const world = fc.tuple(root, fc.array(labels, { minLength: 2, maxLength: 3 }));
  const worlds = fc.sample(world, { seed, numRuns: TREES });

  it(`end where the real Alertmanager's do, in ${TREES} trees`, async () => {
    let several = 0;
    const wrong: unknown[] = [];
    const one = async (
      [tree, sets]: readonly [Route, readonly Readonly<Record<string, string>>[]],
      i: number,
    ): Promise<void> => {
      const text = JSON.stringify({ route: tree, receivers: RECEIVERS.map((receiver) => ({ name: receiver })) });
      const file = join(folder, `${i}.yml`);
      writeFileSync(file, text);
      for (const set of sets) {
        const theirs = await real(file, set);
        if ((theirs?.length ?? 0) > 1) several += 1;
        const mine = ours(text, set);
        if (JSON.stringify(mine) !== JSON.stringify(theirs)) wrong.push({ tree, set, theirs, mine });
      }
    };
    for (let i = 0; i < worlds.length; i += 4)
      await Promise.all(worlds.slice(i, i + 4).map(async (each, offset) => await one(each, i + offset)));
    expect(wrong.slice(0, 3)).toEqual([]);
    // The trees are worth something: alerts take several ways through many of them.
    expect(several).toBeGreaterThan(TREES / 10);
  }, 180_000);

  it('hold for every value of a label that is not known', () => {
    const names = ['a', 'b', 'namespace', 'severity'];
    for (const [tree, sets] of worlds) {
      const text = JSON.stringify({ route: tree, receivers: [] });
      const routing = routingOf(text, Date.now());
      if (typeof routing === 'string') throw new Error(routing);
      for (const set of sets) {
        const hidden = names.filter((label) => !Object.hasOwn(set, label) || label < 'c');
        const known = Object.fromEntries(Object.entries(set).filter(([label]) => !hidden.includes(label)));
        const partly = endsOf(routing.route, { known, possible: hidden });
        const wholly = endsOf(routing.route, { known: set, possible: [] });
        const has = (list: typeof partly, path: readonly AlertRoute[]): boolean =>
          list.some((end) => end.path.length === path.length && end.path.every((step, i) => step === path[i]));
        // Nothing sure is wrong, and nothing real is left out.
        expect(partly.filter(({ sure, path }) => sure && !has(wholly, path))).toEqual([]);
        expect(wholly.filter(({ path }) => !has(partly, path))).toEqual([]);
      }
    }
  });
});
