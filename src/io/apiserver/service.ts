/*
 * What the API server asks of a Service beyond types. What is missing is not asked about: a file may be a part of an object.
 * Nor what depends on the cluster: its ranges of addresses and of node ports. Source: kubernetes v1.36
 * pkg/apis/core/validation/validation.go ValidateService, validateServicePort, ValidateServiceClusterIPsRelatedFields.
 */
import { isIP, isIPv6 } from 'node:net';
import { at, listAt, stringAt } from '../../kube/json.ts';
import { isLabelKey } from '../../kube/selector.ts';
import type { Json, JsonObject } from '../../model/index.ts';
import { isDnsLabel, isSubdomain, labelProblems } from './metadata.ts';
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
import type { Path, Report } from './structural.ts';

/** Values that a field may have. */
const ENUMS = {
  type: ['ClusterIP', 'NodePort', 'LoadBalancer', 'ExternalName'],
  sessionAffinity: ['ClientIP', 'None'],
  ipFamilyPolicy: ['SingleStack', 'PreferDualStack', 'RequireDualStack'],
  externalTrafficPolicy: ['Cluster', 'Local'],
  internalTrafficPolicy: ['Cluster', 'Local'],
  trafficDistribution: ['PreferClose', 'PreferSameZone', 'PreferSameNode'],
} as const;
const SESSION_SECONDS = 86_400;
/** Of the kubelet, which no load balancer may make public. */
const KUBELET = 10_250;

const field = (object: JsonObject, name: string): Json | undefined => at(object, 'spec', name) ?? undefined;
const isThere = (value: Json | undefined): boolean => value !== undefined && value !== '' && value !== 0;
const spec = (...rest: readonly string[]): Path => ['spec', ...rest];

/** Of a Service whose types are right. */
export function serviceProblems(object: JsonObject, report: Report): void {
  for (const [name, allowed] of Object.entries(ENUMS)) oneOf(report, spec(name), field(object, name), allowed);
  labelProblems(field(object, 'selector'), spec('selector'), report);
  const type = stringAt(object, 'spec', 'type') || 'ClusterIP';
  portProblems(object, type, report);
  addressProblems(object, type, report);
  sessionProblems(object, report);
  outside(object, type, report);
}

function portProblems(object: JsonObject, type: string, report: Report): void {
  const ports = itemsAt(object, 'spec', 'ports');
  const path = (i: number, ...rest: readonly string[]): Path => spec('ports', String(i), ...rest);
  for (const [i, port] of ports.entries()) {
    const name = stringAt(port, 'name') ?? '';
    if (name === '' && ports.length > 1)
      refuse(report, path(i, 'name'), 'must be there where there is more than one port');
    if (name !== '' && !isDnsLabel(name)) refuse(report, path(i, 'name'), LABEL_NAME);
    if (!isPort(port['port'])) refuse(report, path(i, 'port'), PORT);
    const target = port['targetPort'];
    if (typeof target === 'string' ? target !== '' && !isPortName(target) : (target ?? 0) !== 0 && !isPort(target))
      refuse(report, path(i, 'targetPort'), typeof target === 'string' ? PORT_NAME : PORT);
    oneOf(report, path(i, 'protocol'), port['protocol'], PROTOCOLS);
    const protocol = port['appProtocol'];
    if (typeof protocol === 'string' && !isLabelKey(protocol)) refuse(report, path(i, 'appProtocol'), 'is no name');
    if (isThere(port['nodePort'] ?? undefined) && type === 'ClusterIP')
      refuse(report, path(i, 'nodePort'), 'must not be there where the type is ClusterIP');
    if (type === 'LoadBalancer' && port['port'] === KUBELET)
      refuse(report, path(i, 'port'), `must not be ${KUBELET}, that of the kubelet, where the type is LoadBalancer`);
  }
  const protocolOf = (port: JsonObject): string => stringAt(port, 'protocol') || 'TCP';
  const marks = (of: (port: JsonObject) => string | undefined, ...rest: readonly string[]) =>
    ports.map((port, i) => [of(port), path(i, ...rest)] as const);
  const named = marks((port) => stringAt(port, 'name') || undefined, 'name');
  twice(report, named, 'has the name of an earlier port');
  const numbered = marks((port) => `${protocolOf(port)}/${JSON.stringify(port['port'] ?? 0)}`);
  twice(report, numbered, 'has the port and protocol of an earlier one');
  const onNodes = marks(
    (port) => (port['nodePort'] ? `${protocolOf(port)}/${JSON.stringify(port['nodePort'])}` : undefined),
    'nodePort',
  );
  twice(report, onNodes, 'has the node port and protocol of an earlier one');
}

