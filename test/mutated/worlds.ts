/**
 * Worlds as files, with things changed at random: every answer comes, soon, without a crash, and nothing is selected that the
 * API server refuses or that the selectors of the stack do not take. What selectors take is written here a second time.
 */
import process from 'node:process';
import fc from 'fast-check';
import { check } from '../../src/app/check.ts';
import { readFiles } from '../../src/io/files/index.ts';
import { diskPorts } from '../../src/io/files/walk.ts';
import { objectProblems } from '../../src/io/apiserver/index.ts';
import { asObject, isObject, labelsAt, objectsAt, stringAt, stringsAt } from '../../src/kube/json.ts';
import type { Json, JsonObject, Judgement, KubeObject } from '../../src/model/index.ts';
import { plain } from '../../src/render/text/style.ts';
import { reportText } from '../../src/render/text/report.ts';
import { reportJson } from '../../src/render/report-json.ts';
import { randomFrom } from '../differential/random.ts';
import type { Random } from '../differential/random.ts';
import { likelyObjects } from '../random-worlds.ts';
import { alertmanagerConfig, alertmanagerMain, healthy, probe, rawOf, scrapeConfig } from '../worlds.ts';
import { NASTY } from '../render/nasty-strings.ts';

/** No answer may take more time of the processor: the machine may have other things to do. */
const MOST_MS = 1000;

const jsonOf = (object: KubeObject): JsonObject => JSON.parse(JSON.stringify(rawOf(object))) as JsonObject;

const WORLDS: readonly (readonly JsonObject[])[] = [
  [...healthy(), ...alertmanagerMain(), alertmanagerConfig('shop/web'), probe('shop/web'), scrapeConfig('shop/web')],
  ...fc.sample(likelyObjects, { seed: 5, numRuns: 60 }),
].map((objects) => objects.map(jsonOf));

const VALUES: readonly Json[] = [
  ...[null, true, false, 0, -1, 8080, 2 ** 53 + 2, 1e300, 1.5, '', 'x', 'true', '8080', 'In', 'NotIn', 'Exists', 'All'],
  ...['shop', 'monitoring', 'web', 'http', 'a', 'release', '(', '.*', '30s', 'v3.5.0', '__proto__', 'constructor'],
  ...[
    [],
    {},
    [null],
    ['a', 'a'],
    [{}],
    { a: 'b' },
    { matchLabels: { app: 'web' } },
    { matchLabels: null },
    { any: true },
  ],
  ...[{ matchExpressions: [{ key: 'release', operator: 'DoesNotExist' }] }, { matchNames: ['shop'] }, 'a'.repeat(300)],
  ...NASTY,
];

/** Changes one thing of an object: another value, a key more or less, a name that is another one's. */
function change(random: Random, object: JsonObject): void {
  const places: { readonly holder: Record<string, Json>; readonly key: string }[] = [];
  const walk = (value: Json): void => {
    if (typeof value !== 'object' || value === null) return;
    for (const [key, below] of Object.entries(value)) {
      places.push({ holder: value as Record<string, Json>, key });
      walk(below);
    }
  };
  walk(object);
  const { holder, key } = random.pick(places);
  const value = holder[key];
  const put = (name: string, item: Json): void => {
    // As JSON.parse does: __proto__ is a name like any other.
    Object.defineProperty(holder, name, { value: item, enumerable: true, configurable: true, writable: true });
  };
  switch (random.pick(['value', 'value', 'value', 'gone', 'more', 'renamed', 'list', 'null'])) {
    case 'gone':
      if (Array.isArray(holder)) holder.splice(Number(key), 1);
      else Reflect.deleteProperty(holder, key);
      return;
    case 'more':
      if (!Array.isArray(holder))
        put(random.pick(['a b', 'x', 'matchNames', 'namespaceSelector', 'selector', 'spec', 'é']), random.pick(VALUES));
      return;
    case 'renamed':
      if (Array.isArray(holder) || value === undefined) return;
      Reflect.deleteProperty(holder, key);
      put(`${key}s`, value);
      return;
    case 'list':
      put(key, [value ?? null, value ?? null]);
      return;
    case 'null':
      put(key, null);
      return;
    default:
      put(key, structuredClone(random.pick(VALUES)));
  }
}

/** A label selector of Kubernetes, read naively; undefined: not one that can be read. */
function takes(selector: Json | undefined, labels: Readonly<Record<string, string>>): boolean {
  if (!isObject(selector)) return false;
  const has = (key: string): boolean => Object.hasOwn(labels, key);
  return (
    Object.entries(labelsAt(selector, 'matchLabels')).every(([key, value]) => has(key) && labels[key] === value) &&
    objectsAt(selector, 'matchExpressions').every((each) => {
      const key = stringAt(each, 'key') ?? '';
      const values = stringsAt(each, 'values');
      if (each['operator'] === 'In') return has(key) && values.includes(labels[key] ?? '');
      if (each['operator'] === 'NotIn') return !has(key) || !values.includes(labels[key] ?? '');
      return each['operator'] === 'Exists' ? has(key) : !has(key);
    })
  );
}

/** Are its values label values? */
function isReadable(selector: Json | undefined): boolean {
  const values = [
    ...Object.values(labelsAt(selector, 'matchLabels')),
    ...objectsAt(selector, 'matchExpressions').flatMap((each) => stringsAt(each, 'values')),
  ];
  return values.every((value) => /^(?:[A-Za-z0-9](?:[-\w.]{0,61}[A-Za-z0-9])?)?$/.test(value));
}

