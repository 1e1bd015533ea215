/*
 * What the API server asks of Kubernetes' own kinds beyond types, as far as it matters to what promwire judges. What is
 * missing is not asked about: a file may be a part of an object. Sources: kubernetes v1.36 pkg/apis/core/validation,
 * pkg/apis/apps/validation, pkg/apis/rbac/validation, apimachinery pkg/apis/meta/v1/validation.
 */
import { at, isObject, labelsAt, listAt, objectAt, stringAt } from '../../kube/json.ts';
import type { Json, JsonObject, Selector } from '../../model/index.ts';
import { annotationProblems, isDnsLabel, isPathSegment, isSubdomain, labelProblems } from './metadata.ts';
import { decodeSelector, selects } from '../../kube/selector.ts';
import {
  isPlainAddress,
  isPort,
  isPortName,
  itemsAt,
  LABEL_NAME,
  oneOf,
  PORT,
  PORT_NAME,
  PROTOCOLS,
  refuse,
  twice,
} from './ports.ts';
import { serviceProblems } from './service.ts';
import type { Path, Report } from './structural.ts';

type Validate = (object: JsonObject, report: Report) => void;

const CONFIG_KEY = /^(?!\.{1,2}$|\.\.)[-._a-zA-Z0-9]{1,253}$/;
const keyed: Validate = (object, report) => {
  const keys = ['data', object['kind'] === 'Secret' ? 'stringData' : 'binaryData'].flatMap((field) =>
    Object.keys(objectAt(object, field) ?? {}).map((key) => [key, [field, key]] as const),
  );
  for (const [key, path] of keys)
    if (!CONFIG_KEY.test(key)) refuse(report, path, 'is no key: no more than 253 letters, digits, "-", "_" and "."');
  if (object['kind'] === 'ConfigMap') twice(report, keys, 'is in data and in binaryData');
};

const role: Validate = (object, report) => {
  for (const [i, rule] of itemsAt(object, 'rules').entries()) {
    const path = ['rules', String(i)];
    const has = (field: string): boolean => listAt(rule, field).length > 0;
    if (has('nonResourceURLs')) {
      if (object['kind'] === 'Role') refuse(report, [...path, 'nonResourceURLs'], 'must not be in a Role');
      if (has('apiGroups') || has('resources') || has('resourceNames'))
        refuse(report, path, 'must not have both resources and nonResourceURLs');
    }
  }
};

const addresses: Validate = (object, report) => {
  for (const [i, subset] of itemsAt(object, 'subsets').entries()) {
    const path = ['subsets', String(i)];
    for (const list of ['addresses', 'notReadyAddresses'])
      for (const [at, { ip }] of itemsAt(subset, list).entries())
        if (!isPlainAddress(ip))
          refuse(report, [...path, list, String(at), 'ip'], 'must be an IP address of another machine');
    for (const [at, port] of itemsAt(subset, 'ports').entries()) {
      if (!isPort(port['port'])) refuse(report, [...path, 'ports', String(at), 'port'], PORT);
      oneOf(report, [...path, 'ports', String(at), 'protocol'], port['protocol'], PROTOCOLS);
    }
  }
};

const slice: Validate = (object, report) => {
  const type = object['addressType'];
  oneOf(report, ['addressType'], type, ['IPv4', 'IPv6', 'FQDN']);
  for (const [i, endpoint] of itemsAt(object, 'endpoints').entries())
    for (const [at, address] of listAt(endpoint, 'addresses').entries())
      if (type === 'IPv4' || type === 'IPv6' ? !isPlainAddress(address) : false)
        refuse(report, ['endpoints', String(i), 'addresses', String(at)], 'must be an IP address of another machine');
  const ports = itemsAt(object, 'ports');
  for (const [i, port] of ports.entries()) {
    const name = stringAt(port, 'name') ?? '';
    if (name !== '' && !isDnsLabel(name)) refuse(report, ['ports', String(i), 'name'], LABEL_NAME);
    oneOf(report, ['ports', String(i), 'protocol'], port['protocol'], PROTOCOLS);
  }
  const named = ports.map((port, i) => [stringAt(port, 'name') ?? '', ['ports', String(i), 'name']] as const);
  twice(report, named, 'has the name of an earlier port');
};

const policy: Validate = (object, report) => {
  selectorProblems(at(object, 'spec', 'podSelector'), ['spec', 'podSelector'], report);
  for (const [i, type] of listAt(object, 'spec', 'policyTypes').entries())
    oneOf(report, ['spec', 'policyTypes', String(i)], type, ['Ingress', 'Egress']);
  for (const [direction, peers] of [
    ['ingress', 'from'],
    ['egress', 'to'],
  ] as const)
    for (const [i, rule] of itemsAt(object, 'spec', direction).entries()) {
      const path = ['spec', direction, String(i)];
      for (const [at, port] of itemsAt(rule, 'ports').entries()) {
        const own = [...path, 'ports', String(at)];
        oneOf(report, [...own, 'protocol'], port['protocol'], PROTOCOLS);
        const number = port['port'];
        if (
          typeof number === 'string' ? !isPortName(number) : number !== undefined && number !== null && !isPort(number)
        )
          refuse(report, [...own, 'port'], typeof number === 'string' ? PORT_NAME : PORT);
      }
      for (const [at, peer] of itemsAt(rule, peers).entries())
        for (const field of ['podSelector', 'namespaceSelector'])
          selectorProblems(peer[field], [...path, peers, String(at), field], report);
    }
};

