/** How labels are set on an object that another owner writes: where its source is, and the lines to paste. */
import type { KubeObject, Labels } from '../model/index.ts';
import { INSTANCE, TRACK_BY_ANNOTATION } from './argocd.ts';
import { entryText } from './yaml-text.ts';
import { chartOf, releaseOf } from './chart-of.ts';
import type { Chart } from './chart-of.ts';
import { labelsValue } from './charts/table.ts';
import { blanks, findValue, labelValues, printValue, upgrade } from './helm.ts';
import type { Release, Value } from './helm.ts';
import { own } from './json.ts';
import { ownerOf, printOwner } from './owner.ts';
import type { Owner } from './owner.ts';
import { parentField, printSettings } from './parents.ts';
import { command, inNamespace } from './shell.ts';
import { isOfItsRelease, withUmbrella } from './umbrellas.ts';
import type { Umbrellas } from './umbrellas.ts';

/** What is to be done at the source, in words and in commands; `instead`: another way that the owner offers. */
export interface AtSource {
  readonly remedy: string;
  readonly commands: readonly string[];
  readonly instead?: string;
}

/** A chart whose value for a label is known from elsewhere: its name in commands, and the path for each label. */
export interface KnownChart {
  readonly name: string;
  readonly monitorLabels: Labels;
}

export interface LabelChange {
  readonly set: Labels;
  readonly remove: readonly string[];
  /** By key, several values of which one is to be chosen. */
  readonly choices?: Readonly<Record<string, readonly string[]>>;
}

/** What is known of a chart, where the object does not itself name another: that is not what its release installs. */
export function knownFor<T extends Pick<KnownChart, 'name'>>(object: KubeObject, known: T | undefined): T | undefined {
  const name = known?.name.split('/').at(-1) ?? '';
  // A label without a version is no name of a chart that could be installed, but it is one.
  const labelled = object.metadata.labels['helm.sh/chart'] ?? name;
  const own = chartOf(object)?.name ?? (labelled.startsWith(`${name}-`) ? name : labelled);
  return own === name ? known : undefined;
}

const UNDONE = 'a change of the live object would be undone';

/**
 * What sets labels where an object comes from; undefined: nobody owns it, so it is changed itself. `umbrellas`: releases
 * whose objects may be of a sub-chart. `known`: what is known of its chart besides the table.
 */
export function atSource(
  object: KubeObject,
  change: LabelChange,
  umbrellas: Umbrellas,
  known?: KnownChart,
): AtSource | undefined {
  const owner = ownerOf(object);
  if (!owner) return undefined;
  if (owner.kind === 'controller') return byParent(object, change, owner.parent);
  const chart = chartOf(object);
  const source = chart && valueOf(object, withUmbrella(chart, object, umbrellas), change, known);
  if (owner.kind === 'helm')
    return isOfItsRelease(object, umbrellas, knownFor(object, known)?.name.split('/').at(-1))
      ? byHelm(object, change, owner, source)
      : {
          remedy: `${claimed(owner)} Have it set ${printLabels(change)} on this ${object.kind}: ${UNDONE}.${byValue(source?.values)}`,
          commands: [],
        };
  const wanted = printLabels(change);
  const lines = source?.values?.map(printValue).join(', ');
  if (owner.kind === 'flux-helmrelease') {
    const where = lines === undefined ? 'through spec.values' : `through spec.values, ${lines}`;
    return { remedy: `Have ${printOwner(owner)} set ${wanted} on it ${where}: ${UNDONE}.`, commands: [] };
  }
  const value = lines === undefined ? '' : ` It is rendered from a Helm chart, whose value is ${lines}.`;
  const tracking = owner.kind === 'argocd' ? trackedBy(change) : '';
  return { remedy: `Set ${wanted} in the source of ${printOwner(owner)}: ${UNDONE}.${value}${tracking}`, commands: [] };
}

/** The values of its chart that set labels on an object; undefined: it is not from a chart, or they are not known here. */
export function valuesAtSource(
  object: KubeObject,
  change: LabelChange,
  umbrellas: Umbrellas,
  known?: KnownChart,
): readonly Value[] | undefined {
  const chart = chartOf(object);
  return chart && valueOf(object, withUmbrella(chart, object, umbrellas), change, known).values;
}

