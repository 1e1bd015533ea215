import process from 'node:process';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { WAS } from '../../src/app/correction.ts';
import { FIXED } from '../../src/kube/owner.ts';
import { startBreakable } from '../bed/breakable.ts';
import type { Program } from '../bed/kubelet-standin.ts';
import type { KubeThing } from '../bed/object.ts';
import { kubePrometheusStack } from '../bed/worlds/kube-prometheus-stack.ts';
import { asHelm, deployment, namespace, service } from '../bed/worlds/objects.ts';
import { seedOr } from '../seed.ts';
import { everything } from './live.ts';
import type { Run } from './promwire.ts';
import { kubectlApply, LONG, MONITORING, startScenario } from './scenario.ts';
import type { Scenario } from './scenario.ts';

/*
 * Random orders of setup, fix, undo, uninstall and changes by hand on the real control plane. A model of a few lines says
 * what each of them makes of the cluster; after each step every object of it is what the model says. PROMWIRE_CASES and
 * PROMWIRE_SEED: more, and others.
 */

const SEQUENCES = Number(process.env['PROMWIRE_CASES'] ?? 5);
const SEED = seedOr(12);
const IMAGE = 'registry.example/web:1.0.0';

const app = (name: string): readonly KubeThing[] => [
  deployment({
    ...{ namespace: 'shop', name, labels: { app: name }, podLabels: { app: name } },
    containers: [{ name, image: IMAGE, ports: [{ name: 'http', containerPort: 8080 }] }],
  }),
  service({
    ...{ namespace: 'shop', name, labels: { app: name }, selector: { app: name } },
    ports: [{ name: 'http', port: 80, targetPort: 'http' }],
  }),
];
const unlabelled = (name: string, about = name): KubeThing => ({
  apiVersion: MONITORING,
  kind: 'ServiceMonitor',
  metadata: { namespace: 'shop', name },
  spec: { selector: { matchLabels: { app: about } }, endpoints: [{ port: 'http' }] },
});
const web: Program = async ({ container, address }) =>
  await startBreakable(container.ports?.[0]?.containerPort ?? 8080, address);

const SETUP = ['setup', 'service/web', '-n', 'shop', '--yes'];
const FIX = ['fix', '-n', 'shop', '--yes', '--timeout', '0s'];
const COMMANDS = {
  setup: SETUP,
  'setup of errors': [...SETUP, '--threshold', 'errors=5%'],
  uninstall: ['uninstall', 'service/web', '-n', 'shop', '--yes'],
  'fix theirs': [...FIX, 'servicemonitor/theirs'],
  'fix all': FIX,
  'fix by a copy': [...FIX, 'servicemonitor/charted', '--how', 'copy'],
  undo: ['undo', '-n', 'shop', '--yes'],
} as const;
const monitor = ['-n', 'shop', 'servicemonitor/theirs'];
const ours = (kind: string): readonly string[] => [
  '-n',
  'shop',
  kind,
  '--field-selector=metadata.name=promwire-service-web',
];
/** What people do, by kubectl. */
const HANDS = {
  'annotates theirs': ['annotate', '--overwrite', ...monitor, 'hand=yes'],
  'labels theirs': ['label', '--overwrite', ...monitor, 'release=other'],
  'takes the label of theirs': ['label', ...monitor, 'release-'],
  'annotates ours': ['annotate', '--overwrite', ...ours('servicemonitor'), 'hand=yes'],
  'deletes our rules': ['delete', ...ours('prometheusrule')],
} as const;
type Command = keyof typeof COMMANDS;
type Step = Command | keyof typeof HANDS;
const isCommand = (step: Step): step is Command => step in COMMANDS;

/** What random orders have shown, or nearly never come to. */
const PINNED: readonly Sequence[] = [
  { about: 'theirs', steps: ['fix theirs', 'takes the label of theirs', 'undo', 'uninstall'] },
  { about: 'web', steps: ['setup', 'takes the label of theirs', 'uninstall', 'undo'] },
  { about: 'web', steps: ['setup', 'labels theirs', 'fix theirs', 'uninstall', 'undo'] },
  { about: 'web', steps: ['fix theirs', 'labels theirs', 'setup', 'undo', 'uninstall'] },
];
interface Sequence {
  readonly about: 'theirs' | 'web';
  readonly steps: readonly Step[];
}
const sequences = fc
  .record({
    about: fc.constantFrom<'theirs' | 'web'>('theirs', 'web'),
    some: fc.array(fc.constantFrom<Step>(...(Object.keys(COMMANDS) as Step[]), ...(Object.keys(HANDS) as Step[])), {
      minLength: 2,
      maxLength: 5,
    }),
    ends: fc.shuffledSubarray<Step>(['undo', 'uninstall'], { minLength: 2 }),
  })
  .map(({ about, some, ends }): Sequence => ({ about, steps: [...some, ...ends] }));

