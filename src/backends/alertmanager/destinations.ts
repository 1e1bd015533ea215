import type { TargetContext } from '../../world/context.ts';
import { at, listAt, objectsAt, stringAt, stringsAt } from '../../kube/json.ts';
import { title } from '../../kube/refs.ts';
import type { JsonObject, Stack } from '../../model/index.ts';
import { behind, isService, serviceOf, unseen } from './services.ts';
import type { Destination } from './services.ts';

/** Where a Prometheus or ThanosRuler sends alerts; empty where it names no Alertmanager at all. */
export function destinationsOf(context: TargetContext, stack: Stack): readonly Destination[] {
  const spec = stack.object.body['spec'];
  const opaque = stack.ref.kind === 'ThanosRuler' ? 'alertmanagersConfig' : 'additionalAlertManagerConfigs';
  const hidden: readonly Destination[] =
    at(spec, opaque) === undefined
      ? []
      : [
          unseen(
            `spec.${opaque} of ${title(stack.ref)} names a Secret, which is never read.`,
            'Secret',
            stack.ref.namespace ?? '',
          ),
        ];
  if (stack.ref.kind === 'ThanosRuler')
    return [...stringsAt(spec, 'alertmanagersUrl').flatMap((url) => ofUrl(context, url)), ...hidden];
  return [
    ...objectsAt(spec, 'alerting', 'alertmanagers').flatMap((entry) => ofEntry(context, stack, entry)),
    ...hidden,
  ];
}

/** prometheus-operator v0.93.0 pkg/prometheus/promcfg.go:2591-2687: a Service by its name, and its port. */
function ofEntry(context: TargetContext, stack: Stack, entry: JsonObject): readonly Destination[] {
  const namespace = stringAt(entry, 'namespace') ?? stack.ref.namespace ?? '';
  const name = stringAt(entry, 'name') ?? '';
  const port = at(entry, 'port');
  if (listAt(entry, 'relabelings').length > 0 || !/^[a-z0-9-]+$/.test(name))
    return [unseen(`Relabelings decide which addresses of ${namespace}/${name} it sends to.`, 'Service', namespace)];
  const service = serviceOf(context, namespace, name);
  if (!isService(service)) return [service];
  const ports = objectsAt(service.body, 'spec', 'ports');
  if (typeof port === 'string' && port !== '' && !ports.some((entry) => stringAt(entry, 'name') === port)) {
    const has = ports.map((entry) => stringAt(entry, 'name') ?? 'one without a name').join(', ');
    return [{ kind: 'nobody', why: `Service ${namespace}/${name} has no port "${port}" (it has: ${has}).` }];
  }
  return behind(context, service);
}

/** "http://alertmanager-main.monitoring.svc:9093", "dnssrv+_web._tcp.alertmanager-operated.monitoring.svc". */
function ofUrl(context: TargetContext, url: string): readonly Destination[] {
  const host =
    url
      .replace(/^[a-z0-9+.]*:\/\//i, '')
      .replace(/^dns(?:srv|srvnoa)?\+/, '')
      .split(/[/:]/)[0] ?? '';
  const parts = host.split('.').filter((part) => !part.startsWith('_'));
  const [name, namespace] = parts;
  if (name === undefined || namespace === undefined || (parts.length > 2 && parts[2] !== 'svc'))
    return [unseen(`${host} is not a Service of this cluster, as far as can be seen.`, 'Service', '')];
  const service = serviceOf(context, namespace, name);
  return isService(service) ? behind(context, service) : [service];
}
