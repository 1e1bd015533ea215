import { execFile } from 'node:child_process';
import fs from 'node:fs/promises';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { Bed } from '../bed/bed.ts';
import { programs } from '../bed/binaries.ts';
import type { KubeThing } from '../bed/object.ts';
import type { OldOperator } from '../bed/old-operators.ts';
import { nameOf, OBJECT_KINDS, STACK_KINDS, versionOf } from './pairs.ts';

/* What the operator left behind of one world, read from the API server and from nowhere else. */

interface Condition {
  readonly type: string;
  readonly status: string;
  readonly reason?: string;
  readonly message?: string;
  readonly observedGeneration?: number;
}
interface Status {
  readonly paused?: boolean;
  readonly conditions?: readonly Condition[];
  readonly bindings?: readonly {
    readonly resource: string;
    readonly namespace: string;
    readonly name: string;
    readonly conditions: readonly Condition[];
  }[];
}
interface Named {
  readonly kind?: string;
  readonly namespace?: string;
  readonly name?: string;
}
interface RejectionEvent {
  readonly reason?: string;
  readonly note?: string;
  readonly regarding?: Named;
  readonly related?: Named;
}

export interface Evidence {
  readonly stacks: readonly KubeThing[];
  readonly objects: readonly KubeThing[];
  /** Whether this operator writes bindings on objects at all. */
  readonly bindings: boolean;
  /** Job names of a stack's generated configuration, for Alertmanager the names of receivers; undefined: none was written. */
  readonly generated: ReadonlyMap<string, string>;
  /** What the real Prometheus says against a generated configuration, by nameOf; absent: it loads it. */
  readonly refused: ReadonlyMap<string, string>;
  /** The rule files of a stack, key to content, by nameOf. */
  readonly ruleFiles: ReadonlyMap<string, ReadonlyMap<string, string>>;
  /** What was said at a rejection, by "object @ stack" of nameOf. */
  readonly rejections: ReadonlyMap<string, string>;
}

const KIND_OF: Readonly<Record<string, string>> = { prometheuses: 'Prometheus', thanosrulers: 'ThanosRuler' };

export interface Binding {
  readonly accepted: string;
  readonly message: string;
  readonly current: boolean;
}

/** The operator's bindings on an object, by nameOf of the stack. */
export const bindingsOf = (object: KubeThing): ReadonlyMap<string, Binding> => {
  const status = (object['status'] ?? {}) as Status;
  return new Map(
    (status.bindings ?? []).map(({ resource, namespace, name, conditions }) => {
      const accepted = conditions.find(({ type }) => type === 'Accepted');
      const binding = {
        accepted: accepted?.status ?? 'Unknown',
        message: accepted?.message ?? '',
        current: accepted?.observedGeneration === object.metadata.generation,
      };
      return [nameOf({ kind: KIND_OF[resource] ?? resource, metadata: { namespace, name } }), binding] as const;
    }),
  );
};

/** The condition Reconciled of a stack, and whether it is of the stack as it is now. */
export const reconciledOf = (
  stack: KubeThing,
): { readonly status: string; readonly message: string; readonly current: boolean } | undefined => {
  const { conditions = [] } = (stack['status'] ?? {}) as Status;
  const reconciled = conditions.find(({ type }) => type === 'Reconciled');
  return (
    reconciled && {
      status: reconciled.status,
      message: reconciled.message ?? '',
      current: reconciled.observedGeneration === stack.metadata.generation,
    }
  );
};

export const isPaused = (stack: KubeThing): boolean => ((stack['status'] ?? {}) as Status).paused === true;

/** Secret and key of the generated configuration. */
const CONFIGURATION: Readonly<Record<string, (name: string) => readonly [secret: string, key: string]>> = {
  Prometheus: (name) => [`prometheus-${name}`, 'prometheus.yaml.gz'],
  PrometheusAgent: (name) => [`prom-agent-${name}`, 'prometheus.yaml.gz'],
  Alertmanager: (name) => [`alertmanager-${name}-generated`, 'alertmanager.yaml.gz'],
};
const RULE_LABEL: Readonly<Record<string, string>> = {
  Prometheus: 'prometheus-name',
  ThanosRuler: 'thanos-ruler-name',
};

export const readEvidence = async (bed: Bed, old?: OldOperator): Promise<Evidence> => {
  const all = async (kinds: readonly string[]): Promise<readonly KubeThing[]> => {
    const lists = await Promise.all(
      kinds.map(async (kind) =>
        (await bed.list(versionOf(kind), kind)).map((item) => ({ ...item, kind, apiVersion: versionOf(kind) })),
      ),
    );
    return lists.flat();
  };
  const [stacks, objects, secrets, configMaps, events] = await Promise.all([
    all(STACK_KINDS),
    all(OBJECT_KINDS),
    bed.list('v1', 'Secret'),
    bed.list('v1', 'ConfigMap'),
    bed.list('events.k8s.io/v1', 'Event'),
  ]);
  const generated = new Map(stacks.flatMap((stack) => configurationOf(stack, secrets)));
  return {
    stacks,
    objects,
    bindings: old === undefined,
    generated,
    refused: await refusedBy(bed, stacks, generated),
    ruleFiles: new Map(stacks.map((stack) => [nameOf(stack), ruleFilesOf(stack, configMaps)])),
    rejections: old === undefined ? rejectionsOf(events) : rejectionsLogged(await readLog(bed)),
  };
};

