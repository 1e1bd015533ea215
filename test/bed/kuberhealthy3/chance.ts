/** What happens at random to a played kuberhealthy 3, without an end: checks come and go, fail in every way, pods stop. */
import type { Random } from '../../differential/random.ts';
import type { Happening, HealthCheck, Outcome } from './nouns.ts';

const MINUTE = 60;
const between = (random: Random, from: number, to: number): number => from + random.int(to - from + 1);
const minutes = (random: Random, from: number, to: number): number =>
  between(random, Math.round(from * MINUTE), Math.round(to * MINUTE));

const REPORTED: readonly (readonly string[])[] = [
  ['pod {pod} could not be scheduled'],
  ['lookup of kubernetes.default timed out after 5s', 'no answer from 10.96.0.10:53'],
  ['GET https://10.244.3.17:8443/healthz failed: 503 Service Unavailable'],
  ['expected "ready", got "pending"\nlast seen 2026-01-01T00:00:00Z'],
];
const NOT_MADE = [
  'pods "{pod}" is forbidden: exceeded quota: compute, requested: pods=1, used: pods=20, limited: pods=20',
  'admission webhook "policy.example.com" denied the request: no owner',
  'Pod "{pod}" is invalid: spec.containers[0].image: Required value',
];

const failure = (random: Random): Outcome =>
  random.weighted<() => Outcome>([
    [3, () => ({ kind: 'reports', texts: random.pick(REPORTED) })],
    [2, () => ({ kind: 'never reports' })],
    [2, () => ({ kind: 'no pod', why: random.pick(NOT_MADE) })],
  ])();

const SEVERITIES = ['critical', 'warning', 'info', undefined] as const;

/** One check from its first creation on. It is deleted, and made again under its name. */
function* lifeOf(name: string, random: Random): Generator<Happening, void, void> {
  // Most are there when the play begins.
  let at = random.chance(0.7) ? 1 : minutes(random, 1, 40);
  const until = (time: number): void => void (at = time);
  const change = (to: Partial<HealthCheck>): Happening => ({ at, what: 'change', name, to });
  for (;;) {
    const check: HealthCheck = {
      name,
      namespace: random.pick(['probes', 'kuberhealthy']),
      severity: random.pick(SEVERITIES),
      category: random.chance(0.5) ? 'network' : undefined,
      runInterval: random.chance(0.8) ? minutes(random, 2, 6) : minutes(random, 10, 15),
      timeout: 30,
      takes: between(random, 5, 25),
      outcome: random.chance(0.7) ? { kind: 'passes' } : failure(random),
    };
    yield { at, what: 'create', check };
    while (!random.chance(0.08)) {
      until(at + minutes(random, 6, 25));
      const what = random.int(10);
      if (what < 3) yield change({ outcome: { kind: 'passes' } });
      else if (what < 6) yield change({ outcome: failure(random) });
      else if (what < 7) yield change({ severity: random.pick(SEVERITIES) });
      else
        for (let times = between(random, 3, 8); times > 0; times -= 1) {
          yield change({ outcome: times % 2 === 0 ? failure(random) : { kind: 'passes' } });
          until(at + Math.min(check.runInterval, 6 * MINUTE));
        }
    }
    until(at + minutes(random, 2, 10));
    yield { at, what: 'delete', name };
    until(at + minutes(random, 3, 40));
  }
}

const NAMES = [
  'daemonset',
  'deployment',
  'dns-status-internal',
  'http',
  'image-pull',
  'namespace',
  'pod-status',
  'storage',
];

/** What can happen to kuberhealthy's pods and the cluster around them, from a time on. */
const EPISODES = {
  'one pod stops': (at, random) => {
    const pod = random.int(2);
    return [
      { at, what: 'pod', pod, runs: false },
      // It gives its lease back when it ends in order.
      { at: at + 2, what: 'lease', pod: 1 - pod },
      { at: at + minutes(random, 1, 20), what: 'pod', pod, runs: true },
    ];
  },
  'all pods stop': (at, random) => {
    const back = at + minutes(random, 1, 25);
    return [
      { at, what: 'pod', pod: 0, runs: false },
      { at, what: 'pod', pod: 1, runs: false },
      { at: back, what: 'pod', pod: 0, runs: true },
      { at: back + 5, what: 'pod', pod: 1, runs: true },
      { at: back + 15, what: 'lease', pod: random.int(2) },
    ];
  },
  'nobody leads': (at, random) => [
    { at, what: 'lease', pod: null },
    { at: at + minutes(random, 2, 30), what: 'lease', pod: random.int(2) },
  ],
  'everything fails': (at, random) => [
    { at, what: 'outage', outcome: failure(random) },
    { at: at + minutes(random, 5, 20), what: 'outage', outcome: null },
  ],
  // A check that runs on Windows names a folder.
  'a text breaks the page': (at, random) => {
    const name = random.pick(NAMES);
    const texts = ['cannot open C:\\checks\\'];
    return [
      { at, what: 'change', name, to: { outcome: { kind: 'reports', texts } } },
      { at: at + minutes(random, 6, 25), what: 'change', name, to: { outcome: { kind: 'passes' } } },
    ];
  },
  'checks can not be listed': (at, random) => [
    { at, what: 'api', lists: false, writes: true },
    { at: at + minutes(random, 1, 20), what: 'api', lists: true, writes: true },
  ],
  // What the checks report is lost, and they seem to run until another pod leads.
  'nothing can be written': (at, random) => {
    const back = at + minutes(random, 2, 15);
    return [
      { at, what: 'api', lists: true, writes: false },
      { at: back, what: 'api', lists: true, writes: true },
      { at: back + minutes(random, 5, 20), what: 'lease', pod: random.int(2) },
    ];
  },
} satisfies Readonly<Record<string, (at: number, random: Random) => readonly Happening[]>>;

export type Episode = keyof typeof EPISODES;

const KINDS = Object.keys(EPISODES) as readonly Episode[];

/** All of them in some order, then all again. */
function* episodes(random: Random, kinds: readonly Episode[]): Generator<Happening, void, void> {
  let at = 0;
  for (;;) {
    const left = [...kinds];
    while (left.length > 0) {
      at += minutes(random, 3, 9);
      const [kind] = left.splice(random.int(left.length), 1);
      for (const one of EPISODES[kind!](at, random)) {
        yield one;
        ({ at } = one);
      }
    }
  }
}

/** All that happens, in the order of time. */
export function* happenings(random: Random, kinds: readonly Episode[] = KINDS) {
  const lives = [...NAMES.map((name) => lifeOf(name, random)), episodes(random, kinds)];
  const next = lives.map((life) => life.next().value!);
  for (;;) {
    const first = next.reduce((least, { at }, index) => (at < next[least]!.at ? index : least), 0);
    yield next[first]!;
    next[first] = lives[first]!.next().value!;
  }
}
