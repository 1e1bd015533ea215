/** What is wrong in promwire.yaml that its schema does not tell. */
import { pathProblem } from '../../io/files/repository.ts';
import type { Home } from '../../io/files/repository.ts';
import { isReleaseName } from '../../io/helm.ts';
import { ALL_RESOURCES } from '../../io/resources.ts';
import { nearest } from '../../kube/nearest.ts';
import { compare } from '../../kube/refs.ts';
import type {
  Config,
  ConfigCluster,
  ConfigExcuse,
  ConfigLoss,
  ConfigSource,
  ExpectedObject,
  Json,
} from '../../model/index.ts';
import { checks, clusterChecks } from '../../registry.ts';
import { controlsIn } from '../checked-file.ts';
import type { Fault } from '../checked-file.ts';
import { applicationFaults, outputFaults } from './application-faults.ts';
import { sharedFolders } from './output.ts';

type Path = readonly string[];

/** What is wrong in a file that fits its schema, in the order of its sections. */
export function configFaults(config: Config, home: Home): readonly Fault[] {
  const controls = controlsIn(config as unknown as Json, []);
  if (controls.length > 0) return controls;
  if (config.clusters.length === 0)
    return [{ path: ['clusters'], message: 'it needs a cluster, such as - name: prod' }];
  return [
    ...config.clusters.flatMap((cluster, index) => clusterFaults(cluster, ['clusters', String(index)], home)),
    ...twice(
      config.clusters.map(({ name }) => name),
      (index) => ['clusters', String(index), 'name'],
      'another cluster has this name already',
    ),
    ...sharedFolders(config, home),
  ];
}

/** It is a word of a command line, and the name of a folder. */
const NAME = /^[a-z0-9](?:[-a-z0-9.]{0,61}[a-z0-9])?$/i;

function clusterFaults(cluster: ConfigCluster, path: Path, home: Home): readonly Fault[] {
  const {
    name,
    context,
    captured = [],
    sources = [],
    defaultNamespace,
    expect: { taken = [], excused = [], lost = [] } = {},
    applications = [],
  } = cluster;
  const written: Written = (text, at) => {
    const message = pathProblem(home, text);
    return message === undefined ? [] : [{ path: at, message }];
  };
  return [
    ...(NAME.test(name)
      ? []
      : [{ path: [...path, 'name'], message: 'at most 63 letters, digits, "-" and ".", such as prod' }]),
    ...(context === '' ? [{ path: [...path, 'context'], message: 'a context has a name' }] : []),
    ...(context === undefined && captured.length + sources.length === 0
      ? [{ path, message: 'nothing to read: it needs sources, captured, or a context' }]
      : []),
    ...captured.flatMap((text, index) => written(text, [...path, 'captured', String(index)])),
    ...sources.flatMap((source, index) => sourceFaults(source, [...path, 'sources', String(index)], written)),
    ...(defaultNamespace === undefined || isNamespace(defaultNamespace)
      ? []
      : [{ path: [...path, 'defaultNamespace'], message: NO_NAMESPACE }]),
    ...taken.flatMap(({ namespace }, index) =>
      isNamespace(namespace)
        ? []
        : [{ path: [...path, 'expect', 'taken', String(index), 'namespace'], message: NO_NAMESPACE }],
    ),
    ...twice(
      taken.map(({ kind, namespace, name: own }: ExpectedObject) => `${kind}/${namespace}/${own}`),
      (index) => [...path, 'expect', 'taken', String(index)],
      'another entry is about the same object',
    ),
    ...excused.flatMap((excuse, index) => excuseFaults(excuse, [...path, 'expect', 'excused', String(index)])),
    ...applications.flatMap((each, index) => applicationFaults(each, [...path, 'applications', String(index)], home)),
    ...twice(
      applications.map((each) => [each.profile, each.profileFile, each.object, each.namespace].join(' ')),
      (index) => [...path, 'applications', String(index)],
      'another entry is about the same application',
    ),
    ...outputFaults(cluster, path, home),
    ...lost.flatMap((loss, index) => untilFaults(loss, [...path, 'expect', 'lost', String(index)])),
  ];
}

