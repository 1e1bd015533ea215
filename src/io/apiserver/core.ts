/*
 * What the API server asks of Kubernetes' own kinds beyond types, as far as it matters to what promwire judges. What is
 * missing is not asked about: a file may be a part of an object. Sources: kubernetes v1.36 pkg/apis/core/validation,
 * pkg/apis/apps/validation, pkg/apis/rbac/validation, apimachinery pkg/apis/meta/v1/validation.
 */
import { at, isObject, listAt, objectAt, objectsAt, stringAt } from '../../kube/json.ts';
import type { Json, JsonObject } from '../../model/index.ts';
import { annotationProblems, isDnsLabel, isSubdomain, labelProblems } from './metadata.ts';
import type { Path, Report } from './structural.ts';

type Validate = (object: JsonObject, report: Report) => void;

const refuse = (report: Report, path: Path, message: string): void => report({ kind: 'invalid', path, message });

const PORT = 'must be between 1 and 65535';
const isPort = (port: Json | undefined): boolean => typeof port !== 'number' || (port >= 1 && port <= 65_535);
const PORT_NAME =
  'must be at most 15 lower-case letters, digits and "-", with one letter at least, no "-" at an end and no two in a row';
const isPortName = (name: string): boolean =>
  name.length <= 15 && /^[a-z\d](?:[-a-z\d]*[a-z\d])?$/.test(name) && /[a-z]/.test(name) && !name.includes('--');
const LABEL_NAME = 'must be lower-case letters, digits and "-", 63 at most, with a letter or digit at both ends';

function oneOf(report: Report, path: Path, value: Json | undefined, allowed: readonly string[]): void {
  if (typeof value === 'string' && value !== '' && !allowed.includes(value))
    refuse(report, path, `must be equal to one of the allowed values`);
}

/** Reports each item whose mark another one had before it. */
function twice(report: Report, items: readonly (readonly [mark: string | undefined, path: Path])[], what: string): void {
  const seen = new Set<string>();
  for (const [mark, path] of items) {
    if (mark === undefined) continue;
    if (seen.has(mark)) refuse(report, path, what);
    seen.add(mark);
  }
}

const PROTOCOLS = ['TCP', 'UDP', 'SCTP'];

const service: Validate = (object, report) => {
  const ports = objectsAt(object, 'spec', 'ports');
  const type = stringAt(object, 'spec', 'type');
  oneOf(report, ['spec', 'type'], type, ['ClusterIP', 'NodePort', 'LoadBalancer', 'ExternalName']);
  oneOf(report, ['spec', 'sessionAffinity'], at(object, 'spec', 'sessionAffinity'), ['ClientIP', 'None']);
  labelProblems(at(object, 'spec', 'selector'), ['spec', 'selector'], report);
  const path = (i: number, ...rest: readonly string[]): Path => ['spec', 'ports', String(i), ...rest];
  for (const [i, port] of ports.entries()) {
    const name = stringAt(port, 'name') ?? '';
    if (name === '' && ports.length > 1) refuse(report, path(i, 'name'), 'must be there where there is more than one port');
    if (name !== '' && !isDnsLabel(name)) refuse(report, path(i, 'name'), LABEL_NAME);
    if (!isPort(port['port'])) refuse(report, path(i, 'port'), PORT);
    const target = port['targetPort'];
    if (typeof target === 'string' ? target !== '' && !isPortName(target) : target !== 0 && !isPort(target))
      refuse(report, path(i, 'targetPort'), typeof target === 'string' ? PORT_NAME : PORT);
    oneOf(report, path(i, 'protocol'), port['protocol'], PROTOCOLS);
  }
  const protocolOf = (port: JsonObject): string => stringAt(port, 'protocol') ?? 'TCP';
  const named = ports.map((port, i) => [stringAt(port, 'name') || undefined, path(i, 'name')] as const);
  twice(report, named, 'has the name of an earlier port');
  const numbered = ports.map((port, i) => [`${protocolOf(port)}/${JSON.stringify(port['port'] ?? 0)}`, path(i)] as const);
  twice(report, numbered, 'has the port and protocol of an earlier one');
};

const CONFIG_KEY = /^(?!\.{1,2}$|\.\.)[-._a-zA-Z0-9]{1,253}$/;
const keyed: Validate = (object, report) => {
  const keys = ['data', 'binaryData'].flatMap((field) =>
    Object.keys(objectAt(object, field) ?? {}).map((key) => [key, [field, key]] as const),
  );
  for (const [key, path] of keys)
    if (!CONFIG_KEY.test(key)) refuse(report, path, 'is no key: at most 253 letters, digits, "-", "_" and "."');
  if (object['kind'] === 'ConfigMap') twice(report, keys, 'is in data and in binaryData');
};

const role: Validate = (object, report) => {
  for (const [i, rule] of objectsAt(object, 'rules').entries()) {
    const path = ['rules', String(i)];
    const has = (field: string): boolean => listAt(rule, field).length > 0;
    if (has('nonResourceURLs')) {
      if (object['kind'] === 'Role') refuse(report, [...path, 'nonResourceURLs'], 'must not be in a Role');
      if (has('apiGroups') || has('resources') || has('resourceNames'))
        refuse(report, path, 'must not have both resources and nonResourceURLs');
    }
  }
};

const ROLE_KINDS: Readonly<Record<string, readonly string[]>> = {
  RoleBinding: ['Role', 'ClusterRole'],
  ClusterRoleBinding: ['ClusterRole'],
};
const binding: Validate = (object, report) => {
  oneOf(report, ['roleRef', 'kind'], at(object, 'roleRef', 'kind'), ROLE_KINDS[String(object['kind'])] ?? []);
  oneOf(report, ['roleRef', 'apiGroup'], at(object, 'roleRef', 'apiGroup'), ['rbac.authorization.k8s.io']);
  for (const [i, subject] of objectsAt(object, 'subjects').entries())
    oneOf(report, ['subjects', String(i), 'kind'], subject['kind'], ['ServiceAccount', 'User', 'Group']);
};

