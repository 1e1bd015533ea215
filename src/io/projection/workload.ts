/**
 * Deployments, StatefulSets and DaemonSets: labels, images, ports and readiness. Arguments survive only for a
 * Prometheus operator, and of others where they say at which address a program listens, environment literals only for the settings of a dashboard sidecar, of what grafana-operator watches
 * and for those that a profile names.
 */
import type { OwnEnvironment } from '../../model/index.ts';
import { templateAnnotations } from './metadata.ts';
import { conditions, each, fields, image, isRecord, plain, type Fields, type Keep, type RawObject } from './scrub.ts';
import { hostOnly, scrubText } from './scrub-text.ts';
import { listenFlags } from '../../kube/listening.ts';
import { MASK } from '../../kube/mask.ts';

/** What the dashboards sidecar reads (README of kiwigrid/k8s-sidecar). REQ_USERNAME and REQ_PASSWORD are not among them. */
const SIDECAR_ENV = new Set([
  'LABEL',
  'LABEL_VALUE',
  'NAMESPACE',
  'RESOURCE',
  'RESOURCE_NAME',
  'FOLDER',
  'FOLDER_ANNOTATION',
  'UNIQUE_FILENAMES',
  'METHOD',
  'SLEEP_TIME',
  'REQ_URL',
  'IGNORE_ALREADY_PROCESSED',
]);
/** What grafana-operator looks at (v5.24.0 main.go). */
const GRAFANA_OPERATOR_ENV = new Set(['WATCH_NAMESPACE', 'WATCH_NAMESPACE_SELECTOR', 'WATCH_LABEL_SELECTORS']);

function imageOf(container: RawObject): string {
  return typeof container['image'] === 'string' ? container['image'] : '';
}

function nameOf(container: RawObject): string {
  return typeof container['name'] === 'string' ? container['name'] : '';
}

function envAllowed(container: RawObject, own: readonly OwnEnvironment[]): ReadonlySet<string> {
  if (/k8s-sidecar/.test(imageOf(container)) || /(?:^|-)sc-/.test(nameOf(container))) return SIDECAR_ENV;
  if (/(?:^|\/)grafana-operator(?:[:@]|$)/.test(imageOf(container))) return GRAFANA_OPERATOR_ENV;
  return new Set(own.flatMap(({ image, names }) => (isNamed(container, image) ? names : [])));
}

function isNamed(container: RawObject, part: string): boolean {
  return imageOf(container).includes(part) || nameOf(container).includes(part);
}

/** The upstream image, a mirror of it, or a container of that name. The config reloader is not an operator. */
function isOperator(container: RawObject): boolean {
  return (
    /(?:^|\/)prometheus-operator(?:[:@]|$)/.test(imageOf(container)) ||
    /^(?:kube-)?prometheus-(?:stack|operator)$/.test(nameOf(container))
  );
}

/** Flags of the operator that decide what it sees (backends/prometheus-operator/operators.ts), with a value. */
const READ_FLAG =
  /^--?(?:(?:deny-|prometheus-instance-|alertmanager-instance-|thanos-ruler-instance-)?namespaces|(?:prometheus|alertmanager|thanos-ruler)-instance-selector|controller-id|labels|disable-unmanaged-prometheus-configuration|deprecate-custom-configuration)(?==|$)/;
const FLAG = /^(--?[\w.-]{1,128})(?:=|$)/;

/** Flags with the values that are looked at; of all others the name. */
const flags: Keep = (value) => {
  if (!Array.isArray(value)) return undefined;
  let read = false;
  return value.map((word: unknown, i) => {
    if (typeof word !== 'string') return null;
    const [start = '', name] = FLAG.exec(word) ?? [];
    // A value of the flag before it; or the program.
    if (name === undefined) return read || (i === 0 && /^\/?[\w./-]{1,64}$/.test(word)) ? scrubText(word) : MASK;
    const counts = READ_FLAG.test(word);
    read = counts && start === name;
    return counts ? scrubText(word) : start.endsWith('=') ? `${start}${MASK}` : name;
  });
};

/** A field of the pod itself is known by its path; of every other place not even the name is kept. */
function ownField({ fieldRef }: RawObject): Record<string, unknown> {
  const path = isRecord(fieldRef) ? fieldRef['fieldPath'] : undefined;
  return path === 'metadata.namespace' ? { fieldRef: { fieldPath: path } } : {};
}