function addressProblems(object: JsonObject, type: string, report: Report): void {
  const own = stringAt(object, 'spec', 'clusterIP') ?? '';
  const stated = listAt(object, 'spec', 'clusterIPs');
  const all = stated.length > 0 ? stated : own === '' ? [] : [own];
  const families = listAt(object, 'spec', 'ipFamilies');
  if (type === 'ExternalName') {
    const forbidden = { clusterIPs: all.length > 0, ipFamilies: families.length > 0 };
    for (const [name, isWrong] of Object.entries({
      ...forbidden,
      ipFamilyPolicy: field(object, 'ipFamilyPolicy') !== undefined,
    }))
      if (isWrong) refuse(report, spec(name), 'must not be there where the type is ExternalName');
    const name = (stringAt(object, 'spec', 'externalName') ?? '').replace(/\.$/, '');
    if (name !== '' && !isSubdomain(name)) refuse(report, spec('externalName'), 'must be a DNS name');
    return;
  }
  if (all[0] === 'None' && type !== 'ClusterIP')
    refuse(report, spec('clusterIP'), `must not be None where the type is ${type}`);
  if (stated.length > 0 && stated[0] !== own) refuse(report, spec('clusterIPs', '0'), 'must be clusterIP');
  if (all.length > 2) refuse(report, spec('clusterIPs'), 'must be no more than two');
  for (const [i, ip] of all.entries()) {
    const path = stated.length > 0 ? spec('clusterIPs', String(i)) : spec('clusterIP');
    if (ip === 'None' && i === 0) {
      if (all.length > 1) refuse(report, spec('clusterIPs'), 'must be one where the first is None');
    } else if (typeof ip !== 'string' || isIP(ip) === 0) refuse(report, path, 'must be an IP address or None');
  }
  twice(
    report,
    all.map((ip, i) => [JSON.stringify(ip), spec('clusterIPs', String(i))] as const),
    'is there twice',
  );
  for (const [i, family] of families.entries()) oneOf(report, spec('ipFamilies', String(i)), family, ['IPv4', 'IPv6']);
  twice(
    report,
    families.map((family, i) => [JSON.stringify(family), spec('ipFamilies', String(i))] as const),
    'is there twice',
  );
  familyProblems(all, families, report);
}

function familyProblems(all: readonly Json[], families: readonly Json[], report: Report): void {
  if (families.length > 2) refuse(report, spec('ipFamilies'), 'must be no more than two');
  const of = all.filter((ip): ip is string => typeof ip === 'string' && isIP(ip) !== 0).map(familyOf);
  if (of.length === 2 && of[0] === of[1]) refuse(report, spec('clusterIPs'), 'must be of both families');
  for (const [i, family] of of.entries())
    if (families[i] !== undefined && families[i] !== family)
      refuse(report, spec('clusterIPs', String(i)), `must be of the family ${JSON.stringify(families[i])}`);
}

const familyOf = (ip: string): string => (isIPv6(ip) ? 'IPv6' : 'IPv4');

/** Without ClientIP what is said of it is dropped. */
function sessionProblems(object: JsonObject, report: Report): void {
  const seconds = at(object, 'spec', 'sessionAffinityConfig', 'clientIP', 'timeoutSeconds');
  if (field(object, 'sessionAffinity') !== 'ClientIP' || typeof seconds !== 'number') return;
  if (seconds <= 0 || seconds > SESSION_SECONDS)
    refuse(report, spec('sessionAffinityConfig', 'clientIP', 'timeoutSeconds'), `must be 1 to ${SESSION_SECONDS}`);
}

/** What only a load balancer has. */
const BALANCED = ['allocateLoadBalancerNodePorts', 'loadBalancerClass', 'loadBalancerSourceRanges'] as const;
const CIDR = /^(.+)\/(\d{1,3})$/;

function outside(object: JsonObject, type: string, report: Report): void {
  const external = listAt(object, 'spec', 'externalIPs');
  for (const [i, ip] of external.entries())
    if (!isPlainAddress(ip)) refuse(report, spec('externalIPs', String(i)), 'must be an IP address of another machine');
  const isOutside = type === 'NodePort' || type === 'LoadBalancer' || (type === 'ClusterIP' && external.length > 0);
  if (isThere(field(object, 'externalTrafficPolicy')) && !isOutside)
    refuse(report, spec('externalTrafficPolicy'), 'must not be there where nothing outside of the cluster gets in');
  for (const name of BALANCED) {
    const value = field(object, name);
    const isEmpty = value === undefined || (Array.isArray(value) && value.length === 0);
    if (!isEmpty && type !== 'LoadBalancer') refuse(report, spec(name), `must not be there where the type is ${type}`);
  }
  const check = field(object, 'healthCheckNodePort');
  if (isThere(check) && !(type === 'LoadBalancer' && field(object, 'externalTrafficPolicy') === 'Local'))
    refuse(
      report,
      spec('healthCheckNodePort'),
      'must be only where the type is LoadBalancer and externalTrafficPolicy Local',
    );
  for (const [i, range] of listAt(object, 'spec', 'loadBalancerSourceRanges').entries()) {
    const [, ip = '', bits = ''] = CIDR.exec(typeof range === 'string' ? range.trim() : '') ?? [];
    if (isIP(ip) === 0 || Number(bits) > (isIPv6(ip) ? 128 : 32))
      refuse(report, spec('loadBalancerSourceRanges', String(i)), 'must be a range like 10.0.0.0/8');
  }
}