const configurationOf = (
  stack: KubeThing,
  secrets: readonly KubeThing[],
): readonly (readonly [stack: string, configuration: string])[] => {
  const [secretName, key] = CONFIGURATION[stack.kind]?.(stack.metadata.name) ?? ['', ''];
  const secret = secrets.find(
    ({ metadata }) => metadata.namespace === stack.metadata.namespace && metadata.name === secretName,
  );
  const zipped = (secret?.['data'] as Readonly<Record<string, string>> | undefined)?.[key];
  if (zipped === undefined || zipped === '') return [];
  return [[nameOf(stack), gunzipSync(Buffer.from(zipped, 'base64')).toString('utf8')]];
};

/** Asks promtool for each configuration; it looks at no file that the configuration names. */
const refusedBy = async (
  bed: Bed,
  stacks: readonly KubeThing[],
  generated: ReadonlyMap<string, string>,
): Promise<ReadonlyMap<string, string>> => {
  const refused = new Map<string, string>();
  for (const stack of stacks) {
    const configuration = generated.get(nameOf(stack));
    if (configuration === undefined || !stack.kind.startsWith('Prometheus')) continue;
    const file = path.join(bed.dir, 'generated.yaml');
    await fs.writeFile(file, configuration, { mode: 0o600 });
    const agent = stack.kind === 'PrometheusAgent' ? ['--agent'] : [];
    const said = await promtool(['check', 'config', '--syntax-only', ...agent, file]);
    if (said !== undefined) refused.set(nameOf(stack), said);
  }
  return refused;
};

/** undefined: it is content. Else its complaint, which names jobs and fields and no values. */
const promtool = (args: readonly string[]): Promise<string | undefined> =>
  new Promise((resolve) => {
    execFile(programs().program('promtool'), [...args], (error, _stdout, stderr) => {
      resolve(
        error === null
          ? undefined
          : (/FAILED:[^]*/.exec(stderr)?.[0] ?? 'FAILED').replaceAll(/\s+/g, ' ').slice(0, 300),
      );
    });
  });

const ruleFilesOf = (stack: KubeThing, configMaps: readonly KubeThing[]): ReadonlyMap<string, string> => {
  const label = RULE_LABEL[stack.kind];
  const own = configMaps.filter(
    ({ metadata }) =>
      label !== undefined &&
      metadata.namespace === stack.metadata.namespace &&
      metadata.labels?.[label] === stack.metadata.name,
  );
  return new Map(own.flatMap((map) => Object.entries((map['data'] ?? {}) as Readonly<Record<string, string>>)));
};

const rejectionsOf = (events: readonly (KubeThing & RejectionEvent)[]): ReadonlyMap<string, string> => {
  const named = ({ kind = '', namespace = '', name = '' }: Named = {}): string =>
    nameOf({ kind, metadata: { namespace, name } });
  return new Map(
    events
      .filter(({ reason }) => reason === 'InvalidConfiguration')
      .map(({ regarding, related, note = '' }) => [`${named(regarding)} @ ${named(related)}`, note] as const),
  );
};

/** The fields of a line of the operator's log, in their order; a name may come twice. */
type LogLine = readonly (readonly [name: string, value: string])[];

const readLog = async (bed: Bed): Promise<readonly LogLine[]> => {
  const text = await fs.readFile(bed.operator()?.logFile ?? '', 'utf8');
  return text
    .split('\n')
    .map((line) =>
      [...line.matchAll(/([\w.]+)=("(?:[^"\\]|\\.)*"|\S*)/g)].map(([, name = '', value = '']) => [
        name,
        value.replaceAll(/^"|"$/g, '').replaceAll('\\"', '"'),
      ]),
    );
};

/** The stack that a line is about, by its field: "prometheus" is a PrometheusAgent in the lines of that controller. */
const stackOf = (line: LogLine): readonly [kind: string, name: string] | undefined => {
  const fields = new Map(line);
  const agent = fields.get('component')?.includes('agent') === true;
  const kinds = {
    prometheus: agent ? 'PrometheusAgent' : 'Prometheus',
    thanos: 'ThanosRuler',
    alertmanager: 'Alertmanager',
  };
  return Object.entries(kinds)
    .map(([field, kind]) => [kind, fields.get(field) ?? ''] as const)
    .find(([, name]) => name !== '');
};

/** "skipping servicemonitor": what an old operator says of a rejection. The first namespace is that of the stack. */
const rejectionsLogged = (log: readonly LogLine[]): ReadonlyMap<string, string> => {
  const skipped = new Map(OBJECT_KINDS.map((kind) => [`skipping ${kind.toLowerCase()}`, kind]));
  return new Map(
    log.flatMap((line) => {
      const fields = new Map(line);
      const kind = skipped.get(fields.get('msg') ?? '');
      const [stackKind, stack] = stackOf(line) ?? [];
      if (kind === undefined || stackKind === undefined) return [];
      const namespaces = line.filter(([name]) => name === 'namespace').map(([, value]) => value);
      const name = fields.get(kind.toLowerCase()) ?? '';
      const object = name.includes('/') ? name : `${namespaces.at(-1) ?? ''}/${name}`;
      return [[`${kind} ${object} @ ${stackKind} ${namespaces[0] ?? ''}/${stack ?? ''}`, fields.get('error') ?? '']];
    }),
  );
};