/** {name, value} of an allowed setting; a value from elsewhere is only marked, so that it is not taken for absent. */
function environment(allowed: ReadonlySet<string>): Keep {
  return (value) => {
    if (!Array.isArray(value)) return undefined;
    const kept: Record<string, unknown>[] = [];
    for (const item of value as readonly unknown[]) {
      if (!isRecord(item) || typeof item['name'] !== 'string' || !allowed.has(item['name'])) continue;
      const entry: Record<string, unknown> = { name: item['name'] };
      const literal = item['value'];
      if (typeof literal === 'string')
        entry['value'] = item['name'] === 'REQ_URL' ? hostOnly(literal) : scrubText(literal);
      if (isRecord(item['valueFrom'])) entry['valueFrom'] = ownField(item['valueFrom']);
      kept.push(entry);
    }
    return kept;
  };
}

/** At which addresses the program listens; nothing of all else that it is told. */
const listens: Keep = (value) => {
  const kept = Array.isArray(value) ? listenFlags(value) : [];
  return kept.length === 0 ? undefined : [...kept];
};

/** Which labels and annotations of objects kube-state-metrics gives: names alone. */
const ALLOWLIST = /^[\w./*,=[\]-]{0,10000}$/;
const ksm: Keep = (value) => {
  if (!Array.isArray(value)) return undefined;
  const words = value as readonly unknown[];
  const told = words.flatMap((word, i) => {
    const [, name, rest = words[i + 1]] =
      /^(--(?:metric-(?:labels|annotations)-allowlist|config))(?:=([^]*))?$/.exec(
        typeof word === 'string' ? word : '',
      ) ?? [];
    if (name === undefined) return [];
    return [`${name}=${name !== '--config' && typeof rest === 'string' && ALLOWLIST.test(rest) ? rest : MASK}`];
  });
  const kept = [...told, ...listenFlags(words)];
  return kept.length === 0 ? undefined : kept;
};

/** What survives of every container, also of those of pods. */
export const base: Fields = {
  ...{ name: plain, image, ports: plain, restartPolicy: plain },
  ...{ args: listens, command: listens },
};
const ordinary = fields(base);

function container(own: readonly OwnEnvironment[]): Keep {
  return (value, flaws, depth) => {
    if (!isRecord(value)) return ordinary(value, flaws, depth);
    const allowed = envAllowed(value, own);
    const table: Record<string, Keep> = { ...base };
    if (isNamed(value, 'kube-state-metrics')) table['args'] = ksm;
    if (isOperator(value)) table['args'] = table['command'] = flags;
    if (allowed.size > 0) {
      table['env'] = environment(allowed);
      table['envFrom'] = (list) => (Array.isArray(list) ? list.map(() => ({})) : undefined);
    }
    return fields(table)(value, flaws, depth);
  };
}

const template = (containers: Keep): Keep =>
  fields({
    metadata: fields({ labels: plain, annotations: templateAnnotations }),
    spec: fields({
      serviceAccountName: plain,
      hostNetwork: plain,
      containers: each(containers),
      initContainers: each(containers),
    }),
  });

/** The name of the Secret that a Job makes, and nothing else that it is given. */
const secretName: Keep = (value) => {
  if (!Array.isArray(value)) return undefined;
  const args = value as readonly unknown[];
  return args.flatMap((arg, i) =>
    typeof arg !== 'string' || !/^--secret-name(?:=|$)/.test(arg)
      ? []
      : [arg, ...(arg.includes('=') || typeof args[i + 1] !== 'string' ? [] : [args[i + 1]])],
  );
};
const jobTemplate = template(fields({ ...base, args: secretName }));

/** The fields of a Job and of a CronJob that survive. */
export const jobFields: Fields = { spec: fields({ template: jobTemplate }) };
export const cronJobFields: Fields = {
  spec: fields({ jobTemplate: fields({ spec: fields({ template: jobTemplate }) }) }),
};

/** The fields of a workload that survive; `own`: what profiles keep of their containers' environment. */
export const workloadFields = (own: readonly OwnEnvironment[]): Fields => ({
  spec: fields({
    replicas: plain,
    paused: plain,
    selector: plain,
    serviceName: plain,
    template: template(container(own)),
    // Of a Rollout.
    workloadRef: fields({ kind: plain, name: plain }),
  }),
  status: fields({
    replicas: plain,
    readyReplicas: plain,
    availableReplicas: plain,
    updatedReplicas: plain,
    numberReady: plain,
    desiredNumberScheduled: plain,
    observedGeneration: plain,
    conditions,
  }),
});
