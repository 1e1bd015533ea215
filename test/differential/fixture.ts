import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { ALL_RESOURCES } from '../../src/io/resources.ts';
import { project } from '../../src/io/projection/index.ts';
import type { Snapshot, Verdict } from '../../src/model/index.ts';
import type { KubeThing } from '../bed/object.ts';
import { nameOf } from './pairs.ts';
import type { Shrunk } from './shrink.ts';

/** A pair on which we were once wrong: the least world that shows it, and what the real operator did with it. */
export interface Fixture {
  readonly pair: string;
  readonly seed: number;
  readonly objects: readonly KubeThing[];
  readonly verdicts: readonly Verdict[];
  readonly effective: boolean;
  /** In the operator's words. */
  readonly message: string;
}

const FIXTURES = path.join(import.meta.dirname, '..', 'fixtures', 'differential');

/** Conditions as the operator wrote them, without times. */
const statusOf = (stack: KubeThing): unknown => {
  const { conditions = [] } = (stack['status'] ?? {}) as { readonly conditions?: readonly Record<string, unknown>[] };
  return { conditions: conditions.map((condition) => ({ ...condition, lastTransitionTime: undefined })) };
};

/** Writes the world of a disagreement, as a test for ever; answers the file's name. */
export const saveFixture = ({ world, disagreement: { pair, truth } }: Shrunk): string => {
  const needed = JSON.stringify([truth.object['spec'], truth.stack['spec']]).includes('"keys"');
  const objects = world.objects
    .filter((object) => needed || object.metadata.name !== 'keys')
    .map((object) =>
      nameOf(object) === nameOf(truth.stack)
        ? {
            ...object,
            metadata: { ...object.metadata, generation: truth.stack.metadata.generation ?? 1 },
            status: statusOf(truth.stack),
          }
        : object,
    );
  const { verdicts, effective, message } = truth;
  const fixture: Fixture = { pair, seed: world.seed, objects, verdicts, effective, message };
  const name = `${world.seed}-${pair.replaceAll(/[^A-Za-z0-9]+/g, '-').toLowerCase()}.json`;
  mkdirSync(FIXTURES, { recursive: true });
  writeFileSync(path.join(FIXTURES, name), `${JSON.stringify(fixture, null, 2)}\n`);
  return name;
};

export const readFixtures = (): readonly (readonly [name: string, fixture: Fixture])[] =>
  // Git keeps no empty folder: a fresh clone has none until something is found.
  (existsSync(FIXTURES) ? readdirSync(FIXTURES) : [])
    .filter((name) => name.endsWith('.json'))
    .map((name) => [name, JSON.parse(readFileSync(path.join(FIXTURES, name), 'utf8')) as Fixture]);

/** The objects as a snapshot of a cluster in which nothing is hidden. */
export const snapshotOf = (objects: readonly KubeThing[]): Snapshot => ({
  source: 'cluster',
  kubernetes: 'v1.36.3',
  objects: objects.map((raw) => {
    const object = project(raw, { source: 'cluster' });
    if ('invalid' in object) throw new Error(`not an object: ${object.invalid}`);
    return object;
  }),
  coverage: ALL_RESOURCES.map(({ group, kind }) => ({ group, kind, namespaces: 'all', complete: true })),
  gaps: [],
});
