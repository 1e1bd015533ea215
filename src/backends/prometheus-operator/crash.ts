import type { JsonObject, KubeObject, Stack } from '../../model/index.ts';
import { httpClients } from './admission/clients.ts';
import { printPath } from '../../kube/field-path.ts';
import { objectAt, objectsAt, stringAt } from '../../kube/json.ts';
import { scrapeClassOf } from './scrape-class.ts';
import { atLeast, operatorsAtLeast } from '../../kube/version.ts';

/*
 * What makes the operator itself end: addAuthorizationToYaml takes the first entry of a list that
 * addSafeAuthorizationToYaml leaves empty where Prometheus is older than 2.26 ("index out of range [0] with length 0").
 * Source: prometheus-operator v0.93.0 pkg/prometheus/promcfg.go:747-765; it is called for monitors since 0.79
 * (promcfg.go:1280, 1690, 1788 of v0.79.2), for the stack's own clients in 0.76 already (1831, 2039, 2193 of v0.76.0).
 */

/** The first Prometheus that knows `authorization`. */
export const KNOWS_AUTHORIZATION = '2.26.0';
const MONITORS_SINCE = '0.79.0';

/** A field that the operator stumbles over. */
export interface Stumble {
  readonly field: string;
  /** The way to it, field names and list indices, where it is in the object itself and not in a scrape class. */
  readonly path?: readonly string[];
  /** The Secret with the token, where that is all it says (`was`): older versions have a field for it. */
  readonly token?: { readonly name: string; readonly key: string; readonly was: JsonObject };
}

/** Does the operator that writes the configuration of this stack end where it meets `authorization` in a monitor? */
export function crashesOnMonitors(stack: Stack): boolean {
  return crashesOnItself(stack) && operatorsAtLeast(stack, MONITORS_SINCE);
}

function crashesOnItself(stack: Stack): boolean {
  const { paused, unmanaged, terminating } = stack.restrictions;
  return (
    ['Prometheus', 'PrometheusAgent'].includes(stack.ref.kind) &&
    !atLeast(stack.version, KNOWS_AUTHORIZATION) &&
    !paused &&
    !unmanaged &&
    !terminating
  );
}

/** What the operator stumbles over in a monitor that this stack takes; [] where it gets by. */
export function stumblesIn(object: KubeObject, stack: Stack): readonly Stumble[] {
  if (!crashesOnMonitors(stack)) return [];
  const inherited = scrapeClassOf(object, stack.object);
  const name = stringAt(inherited, 'name') ?? '';
  return httpClients(object)
    .filter(({ path, auth }) => auth !== 'none' && (object.kind !== 'ScrapeConfig' || path.length === 1))
    .flatMap(({ path, config }): readonly Stumble[] => {
      const own = objectAt(config, 'authorization');
      const here = [...path, 'authorization'];
      if (own && isSaid(own)) return [{ field: printPath(here), path: here, ...tokenOf(own) }];
      // Without one of its own a monitor gets that of its scrape class.
      return objectAt(inherited, 'authorization') ? [{ field: `authorization of scrape class ${name}` }] : [];
    });
}

/** What the operator stumbles over in the stack itself. Of its clients only what refers to a Secret is known. */
export function stumblesInStack(stack: Stack): readonly Stumble[] {
  if (!crashesOnItself(stack)) return [];
  const { body } = stack.object;
  const lists = ['remoteRead', 'remoteWrite'].flatMap((list) =>
    objectsAt(body, 'spec', list).flatMap((entry, i) =>
      objectAt(entry, 'authorization') ? [{ field: `spec.${list}[${i}].authorization` }] : [],
    ),
  );
  return objectAt(body, 'spec', 'apiserverConfig', 'authorization')
    ? [{ field: 'spec.apiserverConfig.authorization' }, ...lists]
    : lists;
}

/** An empty one counts as none (promcfg.go:556). */
function isSaid(authorization: JsonObject): boolean {
  return (stringAt(authorization, 'type') ?? '') !== '' || objectAt(authorization, 'credentials') !== undefined;
}

function tokenOf(authorization: JsonObject): Pick<Stumble, 'token'> {
  const [name, key] = ['name', 'key'].map((field) => stringAt(authorization, 'credentials', field) ?? '');
  const type = (stringAt(authorization, 'type') ?? '').trim().toLowerCase();
  return name && key && (type === '' || type === 'bearer') ? { token: { name, key, was: authorization } } : {};
}