type Written = (text: string, at: Path) => readonly Fault[];

const KINDS_OF_SOURCE = ['path', 'chart', 'command'] as const;

function sourceFaults(source: ConfigSource, path: Path, written: Written): readonly Fault[] {
  const { release, namespace, values = [], command, chart } = source;
  const [first, second] = KINDS_OF_SOURCE.filter((kind) => source[kind] !== undefined);
  if (first === undefined) return [{ path, message: 'it needs a path, a chart or a command' }];
  if (second !== undefined)
    return [{ path: [...path, second], message: `a source is a path, a chart or a command; this one has a ${first}` }];
  const stray = (['release', 'namespace', 'values'] as const).find((key) => source[key] !== undefined);
  if (chart === undefined && stray !== undefined)
    return [{ path: [...path, stray], message: `only a chart has it; this source is a ${first}` }];
  return [
    ...(source.path === undefined ? [] : written(source.path, [...path, 'path'])),
    ...(chart === undefined ? [] : written(chart, [...path, 'chart'])),
    ...(release === undefined || isReleaseName(release)
      ? []
      : [{ path: [...path, 'release'], message: 'at most 53 small letters, digits, "-" and ".", such as web' }]),
    ...(namespace === undefined || isNamespace(namespace)
      ? []
      : [{ path: [...path, 'namespace'], message: NO_NAMESPACE }]),
    ...values.flatMap((file, index) => written(file, [...path, 'values', String(index)])),
    ...(command === undefined || (command[0] ?? '') !== ''
      ? []
      : [{ path: [...path, 'command'], message: 'it needs a program, such as [make, -s, render]' }]),
  ];
}

const NO_NAMESPACE = 'a namespace is at most 63 small letters, digits and dashes, such as monitoring';

/** RFC 1123 label, as the API server demands it. */
function isNamespace(text: string): boolean {
  return /^[a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?$/.test(text);
}

const KINDS = [...new Set(ALL_RESOURCES.map(({ kind }) => kind))].toSorted(compare);

function excuseFaults(excuse: ConfigExcuse, path: Path): readonly Fault[] {
  const { check } = excuse;
  const known = [...checks, ...clusterChecks].map(({ id }) => id);
  const message = `no such check${meant(check, known, '; promwire explain lists them')}`;
  return [...(known.includes(check) ? [] : [{ path: [...path, 'check'], message }]), ...untilFaults(excuse, path)];
}

/** What is wrong with what is said of an object until a day. */
function untilFaults({ kind, name, reason, until }: ConfigLoss, path: Path): readonly Fault[] {
  return [
    ...(KINDS.includes(kind)
      ? []
      : [
          {
            path: [...path, 'kind'],
            message: `no kind that promwire reads${meant(kind, KINDS, '; write it like ServiceMonitor')}`,
          },
        ]),
    ...(name === '' ? [{ path: [...path, 'name'], message: 'an object has a name' }] : []),
    ...(reason.trim() === '' ? [{ path: [...path, 'reason'], message: 'say why, for who reads it later' }] : []),
    ...(isDay(until) ? [] : [{ path: [...path, 'until'], message: 'not a day such as 2027-01-31' }]),
  ];
}

function meant(word: string, known: readonly string[], otherwise: string): string {
  const near = known.find((each) => each.toLowerCase() === word.toLowerCase()) ?? nearest(word, known);
  return near === undefined ? otherwise : `; did you mean ${near}?`;
}

/** A day that there is, as ISO 8601 writes it. */
function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const day = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text);
}

function twice(keys: readonly string[], pathOf: (index: number) => Path, message: string): readonly Fault[] {
  const seen = new Set<string>();
  return keys.flatMap((key, index) => (seen.size < seen.add(key).size ? [] : [{ path: pathOf(index), message }]));
}