/** "release: kps, team: a or team: b, no label tier". */
export function printLabels({ set, remove, choices = {} }: LabelChange): string {
  return [
    ...Object.entries(set).map(([key, value]) =>
      (own(choices, key) ?? [value]).map((each) => entryText(key, each)).join(' or '),
    ),
    ...remove.map((key) => `no label ${key}`),
  ].join(', ');
}

/** Source: argo-cd util/argo/resource_tracking.go: with tracking by label it writes the application's name into it. */
function trackedBy({ set }: LabelChange): string {
  if (!Object.hasOwn(set, INSTANCE)) return '';
  return (
    ` Where Argo CD tracks by label it writes ${INSTANCE} itself, with the name of the application: set ` +
    `${TRACK_BY_ANNOTATION}, or have the stack select by another label.`
  );
}

function byParent(
  object: KubeObject,
  change: LabelChange,
  parent: Extract<Owner, { kind: 'controller' }>['parent'],
): AtSource {
  const title = `${parent.kind} ${parent.name}`;
  const written = `the controller of ${title} writes it, and ${UNDONE}`;
  const field = parentField(parent, object.kind, change.set);
  const off = field?.off;
  const instead = off === undefined ? {} : { instead: `set ${off} in ${title} and add a ${object.kind} of your own` };
  if (field && field.settings !== 'none' && change.remove.length === 0)
    return { remedy: `Set ${printSettings(field.settings)} in ${title}: ${written}.`, commands: [], ...instead };
  if (field?.settings === 'none')
    return { remedy: `${title} has no field for ${printLabels(change)}: ${written}.`, commands: [], ...instead };
  const commands = /^[A-Za-z]+$/.test(parent.kind)
    ? [command`kubectl explain ${parent.kind.toLowerCase()}.spec --recursive | grep -n -i label`]
    : [];
  return {
    remedy: `Have ${title} set ${printLabels(change)} on it: ${written}.${commands.length === 0 ? '' : ' This shows whether it has a field for labels:'}`,
    commands,
  };
}

interface Source {
  readonly chart: Chart;
  /** The chart that is installed, as a command names it. */
  readonly installed: string;
  /** undefined: not known here, or the chart has none (`none`). */
  readonly values: readonly Value[] | undefined;
  readonly none: boolean;
}

function valueOf(object: KubeObject, chart: Chart, change: LabelChange, of: KnownChart | undefined): Source {
  const known = knownFor(object, of);
  const installed = chart.within[0] ?? known?.name ?? chart.name ?? '';
  const name = object.metadata.name;
  const found =
    chart.name === undefined || change.remove.length > 0
      ? undefined
      : labelsValue({ ...chart, chart: chart.name, kind: object.kind, name, bitnami: object.render?.bitnami === true });
  const own = known && knownValues(change, known);
  // A sub-chart's values stand under its name in the values of the chart around it.
  const path = [...chart.within.slice(1), ...(chart.within.length > 0 ? [chart.name] : []), found].join('.');
  const listed = found === undefined || found === null ? undefined : labelValues(below(path), change.set);
  return { chart, installed, values: own ?? listed, none: found === null };
}

/** A value of one label keeps its mark in front, whatever is around it. */
function below(path: string): string {
  const [, around = '', key, rest = ''] = /^(.*?)([\w-]+)=(.+)$/.exec(path) ?? [];
  return key === undefined ? path : `${key}=${around}${rest}`;
}

function knownValues({ set, remove }: LabelChange, { monitorLabels }: KnownChart): readonly Value[] | undefined {
  const keys = Object.keys(set);
  if (remove.length > 0 || keys.length === 0 || keys.some((key) => !Object.hasOwn(monitorLabels, key)))
    return undefined;
  return keys.map((key) => ({ path: monitorLabels[key] ?? '', becomes: set[key] ?? '' }));
}

