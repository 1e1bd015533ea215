import { listAt, numberAt, objectsAt, stringAt, stringsAt } from '../../engine/json.ts';
import { refOf } from '../../engine/refs.ts';
import { decodeSelector } from '../../engine/selector.ts';
import type { World } from '../../engine/world.ts';
import type { KubeObject, OperatorScope, Requirement, Selector } from '../../model.ts';

/*
 * Which operators run, and what their flags let them see.
 * Source: prometheus-operator v0.93.0 cmd/operator/main.go:173-196, pkg/operator/config.go:290-316,383-393.
 */

type Workload = 'prometheus' | 'alertmanager' | 'thanos-ruler';

/** Every Prometheus Operator Deployment; undefined where Deployments could not be read. */
export function findOperators(world: World, workload: Workload): readonly OperatorScope[] | undefined {
  const scopes = world.all('apps', 'Deployment').flatMap((deployment) => {
    const container = objectsAt(deployment.body, 'spec', 'template', 'spec', 'containers').find((candidate) =>
      isOperatorImage(stringAt(candidate, 'image') ?? ''),
    );
    if (!container) return [];
    const args = [...stringsAt(container, 'command').slice(1), ...stringsAt(container, 'args')];
    return [scopeOf(deployment, stringAt(container, 'image') ?? '', parseFlags(args), workload)];
  });
  return scopes.length === 0 && world.gaps('apps', 'Deployment').length > 0 ? undefined : scopes;
}

/** "quay.io/prometheus-operator/prometheus-operator:v0.93.0", a mirror of it, or a digest. */
function isOperatorImage(image: string): boolean {
  return /(?:^|\/)prometheus-operator(?:[:@]|$)/.test(image);
}

function scopeOf(
  deployment: KubeObject,
  image: string,
  flags: ReadonlyMap<string, readonly string[]>,
  workload: Workload,
): OperatorScope {
  const namespaces = listFlag(flags, 'namespaces');
  const denied = listFlag(flags, 'deny-namespaces');
  const instances = listFlag(flags, `${workload}-instance-namespaces`);
  const tag =
    /:v?(\d+\.\d+\.\d+)[^/]*$/.exec(image)?.[1] ??
    deployment.metadata.labels['app.kubernetes.io/version']?.replace(/^v/, '');
  const wanted = numberAt(deployment.body, 'spec', 'replicas') ?? 1;
  const available =
    numberAt(deployment.body, 'status', 'availableReplicas') ?? numberAt(deployment.body, 'status', 'readyReplicas');
  return {
    operator: refOf(deployment),
    ...(tag === undefined ? {} : { version: tag }),
    running:
      wanted > 0 &&
      (available === undefined ? listAt(deployment.body, 'status', 'conditions').length === 0 : available > 0),
    namespaces: namespaces.length > 0 ? namespaces : 'all',
    // --deny-namespaces counts only where the allow list is "all" (pkg/informers/informers.go:218-237).
    denied: namespaces.length > 0 ? [] : denied,
    instanceNamespaces: instances.length > 0 ? instances : namespaces.length > 0 ? namespaces : 'all',
    instanceDenied: instances.length > 0 || namespaces.length > 0 ? [] : denied,
    instanceSelector: parseSelectorFlag(flags.get(`${workload}-instance-selector`)?.at(-1) ?? ''),
    controllerId: flags.get('controller-id')?.at(-1) ?? '',
    disableUnmanaged:
      boolFlag(flags, 'disable-unmanaged-prometheus-configuration') ||
      boolFlag(flags, 'deprecate-custom-configuration'),
  };
}

/** Go's flag package: -x and --x, `--x=v` and `--x v`; a bare flag is true. Later values are kept too: lists repeat. */
export function parseFlags(args: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const flags = new Map<string, string[]>();
  for (let i = 0; i < args.length; i += 1) {
    const match = /^--?([^=]+)(?:=([\s\S]*))?$/.exec(args[i] ?? '');
    if (!match) continue;
    const name = match[1] ?? '';
    const next = args[i + 1];
    const separate = match[2] === undefined && next !== undefined && !next.startsWith('-');
    const value = match[2] ?? (separate ? next : 'true');
    if (separate) i += 1;
    flags.set(name, [...(flags.get(name) ?? []), value]);
  }
  return flags;
}

/** Comma-split without trimming; may repeat. An empty string in the list means all namespaces. */
function listFlag(flags: ReadonlyMap<string, readonly string[]>, name: string): readonly string[] {
  const values = (flags.get(name) ?? []).flatMap((value) => value.split(','));
  return values.includes('') ? [] : [...new Set(values)];
}

function boolFlag(flags: ReadonlyMap<string, readonly string[]>, name: string): boolean {
  const value = flags.get(name)?.at(-1);
  return value !== undefined && value !== 'false' && value !== '0';
}

/** labels.Parse: "a=b,c!=d,e in (f,g),h,!i". */
export function parseSelectorFlag(text: string): Selector {
  if (text.trim() === '') return { kind: 'everything' };
  const requirements: Requirement[] = [];
  for (const part of text.split(/,(?![^(]*\))/)) {
    const term = part.trim();
    const set = /^(\S+)\s+(in|notin)\s*\(([^)]*)\)$/.exec(term);
    const equal = /^([^=!\s]+)\s*(==|=|!=)\s*(\S*)$/.exec(term);
    if (set) {
      const values = (set[3] ?? '').split(',').map((value) => value.trim());
      requirements.push({ key: set[1] ?? '', operator: set[2] === 'in' ? 'In' : 'NotIn', values });
    } else if (equal) {
      requirements.push({
        key: equal[1] ?? '',
        operator: equal[2] === '!=' ? 'NotIn' : 'In',
        values: [equal[3] ?? ''],
      });
    } else if (/^!\S+$/.test(term)) {
      requirements.push({ key: term.slice(1), operator: 'DoesNotExist', values: [] });
    } else if (/^\S+$/.test(term)) {
      requirements.push({ key: term, operator: 'Exists', values: [] });
    } else {
      return { kind: 'invalid', reason: `cannot read the selector ${JSON.stringify(text)}` };
    }
  }
  const [first] = requirements;
  if (!first) return { kind: 'everything' };
  // The same rules of keys and values as everywhere else.
  const decoded = decodeSelector(
    { matchExpressions: requirements.map((r) => ({ ...r, values: [...r.values] })) },
    'nothing',
  );
  return decoded;
}
