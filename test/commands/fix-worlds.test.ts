import process from 'node:process';
import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { PromwireError } from '../../src/errors.ts';
import { sortedJson, toJson } from '../../src/kube/json.ts';
import { isMarked, keeperOf } from '../../src/kube/owner.ts';
import type { KubeObject, PrintedFix, PrintedReport } from '../../src/model/index.ts';
import { brokenObjects } from '../broken-worlds.ts';
import { likelyObjects, randomObjects } from '../random-worlds.ts';
import { seedOr } from '../seed.ts';
import type { Reply } from '../io/kube/api-stand-in.ts';
import type { Answer } from './ask.ts';
import { changeable, onChangeable, plain, unexplained, untilAborted } from './changeable.ts';
import type { Changeable } from './changeable.ts';

const CASES = Number(process.env['PROMWIRE_CASES'] ?? 25);
const FIX = ['fix', '--yes', '--timeout', '0s'];
const UNDO = ['undo', '--yes'];
const CHECK = ['check', '-o', 'json'];

/** How a run ends at a write: it is not stored, or it is and the answer is lost. */
const ENDS: readonly Reply[] = [{ status: 500, silent: true }, { silent: true }];

/** What is found that is more than an info, with how bad it is; of a stack, which now has more to do, errors alone. */
function found(answer: Answer | undefined): ReadonlyMap<string, string> {
  const { findings } = JSON.parse(answer?.out ?? '') as PrintedReport;
  return new Map(
    findings
      .filter(({ severity }) => severity === 'error')
      .map(({ check, object, stack, severity }) => [JSON.stringify([check, object, stack]), severity]),
  );
}

const worse = (before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>): readonly string[] =>
  [...after].flatMap(([key, severity]) =>
    before.get(key) === severity || before.get(key) === 'error' ? [] : [`${severity} ${key}`],
  );

const nameOf = ({ kind, metadata }: KubeObject): string => `${kind} ${metadata.namespace ?? ''}/${metadata.name}`;
const state = (cluster: Changeable): readonly string[] =>
  cluster.objects().map((each) => JSON.stringify(sortedJson(toJson(plain(each)))));

/** Objects whose fields are others to change. */
const others = (objects: readonly KubeObject[]): ReadonlySet<string> =>
  new Set(objects.filter((each) => keeperOf(each) !== undefined || isMarked(each)).map(nameOf));

/** A cluster in which a command ends at a write. */
interface Mortal extends Changeable {
  readonly killed: (argv: readonly string[], n: number, how: Reply) => Promise<Answer | undefined>;
}

function mortal(objects: readonly KubeObject[]): Mortal {
  let end: ((n: number) => Reply | undefined) | undefined;
  const cluster = changeable(objects, (n) => end?.(n));
  return {
    ...cluster,
    killed: async (argv, n, how) => {
      const abort = new AbortController();
      const at = cluster.writes.length + n;
      end = (write) => {
        if (write !== at) return undefined;
        abort.abort(new PromwireError('interrupted', 'interrupted', ''));
        return how;
      };
      const [answer] = await untilAborted(cluster, abort.signal, argv);
      end = undefined;
      return answer;
    },
  };
}

it('a random world: nothing is worse, nothing of others is touched, and whatever write it ends at, the next run does the rest', async () => {
  let written = 0;
  let worlds = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.oneof(randomObjects, likelyObjects, { weight: 4, arbitrary: brokenObjects }),
      fc.nat(5),
      fc.constantFrom(...ENDS),
      async (objects, at, how) => {
        const cluster = mortal(objects);
        const before = state(cluster);
        const [was, fixed, now, again] = await onChangeable(cluster, CHECK, [...FIX, '-o', 'json'], CHECK, FIX);
        const fixes = state(cluster);
        const writes = cluster.writes.length;
        expect([fixed?.code, again?.code]).not.toContain(70);
        expect(worse(found(was), found(now))).toEqual([]);
        // What was planned and written is what is there.
        const said = JSON.parse(fixed?.out ?? '') as PrintedFix;
        const { findings } = JSON.parse(now?.out ?? '') as PrintedReport;
        expect(said.report.findings).toEqual(findings);
        expect(unexplained(said)).toEqual([]);
        expect(again?.out).toContain('Nothing to change.');
        const theirs = others(objects);
        const touched = objects.filter((_, i) => fixes[i] !== before[i]);
        expect(touched.map(nameOf).filter((name) => theirs.has(name))).toEqual([]);
        expect(touched).toHaveLength(writes);
        worlds += 1;
        if (writes === 0) return;
        written += writes;
        const n = 1 + (at % writes);
        await cluster.killed(UNDO, n, how);
        await onChangeable(cluster, UNDO);
        expect(state(cluster)).toEqual(before);
        const cut = await cluster.killed(FIX, n, how);
        expect(cut?.code).toBe(130);
        await onChangeable(cluster, FIX);
        expect(state(cluster)).toEqual(fixes);
      },
    ),
    { numRuns: CASES, seed: seedOr(43) },
  );
  if (CASES > 1000) process.stderr.write(`${worlds} worlds, ${written} objects fixed\n`);
  expect(written).toBeGreaterThan(CASES / 5);
}, 7_200_000);