/** Of a release in another namespace, where nothing else is seen that is of it. */
function claimed(owner: Extract<Owner, { kind: 'helm' }>): string {
  return (
    `By its own marks it is from ${printOwner(owner)}, and nothing that is seen there shows that. See with ` +
    `${command`helm list ${inNamespace(owner.namespace)}`} whether it is.`
  );
}

function byValue(values: readonly Value[] | undefined): string {
  return values === undefined ? '' : ` In its chart that is the value ${values.map(printValue).join(', ')}.`;
}

function byHelm(
  object: KubeObject,
  change: LabelChange,
  owner: Extract<Owner, { kind: 'helm' }>,
  source: Source | undefined,
): AtSource {
  const wanted = printLabels(change);
  const { chart, installed = '' } = source ?? {};
  const release = releaseWith(object, owner, chart, installed);
  const called = `chart ${[chart?.name, chart?.version].filter((part) => part !== undefined).join(' ')}`;
  if (source?.none === true)
    return {
      remedy: `Helm's ${called} has no value for labels of this ${object.kind}: set ${wanted} on what it renders (--post-renderer, or Kustomize), for ${UNDONE}.`,
      commands: [],
    };
  const line = source?.values && upgrade(release, source.values);
  if (line !== undefined)
    return {
      remedy: `Set ${wanted} through the value of its Helm chart: ${UNDONE}.${fillIn(release)}`,
      commands: [line],
    };
  if (source?.values)
    return {
      remedy: `Have ${printOwner(owner)} set ${wanted} on it: ${UNDONE}. No command is printed: a name in it is none that Helm and Kubernetes allow.`,
      commands: [],
    };
  const find = chart?.name === undefined ? undefined : findValue(release, WORDS[object.kind] ?? object.kind);
  return {
    remedy: `Have ${printOwner(owner)} set ${wanted} on it: ${UNDONE}.${find === undefined ? '' : ' This finds the value of its chart:'}`,
    commands: find === undefined ? [] : [find],
  };
}

/** What a command names of the release of an object. `installed`: the chart around its own. */
export function releaseWith(
  object: KubeObject,
  owner: Extract<Owner, { kind: 'helm' }>,
  chart: Chart | undefined,
  installed: string,
): Release {
  return {
    name: releaseOf(object),
    namespace: owner.namespace === '' ? undefined : owner.namespace,
    chart: installed,
    // The version of a sub-chart is not that of the chart that is installed.
    version: chart?.within.length === 0 && installed.endsWith(chart.name ?? '') ? chart.version : undefined,
  };
}

/** Values of a chart that made an object, as its owner sets them; undefined: the object is not from that chart. */
export function setInChart(
  object: KubeObject,
  name: string,
  values: readonly Value[],
  umbrellas: Umbrellas,
): AtSource | undefined {
  const owner = ownerOf(object);
  const own = chartOf(object);
  if (!owner || owner.kind === 'controller' || own?.name !== name) return undefined;
  const chart = withUmbrella(own, object, umbrellas);
  const around = [...chart.within.slice(1), ...(chart.within.length > 0 ? [name] : [])];
  const set = values.map(({ path, becomes }) => ({ path: [...around, path].join('.'), becomes }));
  if (owner.kind !== 'helm')
    return { remedy: ` Have ${printOwner(owner)} set ${set.map(printValue).join(', ')}.`, commands: [] };
  if (!isOfItsRelease(object, umbrellas)) return { remedy: ` ${claimed(owner)}${byValue(set)}`, commands: [] };
  const release = releaseWith(object, owner, chart, chart.within[0] ?? name);
  const line = upgrade(release, set);
  return line === undefined ? undefined : { remedy: fillIn(release), commands: [line] };
}

/** What the values of a chart call an object, where that is not its kind. */
const WORDS: Readonly<Record<string, string>> = { ConfigMap: 'dashboard', PrometheusRule: 'rule' };

/** What the user must know of a command: which words to fill in, and where they stand. */
export function fillIn(release: Release): string {
  const words = blanks(release);
  const at = words.includes('NAMESPACE') ? { word: '-A' } : inNamespace(release.namespace);
  return words.length === 0
    ? ''
    : ` ${words.join(' and ')}: ${command`helm list ${at}`} ${words.length === 1 ? 'names it' : 'names them'}.`;
}