/** What the cluster has besides what it had at first. */
interface Model {
  /** What their monitor is about: an application of its own, or the one that is set up. */
  readonly about: 'theirs' | 'web';
  readonly setup?: 'setup' | 'setup of errors' | undefined;
  readonly rules: boolean;
  /** Annotated by hand. */
  readonly ours: boolean;
  readonly copy: boolean;
  readonly release?: string | undefined;
  readonly annotated: boolean;
  /** What fix, and what setup remembers of the label. */
  readonly fixed?: Memory;
  readonly corrected?: Memory;
}
type Memory = { readonly was: string | undefined } | undefined;

const MODEL: Readonly<Record<Step, (now: Model) => Model>> = {
  // What was set before stays set, where the rules are that remember it.
  setup: (now) => corrected({ ...now, setup: (now.rules ? now.setup : undefined) ?? 'setup', rules: true }),
  'setup of errors': (now) => corrected({ ...now, setup: 'setup of errors', rules: true }),
  uninstall: ({ corrected: memory, ...now }) => {
    const { release, kept } = takenBack(now.release, memory);
    return { ...now, setup: undefined, rules: false, ours: false, release, corrected: kept };
  },
  'fix theirs': fixed,
  'fix all': fixed,
  'fix by a copy': (now) => ({ ...now, copy: true }),
  undo: ({ fixed: memory, ...now }) => {
    const { release, kept } = takenBack(now.release, memory);
    return { ...now, copy: false, release, fixed: kept };
  },
  'annotates theirs': (now) => ({ ...now, annotated: true }),
  'labels theirs': (now) => ({ ...now, release: 'other' }),
  'takes the label of theirs': (now) => ({ ...now, release: undefined }),
  'annotates ours': (now) => ({ ...now, ours: now.setup !== undefined }),
  'deletes our rules': (now) => ({ ...now, rules: false }),
};

/** Who sets the label remembers what it was, and what was remembered before is no longer true. */
function fixed({ corrected: before, ...now }: Model): Model {
  if (now.release === 'kps') return { ...now, corrected: before };
  return { ...now, release: 'kps', fixed: { was: now.release } };
}
function corrected({ fixed: before, ...now }: Model): Model {
  if (now.release === 'kps' || now.about !== 'web') return { ...now, fixed: before };
  return { ...now, release: 'kps', corrected: { was: now.release } };
}
/** What is as it was set becomes what it was; what others put back is forgotten; what they changed stays. */
function takenBack(release: string | undefined, memory: Memory): { release: string | undefined; kept: Memory } {
  if (memory && release === 'kps') return { release: memory.was, kept: undefined };
  return { release, kept: release === memory?.was ? undefined : memory };
}

type Objects = Readonly<Record<string, unknown>>;
let at: Scenario;
let first: Objects;
const made: Partial<Record<Command, Objects>> = {};

beforeAll(async () => {
  at = await startScenario({
    objects: [
      ...kubePrometheusStack({ release: 'kps', alertmanager: false }),
      namespace('shop'),
      ...['web', 'theirs', 'charted'].flatMap(app),
      ...asHelm('charted', 'shop', [unlabelled('charted')]),
    ],
    prometheus: 'kps-kube-prometheus-stack-prometheus',
    images: { [IMAGE]: web },
  });
  first = await objects();
}, LONG);
afterAll(() => at.bed.stop(), LONG);

/** Without what is counted; of a dashboard only that it is there: its panels follow what is scraped by then. */
async function objects(): Promise<Objects> {
  const found = Object.entries((await everything(at.bed)) as Readonly<Record<string, KubeThing>>);
  return Object.fromEntries(
    found.map(([key, { metadata, ...rest }]) => {
      const { uid: _u, creationTimestamp: _c, generation: _g, ...named } = metadata as KubeThing['metadata'] & Objects;
      const isBoard = metadata.labels?.['grafana_dashboard'] !== undefined;
      return [key, isBoard ? { labels: metadata.labels } : { ...rest, metadata: named }];
    }),
  );
}

