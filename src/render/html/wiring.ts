/** What a report tells of wires, in the order of a page: stacks, under each what it takes or should take, and where that leads. */
import { groupBy } from '../../kube/group.ts';
import { compare, compareRefs, keyOf } from '../../kube/refs.ts';
import type { Finding, Judgement, Ref, Report, Target, Wire } from '../../model/index.ts';

/** From the worst on. `gained`: of a comparison; `idle`: nothing comes of it, and that is no fault. */
export type State = 'broken' | 'unknown' | 'warning' | 'gained' | 'idle' | 'ok';
export const RANK: readonly State[] = ['broken', 'unknown', 'warning', 'gained', 'idle', 'ok'];

/** Of an edge; `after`: one before it is broken already, so it is what would be. */
export type Edge = 'broken' | 'unknown' | 'after' | 'gained' | 'ok';

/** The targets that one endpoint of a monitor finds behind one Service. */
export interface End {
  readonly edge: Edge;
  readonly port?: string | undefined;
  readonly targets: readonly Target[];
  readonly dropped: readonly Target[];
  readonly open: number;
  /** Why there is none. */
  readonly says?: string | undefined;
}

/** A Service, or pods of a PodMonitor, and what is behind. */
export interface Way {
  readonly edge: Edge;
  readonly service?: Ref | undefined;
  readonly pods: readonly Ref[];
  readonly says?: string | undefined;
  readonly ends: readonly End[];
}

/** An object, and what one stack makes of it. */
export interface Row {
  readonly object: Ref;
  readonly state: State;
  /** From the stack to it. */
  readonly edge: Edge;
  readonly ways: readonly Way[];
  readonly findings: readonly Finding[];
  /** The cause it is listed under: the first that is found. */
  readonly cause: string;
  /** Which part of the object it is about, and in which clusters: "alert WebDown". */
  readonly about?: readonly string[];
}

export interface Section {
  /** Absent: of what no stack here is asked about. */
  readonly stack?: Ref;
  readonly state: State;
  readonly rows: readonly Row[];
}

/** Sections and their rows, the broken ones first. */
export function wiringOf(report: Report): readonly Section[] {
  const judged = groupBy(report.judgements, ({ stack }) => keyOf(stack));
  const wires = groupBy(report.wires, ({ stack, monitor }) => pairOf(stack, monitor));
  const taken = new Set(
    report.judgements.flatMap(({ verdict, object }) => (verdict === 'selected' ? keyOf(object) : [])),
  );
  const told = placed(report);
  const stacks = new Map(report.stacks.map(({ ref }) => [keyOf(ref), ref]));
  for (const finding of report.findings) {
    const stack = finding.stack ?? sidecarOf(finding);
    if (stack && !stacks.has(keyOf(stack))) stacks.set(keyOf(stack), stack);
  }
  const sections = [...stacks].map(([key, stack]) => {
    const rows = (judged.get(key) ?? []).flatMap((judgement) => {
      const pair = pairOf(stack, judgement.object);
      const findings = told.get(pair) ?? [];
      told.delete(pair);
      // That another one takes it is how they divide their work.
      const divided =
        judgement.verdict === 'not-selected' && findings.length === 0 && taken.has(keyOf(judgement.object));
      return divided ? [] : [rowOf(judgement, wires.get(pair) ?? [], findings)];
    });
    const others = [...told].flatMap(([pair, findings]) => {
      const [first] = findings;
      if (!first || !pair.startsWith(`${key}\n`)) return [];
      told.delete(pair);
      return [aloneOf(first.object, findings)];
    });
    return sectionOf([...rows, ...others], stack);
  });
  const left = [...told.values()].flatMap((findings) => (findings[0] ? [aloneOf(findings[0].object, findings)] : []));
  const all = left.length > 0 ? [...sections, sectionOf(left)] : sections;
  return worstFirst(all);
}

export function worstFirst(sections: readonly Section[]): readonly Section[] {
  return sections.toSorted((a, b) => rank(a.state) - rank(b.state));
}

/** Its rows in order, the worst first. */
export function sectionOf(rows: readonly Row[], stack?: Ref): Section {
  const sorted = rows.toSorted(
    (a, b) => rank(a.state) - rank(b.state) || compare(a.cause, b.cause) || compareRefs(a.object, b.object),
  );
  return { ...(stack ? { stack } : {}), state: sorted[0]?.state ?? 'ok', rows: sorted };
}

/** The findings by the pair whose row shows them: that of their object, or that whose wire leads to it. */
function placed({ stacks, judgements, wires, findings }: Report): Map<string, readonly Finding[]> {
  const pairs = new Set(judgements.map(({ stack, object }) => pairOf(stack, object)));
  const byObject = new Map<string, string>();
  for (const { stack, object } of judgements) {
    const key = keyOf(object);
    if (!byObject.has(key)) byObject.set(key, pairOf(stack, object));
  }
  for (const { service, stack, monitor } of wires)
    if (service && !byObject.has(keyOf(service)) && pairs.has(pairOf(stack, monitor)))
      byObject.set(keyOf(service), pairOf(stack, monitor));
  const own = new Set(stacks.map(({ ref }) => keyOf(ref)));
  return groupBy(findings, (finding) => {
    const { object, stack = sidecarOf(finding) } = finding;
    // What is said of a stack is no matter of the one that sends to it.
    if (own.has(keyOf(object))) return pairOf(object, object);
    const pair = pairOf(stack, object);
    return pairs.has(pair) ? pair : (byObject.get(keyOf(object)) ?? pair);
  });
}

