import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Bed } from '../bed/bed.ts';
import { startBed } from '../bed/bed.ts';
import type { Judge } from '../bed/judge/judge.ts';
import { startJudge } from '../bed/judge/judge.ts';
import type { KubeThing } from '../bed/object.ts';
import { compareKind, save, shrink } from '../lang/differential.ts';
import { randomFrom } from '../lang/generate/random.ts';
import { KINDS } from '../lang/items.ts';
import { differences, MUTATIONS } from '../lang/mutation.ts';
import { pretty } from '../../src/lang/promql/pretty.ts';
import { profiles } from '../../src/profiles/index.ts';
import { asLoaded } from '../rules/as-loaded.ts';
import type { JudgingStack } from '../lang/objects.ts';
import { makeObject, ourVerdict, stackObjects, STACKS } from '../lang/objects.ts';
import { seedOr } from '../seed.ts';

/**
 * The languages inside the objects: what src/lang says against the operator's own code (the judge, many items), and
 * against the real API server and operator (fewer items, every stack's binding read). PROMWIRE_SEED chooses other items;
 * PROMWIRE_LANG_ITEMS and PROMWIRE_LANG_OBJECTS make it longer.
 */

const TIMEOUT_MS = 600_000;
const seed = seedOr(1);
const items = Number(process.env['PROMWIRE_LANG_ITEMS'] ?? 3000);
const objects = Number(process.env['PROMWIRE_LANG_OBJECTS'] ?? 2200);
console.log(`PROMWIRE_SEED=${seed}`);

describe("the judge, made of the operator's own code", () => {
  let judge: Judge;
  beforeAll(() => {
    judge = startJudge();
  });
  afterAll(() => judge.stop());

  it.each(KINDS)(
    'agrees on %s',
    async (kind) => {
      const { compared, accepted, declined, failures } = await compareKind(judge, kind, seed, items);
      console.log(`${kind}: ${compared} compared, ${accepted} valid, ${declined} declined, ${failures.length} differ`);
      const [first] = failures;
      if (first !== undefined) {
        const small = await shrink(judge, first);
        throw new Error(`${small.message}\n  seed ${seed}, saved as ${await save(small)}`);
      }
      // Neither all valid nor all invalid, or the comparison says little. Every name gets an answer.
      expect(accepted).toBeGreaterThan(compared * 0.2);
      if (kind !== 'name') expect(accepted).toBeLessThan(compared * 0.9);
      expect(declined).toBeLessThan(compared * 0.1);
    },
    TIMEOUT_MS,
  );

  it('lays out every rule and query of ours in the same way', async () => {
    const variants = profiles.flatMap((profile) => profile.variants);
    const rules = variants.flatMap((variant) => asLoaded(variant.rules).flatMap((group) => group.rules));
    const panels = variants.flatMap(({ dashboards }) =>
      dashboards.flatMap(({ rows }) => rows.flatMap((row) => row.panels)),
    );
    const queries = panels.flatMap((panel) => panel.queries).filter(({ expr }) => !expr.includes('[$'));
    const texts = [
      ...rules.map(({ expr }) => expr.trimEnd()),
      ...queries.map(({ expr }) => pretty(expr, { variables: true }) ?? expr),
    ];
    const verdicts = await judge.ask(texts.map((text) => ({ kind: 'pretty', text })));
    expect(texts.filter((text) => text.includes('\n')).length).toBeGreaterThan(50);
    expect(verdicts.map((verdict) => verdict.pretty)).toEqual(texts);
  });

  it.each(MUTATIONS)(
    'notices when $file is broken ($from)',
    async (mutation) => {
      // Always the same items: that they notice it is known.
      expect(await differences(mutation, 5, 6000)).toBeGreaterThan(0);
    },
    TIMEOUT_MS,
  );
});

interface Binding {
  readonly resource: string;
  readonly name: string;
  readonly conditions: readonly {
    readonly type: string;
    readonly status: string;
    readonly observedGeneration: number;
  }[];
}