const annotated = (object: unknown, annotations: Readonly<Record<string, string>>): unknown => {
  const { metadata, ...rest } = object as KubeThing;
  return { ...rest, metadata: { ...metadata, annotations: { ...metadata.annotations, ...annotations } } };
};

/** All objects as the model has them. */
function wanted(theirs: KubeThing, { about, setup, rules, ours: byHand, copy, ...now }: Model): Objects {
  const [fix, setups] = [now.fixed, now.corrected].map((memory) => memory && { was: memory.was ?? null, set: 'kps' });
  const label = { path: ['metadata', 'labels', 'release'], ...fix, ...(fix?.was === null ? { made: 1 } : {}) };
  const relabelled = annotated(
    {
      ...theirs,
      metadata: { ...theirs.metadata, ...(now.release === undefined ? {} : { labels: { release: now.release } }) },
    },
    {
      ...(now.annotated ? { hand: 'yes' } : {}),
      ...(fix ? { [FIXED]: JSON.stringify([label]) } : {}),
      ...(setups ? { [WAS]: JSON.stringify({ release: setups }) } : {}),
    },
  );
  const own = Object.entries((setup && made[setup]) ?? {}).flatMap(
    ([key, object]): readonly (readonly [string, unknown])[] => {
      if (key.includes(' PrometheusRule ') && !rules) return [];
      if (!key.includes(' ServiceMonitor ')) return [[key, object]];
      // Theirs does the same.
      return about === 'web' ? [] : [[key, byHand ? annotated(object, { hand: 'yes' }) : object]];
    },
  );
  return {
    ...first,
    [THEIRS]: relabelled,
    ...(copy ? made['fix by a copy'] : {}),
    ...Object.fromEntries<unknown>(own),
  };
}
const THEIRS = `/apis/${MONITORING} ServiceMonitor shop/theirs`;

it.each<readonly [Command, Command, readonly string[]]>([
  [
    'setup',
    'uninstall',
    [
      'ConfigMap shop/promwire-shop-service-web',
      'PrometheusRule shop/promwire-service-web',
      'ServiceMonitor shop/promwire-service-web',
    ],
  ],
  [
    'setup of errors',
    'uninstall',
    [
      'ConfigMap shop/promwire-shop-service-web',
      'PrometheusRule shop/promwire-service-web',
      'ServiceMonitor shop/promwire-service-web',
    ],
  ],
  ['fix by a copy', 'undo', ['ServiceMonitor shop/charted-promwire']],
])(
  '%s makes objects, and %s takes away those',
  async (command, back, keys) => {
    const done = await at.run(...COMMANDS[command]);
    expect([0, 1]).toContain(done.code);
    made[command] = Object.fromEntries(Object.entries(await objects()).filter(([key]) => !(key in first)));
    expect(
      Object.keys(made[command])
        .map((key) => key.replace(/^\S+ /, ''))
        .toSorted(),
    ).toEqual(keys);
    expect(await at.run(...COMMANDS[back])).toMatchObject({ code: 0 });
    expect(await objects()).toEqual(first);
  },
  LONG,
);

it('whatever the order, the cluster is what the commands and the hands made of it', async () => {
  for (const { about, steps } of [...PINNED, ...fc.sample(sequences, { numRuns: SEQUENCES, seed: SEED })]) {
    await kubectlApply(at.bed, [unlabelled('theirs', about)]);
    const theirs = (await objects())[THEIRS] as KubeThing;
    let model: Model = { about, rules: false, ours: false, copy: false, annotated: false };
    const done: Step[] = [];
    for (const step of steps) {
      let run: Run | undefined;
      if (isCommand(step)) run = await at.run(...COMMANDS[step]);
      else await at.bed.kubectl(HANDS[step]);
      model = MODEL[step](model);
      done.push(step);
      try {
        expect(await objects()).toEqual(wanted(theirs, model));
        expect([0, 1]).toContain(run?.code ?? 0);
      } catch (error) {
        const said = `${run?.code} ${run?.stdout} ${run?.stderr}`;
        throw new Error(`seed ${SEED}, about ${about}: ${done.join(', ')}: ${said}`, { cause: error });
      }
    }
    await at.bed.remove([unlabelled('theirs')]);
  }
}, 600_000);