/** The workload of the sidecar that a finding about a dashboard names: "Deployment monitoring/grafana (container …)". */
function sidecarOf({ object, evidence }: Finding): Ref | undefined {
  const { sidecar } = evidence;
  const [, kind, namespace, name] =
    (object.kind === 'ConfigMap' &&
      typeof sidecar === 'string' &&
      /^(\w+) ([^\s/]+)\/(\S+) \(container /.exec(sidecar)) ||
    [];
  return kind && namespace && name ? { apiVersion: 'apps/v1', kind, namespace, name } : undefined;
}

function rowOf(judgement: Judgement, wires: readonly Wire[], findings: readonly Finding[]): Row {
  const { object, verdict, configured, causes } = judgement;
  const edge = verdict === 'unknown' ? 'unknown' : verdict === 'selected' && configured ? 'ok' : 'broken';
  const ways = waysOf(wires, edge);
  const unmatched =
    wires.length > 0 && wires.every(({ unknown = [] }) => unknown.some(({ about }) => about === 'unmatched'));
  const state = stateOf(judgement, ways, findings, unmatched);
  return {
    object,
    state,
    // Where nothing is at fault, nothing is red.
    edge: edge === 'broken' && state !== 'broken' ? 'after' : edge,
    ways,
    findings,
    cause: findings[0]?.check ?? causes[0] ?? '',
  };
}

/** `unmatched`: nothing that it selects is among the files, though others of the kind are. */
function stateOf(
  { verdict, effective }: Judgement,
  ways: readonly Way[],
  findings: readonly Finding[],
  unmatched: boolean,
): State {
  if (findings.some(({ severity }) => severity === 'error')) return 'broken';
  if (unmatched) return 'unknown';
  const open = ways.flatMap(({ ends }) => ends).some(({ edge }) => edge === 'unknown');
  if (verdict === 'unknown' || (open && !leads(ways))) return 'unknown';
  if (findings.some(({ severity }) => severity === 'warning')) return 'warning';
  return effective ? 'ok' : 'idle';
}

function leads(ways: readonly Way[]): boolean {
  return ways.some(({ ends }) => ends.some(({ edge, targets }) => edge === 'ok' && targets.length > 0));
}

/** An object that is found fault with and is no pair of a stack and what it takes. */
function aloneOf(object: Ref, findings: readonly Finding[]): Row {
  const has = (severity: string): boolean => findings.some((finding) => finding.severity === severity);
  const state = has('error') ? 'broken' : has('warning') ? 'warning' : 'idle';
  return { object, state, edge: 'after', ways: [], findings, cause: findings[0]?.check ?? '' };
}

function waysOf(wires: readonly Wire[], before: Edge): readonly Way[] {
  return [...groupBy(wires, ({ service }) => (service ? keyOf(service) : '')).values()].flatMap((same) => {
    const [first] = same;
    if (!first) return [];
    const none = same.every(({ brokenAt }) => brokenAt === 'service');
    const edge = before !== 'ok' ? 'after' : none ? edgeOf(first) : 'ok';
    const pods = new Map(same.flatMap(({ targets }) => targets.flatMap(({ pod }) => (pod ? [[keyOf(pod), pod]] : []))));
    return [
      {
        edge,
        service: first.service,
        pods: first.service ? [] : [...pods.values()],
        says: none ? (first.monitor.kind === 'PodMonitor' ? 'no Pod matches' : 'no Service matches') : undefined,
        ends: none ? [] : same.map((wire) => endOf(wire, edge)),
      },
    ];
  });
}

const WHY: Readonly<Record<NonNullable<Wire['brokenAt']>, string>> = {
  service: 'none matches',
  port: 'no such port',
  endpoints: 'no address',
  rights: 'may not be discovered',
  relabelings: 'all dropped by relabelings',
};

function endOf(wire: Wire, before: Edge): End {
  const { port, targets, dropped = [], open = 0, brokenAt } = wire;
  const down = targets.length > 0 && targets.every(({ health }) => health === 'down');
  const own = down && !wire.unknown ? 'broken' : edgeOf(wire);
  return {
    edge: before === 'ok' ? own : 'after',
    port,
    targets,
    dropped,
    open,
    says: brokenAt && WHY[brokenAt],
  };
}

function edgeOf({ unknown = [], brokenAt }: Wire): Edge {
  return unknown.length > 0 ? 'unknown' : brokenAt === undefined ? 'ok' : 'broken';
}

function pairOf(stack: Ref | undefined, object: Ref): string {
  return `${stack ? keyOf(stack) : ''}\n${keyOf(object)}`;
}

function rank(state: State): number {
  return RANK.indexOf(state);
}