/** The operator's word on the object for the stack: undefined while there is none for the object as it is now. */
function binding(object: KubeThing, { kind, name }: JudgingStack): 'accepted' | 'rejected' | undefined {
  const status = object['status'] as { readonly bindings?: readonly Binding[] } | undefined;
  const resource = kind === 'Prometheus' ? 'prometheuses' : 'thanosrulers';
  const found = status?.bindings?.find((item) => item.resource === resource && item.name === name);
  const accepted = found?.conditions.find(({ type }) => type === 'Accepted');
  if (accepted === undefined || accepted.observedGeneration !== object.metadata.generation) return undefined;
  return accepted.status === 'True' ? 'accepted' : 'rejected';
}

/** Which stacks judge objects of that kind. */
const judges = ({ kind }: KubeThing): readonly JudgingStack[] =>
  STACKS.filter((stack) => kind === 'PrometheusRule' || stack.kind === 'Prometheus');

describe('the real API server and operator', () => {
  let bed: Bed;
  beforeAll(async () => {
    bed = await startBed({ standins: false });
    await bed.apply(stackObjects());
  }, TIMEOUT_MS);
  afterAll(() => bed.stop(), TIMEOUT_MS);

  const create = async (object: KubeThing): Promise<'in' | 'schema'> => {
    const plural = object.kind === 'PrometheusRule' ? 'prometheusrules' : 'servicemonitors';
    const path = `/apis/monitoring.coreos.com/v1/namespaces/${object.metadata.namespace ?? ''}/${plural}`;
    const { status, body } = await bed.api.request('POST', path, { body: JSON.stringify(object) });
    if (status === 201) return 'in';
    if (status === 422 || status === 400) return 'schema';
    throw new Error(`${status} ${body}`);
  };

  it(
    'agree on every object',
    async () => {
      const random = randomFrom(seed);
      const made = Array.from({ length: objects }, (_, index) => makeObject(random, index));
      const taken = new Map<string, KubeThing>();
      const wrong: string[] = [];
      const say = (object: KubeThing, stack: string, theirs: string, ours: string): void => {
        wrong.push(`${stack}: they say ${theirs}, we say ${ours}: ${JSON.stringify(object)}`);
      };
      for (let at = 0; at < made.length; at += 50)
        await Promise.all(
          made.slice(at, at + 50).map(async (object) => {
            const answer = await create(object);
            if (answer === 'in') taken.set(`${object.kind}/${object.metadata.name}`, object);
            for (const stack of judges(object)) {
              const ours = ourVerdict(object, stack);
              if ((ours === 'schema') !== (answer === 'schema')) say(object, stack.name, answer, ours);
            }
          }),
        );

      const counts = { accepted: 0, rejected: 0, unknown: 0, schema: made.length - taken.size };
      const settled = await bed.waitFor(
        async () => {
          const live = (
            await Promise.all(
              ['PrometheusRule', 'ServiceMonitor'].map((kind) => bed.list('monitoring.coreos.com/v1', kind, 'lang')),
            )
          ).flat();
          const done = live.every((object) => judges(object).every((stack) => binding(object, stack) !== undefined));
          return live.length === taken.size && done && live;
        },
        { what: 'a binding of every stack on every object', timeoutMs: TIMEOUT_MS / 2 },
      );
      for (const object of settled)
        for (const stack of judges(object)) {
          const theirs = binding(object, stack) ?? 'rejected';
          const ours = ourVerdict(taken.get(`${object.kind}/${object.metadata.name}`) ?? object, stack);
          counts[ours === 'unknown' ? 'unknown' : theirs] += 1;
          if (ours !== 'unknown' && ours !== theirs) say(object, stack.name, theirs, ours);
        }
      console.log(`objects: ${made.length}, verdicts: ${JSON.stringify(counts)}, differ: ${wrong.length}`);
      expect(wrong.slice(0, 10).join('\n')).toBe('');
      expect(counts.accepted).toBeGreaterThan(objects);
      expect(counts.rejected).toBeGreaterThan(objects);
    },
    TIMEOUT_MS,
  );
});