const ROLE_KINDS: Readonly<Record<string, readonly string[]>> = {
  RoleBinding: ['Role', 'ClusterRole'],
  ClusterRoleBinding: ['ClusterRole'],
};
const binding: Validate = (object, report) => {
  oneOf(report, ['roleRef', 'kind'], at(object, 'roleRef', 'kind'), ROLE_KINDS[stringAt(object, 'kind') ?? ''] ?? []);
  oneOf(report, ['roleRef', 'apiGroup'], at(object, 'roleRef', 'apiGroup'), ['rbac.authorization.k8s.io']);
  const role = stringAt(object, 'roleRef', 'name') ?? '';
  if (role !== '' && !isPathSegment(role)) refuse(report, ['roleRef', 'name'], 'is no name of a role');
  for (const [i, { kind, name, apiGroup }] of itemsAt(object, 'subjects').entries()) {
    const path = ['subjects', String(i)];
    oneOf(report, [...path, 'kind'], kind, ['ServiceAccount', 'User', 'Group']);
    oneOf(report, [...path, 'apiGroup'], apiGroup, kind === 'ServiceAccount' ? [] : ['rbac.authorization.k8s.io']);
    if (kind === 'ServiceAccount' && typeof name === 'string' && name !== '' && !isSubdomain(name))
      refuse(report, [...path, 'name'], 'is no name of a ServiceAccount');
  }
};

/** A selector of labels in Kubernetes' own kinds. */
function selectorProblems(raw: Json | undefined, path: Path, report: Report): Selector {
  const selector = decodeSelector(raw, 'nothing');
  if (selector.kind === 'invalid') refuse(report, path, selector.reason);
  return selector;
}

const pod = (spec: JsonObject | undefined, path: Path, report: Report): void => {
  const lists = ['containers', 'initContainers'] as const;
  const named = lists.flatMap((list) =>
    itemsAt(spec, list).map(
      (container, i) => [stringAt(container, 'name'), [...path, list, String(i), 'name']] as const,
    ),
  );
  for (const [name, where] of named)
    if (name !== undefined && name !== '' && !isDnsLabel(name)) refuse(report, where, LABEL_NAME);
  twice(report, named, 'has the name of an earlier container');
  for (const list of lists)
    for (const [i, container] of itemsAt(spec, list).entries()) {
      const own = [...path, list, String(i), 'ports'];
      const ports = itemsAt(container, 'ports');
      for (const [at, port] of ports.entries()) {
        const name = stringAt(port, 'name') ?? '';
        if (name !== '' && !isPortName(name)) refuse(report, [...own, String(at), 'name'], PORT_NAME);
        if (!isPort(port['containerPort'])) refuse(report, [...own, String(at), 'containerPort'], PORT);
        oneOf(report, [...own, String(at), 'protocol'], port['protocol'], PROTOCOLS);
      }
      const names = ports.map(
        (port, at) => [stringAt(port, 'name') || undefined, [...own, String(at), 'name']] as const,
      );
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
  const selector = selectorProblems(at(object, 'spec', 'selector'), ['spec', 'selector'], report);
  if (selector.kind === 'everything') refuse(report, ['spec', 'selector'], 'must not be empty');
  template(object['spec'], ['spec'], report);
  const of = objectAt(object, 'spec', 'template');
  const replicas = at(object, 'spec', 'replicas');
  if (typeof replicas === 'number' && replicas < 0) refuse(report, ['spec', 'replicas'], 'must be >= 0');
  if (selector.kind === 'matching' && of && !selects(selector, labelsAt(of, 'metadata', 'labels')))
    refuse(report, ['spec', 'template', 'metadata', 'labels'], 'must be labels that spec.selector takes');
};

/** The field that the scale subresource of a CRD is about. Source: apiextensions-apiserver v0.36 pkg/registry/customresource. */
const scaled =
  (field: string): Validate =>
  (object, report) => {
    const value = at(object, 'spec', field);
    if (typeof value === 'number' && value < 0) refuse(report, ['spec', field], 'must be >= 0');
  };

const VALIDATE: Readonly<Record<string, Validate>> = {
  '/Service': serviceProblems,
  '/ConfigMap': keyed,
  '/Secret': keyed,
  '/Pod': (object, report) => pod(objectAt(object, 'spec'), ['spec'], report),
  'apps/Deployment': workload,
  'apps/StatefulSet': workload,
  'apps/DaemonSet': workload,
  'apps/ReplicaSet': workload,
  'batch/Job': (object, report) => {
    selectorProblems(at(object, 'spec', 'selector'), ['spec', 'selector'], report);
    template(object['spec'], ['spec'], report);
  },
  'monitoring.coreos.com/Alertmanager': scaled('replicas'),
  'monitoring.coreos.com/Prometheus': scaled('shards'),
  'monitoring.coreos.com/PrometheusAgent': scaled('shards'),
  'batch/CronJob': (object, report) => {
    const spec = at(object, 'spec', 'jobTemplate', 'spec');
    if (isObject(spec)) template(spec, ['spec', 'jobTemplate', 'spec'], report);
  },
  'rbac.authorization.k8s.io/Role': role,
  'rbac.authorization.k8s.io/ClusterRole': role,
  'rbac.authorization.k8s.io/RoleBinding': binding,
  'rbac.authorization.k8s.io/ClusterRoleBinding': binding,
  'networking.k8s.io/NetworkPolicy': policy,
  '/Endpoints': addresses,
  'discovery.k8s.io/EndpointSlice': slice,
};

/** An object whose types are right. */
export function coreProblems(key: string, object: JsonObject, report: Report): void {
  VALIDATE[key]?.(object, report);
}