const FIELDS: Readonly<Record<string, string>> = {
  ServiceMonitor: 'serviceMonitor',
  PodMonitor: 'podMonitor',
  Probe: 'probe',
  ScrapeConfig: 'scrapeConfig',
  PrometheusRule: 'rule',
  AlertmanagerConfig: 'alertmanagerConfig',
};

/** The API server refuses it; that a label is no string the projection says. */
const isRefusedRaw = (raw: JsonObject): boolean =>
  objectProblems(raw).some(({ kind }) => kind === 'invalid') ||
  Object.values(asObject(asObject(raw['metadata'])['labels'])).some((value) => typeof value !== 'string');

/** Why an operator would not select an object that promwire says is selected; undefined: it would, or it is not known. */
function whyNot(raw: readonly JsonObject[], judgement: Judgement): string | undefined {
  const { object, stack } = judgement;
  const find = (ref: { kind: string; name: string; namespace?: string }): JsonObject | undefined => {
    const all = raw.filter((each) => each['kind'] === ref.kind && stringAt(each, 'metadata', 'name') === ref.name);
    const own = all.filter((each) => (stringAt(each, 'metadata', 'namespace') ?? '') === (ref.namespace ?? ''));
    return own.length === 1 ? own[0] : undefined;
  };
  const [its, taker] = [find(object), find(stack)];
  if (!its || !taker) return undefined;
  for (const each of [its, taker]) {
    const problem = objectProblems(each).find(({ kind }) => kind === 'invalid');
    if (problem)
      return `the API server refuses ${stringAt(each, 'kind') ?? ''}: ${problem.path.join('.')}: ${problem.message}`;
  }
  const field = FIELDS[object.kind] ?? '';
  const spec = asObject(taker['spec']);
  const selector = spec[`${field}Selector`];
  const ofNamespaces = spec[`${field}NamespaceSelector`];
  const labels = labelsAt(its, 'metadata', 'labels');
  if (!isObject(selector))
    return ['Probe', 'ScrapeConfig'].includes(object.kind) ? undefined : `${field}Selector is null`;
  // The CRD takes what is no label value, and the operator then does nothing at all for the stack.
  if (!isReadable(selector) || !isReadable(ofNamespaces))
    return judgement.effective ? 'the operator cannot read its selectors' : undefined;
  if (!takes(selector, labels)) return `${field}Selector does not take its labels`;
  // Where one of both is not said, it may be any.
  if (object.namespace === undefined || stack.namespace === undefined) return undefined;
  if (!isObject(ofNamespaces)) return object.namespace === stack.namespace ? undefined : 'it is in another namespace';
  const home = raw.filter(
    (each) => each['kind'] === 'Namespace' && stringAt(each, 'metadata', 'name') === object.namespace,
  );
  if (home.length !== 1) return undefined;
  // Of one that is refused the labels are read as they were meant.
  if (home[0] && isRefusedRaw(home[0])) return undefined;
  const own = { ...labelsAt(home[0], 'metadata', 'labels'), 'kubernetes.io/metadata.name': object.namespace ?? '' };
  return takes(ofNamespaces, own) ? undefined : `${field}NamespaceSelector does not take its namespace`;
}

async function answer(
  raw: readonly JsonObject[],
): Promise<{ readonly judgements: readonly Judgement[]; readonly took: number }> {
  const bytes = Buffer.from(JSON.stringify({ apiVersion: 'v1', kind: 'List', items: raw }));
  const started = process.cpuUsage();
  const report = await check(await readFiles(['-'], { ...diskPorts, stdin: async () => await Promise.resolve(bytes) }));
  const printed =
    reportText(report, plain, { verbose: true }) + JSON.stringify(reportJson(report, { verdicts: 'all' }));
  if (/\n\s+at .*:\d+:\d+|bug in promwire|mistake in promwire/.test(printed))
    throw new Error(`a stack trace: ${printed}`);
  const spent = process.cpuUsage(started);
  return { judgements: report.judgements, took: (spent.user + spent.system) / 1000 };
}

/** Figures of a run. */
export interface Figures {
  readonly worlds: number;
  readonly selected: number;
  readonly refused: number;
  readonly slowest: number;
  readonly wrong: readonly string[];
}

/** Judges so many worlds. */
export async function mutatedWorlds(seed: number, count: number): Promise<Figures> {
  const wrong: string[] = [];
  let [selected, refused, slowest] = [0, 0, 0];
  for (let i = 0; i < count && wrong.length < 10; i += 1) {
    const random = randomFrom(seed * 1_000_003 + i);
    const raw = structuredClone(random.pick(WORLDS)) as JsonObject[];
    for (let changes = 1 + random.int(3); changes > 0; changes -= 1) change(random, random.pick(raw));
    try {
      const { judgements, took } = await answer(raw);
      // The compiler's first sight of some code is not the cost of a world.
      const again = took > MOST_MS ? Math.min(took, (await answer(raw)).took) : took;
      slowest = Math.max(slowest, again);
      if (again > MOST_MS) wrong.push(`world ${i}: ${Math.round(again)} ms`);
      for (const judgement of judgements) {
        if (judgement.causes.includes('field-pruned')) refused += 1;
        if (judgement.verdict !== 'selected') continue;
        selected += 1;
        const why = whyNot(raw, judgement);
        if (why !== undefined) wrong.push(`world ${i}: ${judgement.object.kind} ${judgement.object.name}: ${why}`);
      }
    } catch (error) {
      wrong.push(`world ${i}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
    }
  }
  return { worlds: count, selected, refused, slowest: Math.round(slowest), wrong };
}
