import { numberAt, objectsAt, stringAt } from '../../kube/json.ts';
import { nearest, onlySlip } from '../../kube/nearest.ts';
import { proberService } from '../../kube/prober.ts';
import type { KubeObject } from '../../model/index.ts';
import type { World } from '../../world/world.ts';
import { missesNextToStack } from './prober-short.ts';
import type { Misses } from './prober-short.ts';

/* Whether the prober of a Probe is there. */

/** What a Probe asks for in vain. Only hosts that are surely a Service of this cluster: with a namespace that there is. */
export function missesIn(world: World, probe: KubeObject): Misses {
  const asked = proberService(probe);
  if (!asked) return {};
  const { url, service, namespace, port } = asked;
  if (namespace === undefined) return missesNextToStack(world, probe, asked);
  if (!world.namespaces().includes(namespace)) return {};
  const object = world.get({ apiVersion: 'v1', kind: 'Service', namespace, name: service });
  if (object ? hasPort(object, port) : false) return {};
  const here = world.inNamespace('', 'Service', namespace);
  const candidates = candidatesFor(here, service, port, object).map(
    ({ name, number }) => `${name}.${namespace}.svc:${number}`,
  );
  const gaps = object ? [] : world.gaps('', 'Service', namespace);
  const evidence = {
    url,
    service,
    namespace,
    port,
    lacks: object ? ('port' as const) : ('service' as const),
    candidates,
  };
  const files = world.snapshot.source === 'files';
  if (!files && gaps.length > 0) return { gaps };
  const isNamed =
    object !== undefined ||
    isMeant(
      service,
      here.map(({ metadata }) => metadata.name),
    );
  // What is not among the files may be elsewhere: made of a chart, or of another repository.
  if (files && !isNamed) return {};
  const among = files && !object ? { among: 'files' as const } : {};
  return { evidence: { ...evidence, ...among, ...(isNamed ? {} : { other: true as const }) } };
}

/** Is one of the names a slip of the pen away, or the same behind the name of a release, as charts write it? */
function isMeant(name: string, names: readonly string[]): boolean {
  return onlySlip(name, names) !== undefined || names.filter((each) => each.endsWith(`-${name}`)).length === 1;
}

/** A headless Service and one that only names a host lead to any port. */
function hasPort({ body }: KubeObject, port: number): boolean {
  if (stringAt(body, 'spec', 'clusterIP') === 'None' || stringAt(body, 'spec', 'type') === 'ExternalName') return true;
  return objectsAt(body, 'spec', 'ports').some((entry) => numberAt(entry, 'port') === port);
}

/** The ports of the Service itself, else Services of a similar name, best with that port. */
function candidatesFor(
  services: readonly KubeObject[],
  name: string,
  port: number,
  own: KubeObject | undefined,
): readonly { readonly name: string; readonly number: number }[] {
  const names = services.map(({ metadata }) => metadata.name);
  const close = nearest(name, names);
  const near = own ? [own] : services.filter(({ metadata }) => metadata.name === close || alike(metadata.name, name));
  const all = near.flatMap(({ metadata, body }) =>
    objectsAt(body, 'spec', 'ports').flatMap((entry) => {
      const number = numberAt(entry, 'port');
      return number === undefined ? [] : [{ name: metadata.name, number }];
    }),
  );
  const same = all.filter(({ number }) => number === port);
  return (same.length > 0 ? same : all).slice(0, 2);
}

/** One name contains the other, as a chart's release name does; or both are of a blackbox exporter. */
function alike(a: string, b: string): boolean {
  return a.includes(b) || b.includes(a) || (a.includes('blackbox') && b.includes('blackbox'));
}