/** A selector of labels in Kubernetes' own kinds. */
function selectorProblems(selector: Json | undefined, path: Path, report: Report): void {
  labelProblems(at(selector, 'matchLabels'), [...path, 'matchLabels'], report);
  for (const [i, { key, operator, values }] of objectsAt(selector, 'matchExpressions').entries()) {
    const own = [...path, 'matchExpressions', String(i)];
    oneOf(report, [...own, 'operator'], operator, ['In', 'NotIn', 'Exists', 'DoesNotExist']);
    if (typeof key === 'string') labelProblems({ [key]: '' }, own, report);
    const count = Array.isArray(values) ? values.length : 0;
    if ((operator === 'In' || operator === 'NotIn') && count === 0)
      refuse(report, [...own, 'values'], `must not be empty with ${operator}`);
    if ((operator === 'Exists' || operator === 'DoesNotExist') && count > 0)
      refuse(report, [...own, 'values'], `must be empty with ${operator}`);
  }
}

/** Does a selector take these labels? undefined: it is not one that could be read. */
function takes(selector: JsonObject, labels: JsonObject): boolean {
  return Object.entries(objectAt(selector, 'matchLabels') ?? {}).every(([key, value]) => labels[key] === value);
}

const pod = (spec: JsonObject | undefined, path: Path, report: Report): void => {
  const lists = ['containers', 'initContainers'] as const;
  const named = lists.flatMap((list) =>
    objectsAt(spec, list).map((container, i) => [stringAt(container, 'name'), [...path, list, String(i), 'name']] as const),
  );
  for (const [name, where] of named)
    if (name !== undefined && name !== '' && !isDnsLabel(name)) refuse(report, where, LABEL_NAME);
  twice(report, named, 'has the name of an earlier container');
  for (const list of lists)
    for (const [i, container] of objectsAt(spec, list).entries()) {
      const own = [...path, list, String(i), 'ports'];
      const ports = objectsAt(container, 'ports');
      for (const [at, port] of ports.entries()) {
        const name = stringAt(port, 'name') ?? '';
        if (name !== '' && !isPortName(name)) refuse(report, [...own, String(at), 'name'], PORT_NAME);
        if (!isPort(port['containerPort'])) refuse(report, [...own, String(at), 'containerPort'], PORT);
        oneOf(report, [...own, String(at), 'protocol'], port['protocol'], PROTOCOLS);
      }
      const names = ports.map((port, at) => [stringAt(port, 'name') || undefined, [...own, String(at), 'name']] as const);
      twice(report, names, 'has the name of an earlier port');
    }
  const account = stringAt(spec, 'serviceAccountName');
  if (account !== undefined && account !== '' && !isSubdomain(account))
    refuse(report, [...path, 'serviceAccountName'], 'is no name of a ServiceAccount');
  labelProblems(at(spec, 'nodeSelector'), [...path, 'nodeSelector'], report);
};

const template = (holder: Json | undefined, path: Path, report: Report): void => {
  const of = objectAt(holder, 'template');
  labelProblems(at(of, 'metadata', 'labels'), [...path, 'template', 'metadata', 'labels'], report);
  annotationProblems(at(of, 'metadata', 'annotations'), [...path, 'template', 'metadata', 'annotations'], report);
  pod(objectAt(of, 'spec'), [...path, 'template', 'spec'], report);
};

const workload: Validate = (object, report) => {
  const selector = objectAt(object, 'spec', 'selector');
  selectorProblems(selector, ['spec', 'selector'], report);
  template(object['spec'], ['spec'], report);
  const of = objectAt(object, 'spec', 'template');
  const replicas = at(object, 'spec', 'replicas');
  if (typeof replicas === 'number' && replicas < 0) refuse(report, ['spec', 'replicas'], 'must be >= 0');
  if (selector && of && !takes(selector, objectAt(of, 'metadata', 'labels') ?? {}))
    refuse(report, ['spec', 'template', 'metadata', 'labels'], 'must be labels that spec.selector takes');
};

const VALIDATE: Readonly<Record<string, Validate>> = {
  '/Service': service,
  '/ConfigMap': keyed,
  '/Secret': keyed,
  '/Pod': (object, report) => pod(objectAt(object, 'spec'), ['spec'], report),
  'apps/Deployment': workload,
  'apps/StatefulSet': workload,
  'apps/DaemonSet': workload,
  'apps/ReplicaSet': workload,
  'batch/Job': (object, report) => template(object['spec'], ['spec'], report),
  'batch/CronJob': (object, report) => {
    const spec = at(object, 'spec', 'jobTemplate', 'spec');
    if (isObject(spec)) template(spec, ['spec', 'jobTemplate', 'spec'], report);
  },
  'rbac.authorization.k8s.io/Role': role,
  'rbac.authorization.k8s.io/ClusterRole': role,
  'rbac.authorization.k8s.io/RoleBinding': binding,
  'rbac.authorization.k8s.io/ClusterRoleBinding': binding,
  'networking.k8s.io/NetworkPolicy': (object, report) =>
    selectorProblems(at(object, 'spec', 'podSelector'), ['spec', 'podSelector'], report),
};

/** An object whose types are right. */
export function coreProblems(key: string, object: JsonObject, report: Report): void {
  VALIDATE[key]?.(object, report);
}
