/** One judged world as the comparison takes it: what may be taken, by whom, and what is behind it. */
import { grafanasFor, sightOf } from '../backends/grafana/instances.ts';
import { dashboardsOf, filesOf, isDashboard, takes } from '../backends/grafana/dashboards.ts';
import { once } from '../kube/memo.ts';
import { groupBy } from '../kube/group.ts';
import { trueAt } from '../kube/json.ts';
import { keyOf, refOf } from '../kube/refs.ts';
import type { Analysis } from '../judge/analysis.ts';
import type { Finding, Gap, KubeObject, Ref, Report, Verdict, Wire } from '../model/index.ts';

/** A world, and what was said of it. */
export interface Judged {
  readonly analysis: Analysis;
  readonly report: Report;
}

export type Fate = 'taken' | 'not-taken' | 'rejected' | 'unknown';

/** One object and one thing that could take it. */
export interface Hold {
  readonly taker: Taker;
  readonly fate: Fate;
  readonly causes: readonly string[];
  readonly gaps: readonly Gap[];
  readonly wires: readonly Wire[];
}

/** A stack, or the workload whose sidecar or operator brings dashboards to a Grafana. */
export interface Taker {
  readonly ref: Ref;
  readonly key: string;
  /** Two of one kind that ask for the same are one that was renamed. */
  readonly asks: string;
}

export interface Item {
  readonly object: KubeObject;
  readonly ref: Ref;
  readonly holds: readonly Hold[];
}

export interface Facts {
  readonly judged: Judged;
  readonly takers: ReadonlyMap<string, Taker>;
  /** By keyOf. */
  readonly items: ReadonlyMap<string, Item>;
  /** Findings by the object that they are about, or speak for. */
  readonly about: (ref: Ref) => readonly Finding[];
}

const FATES: Readonly<Record<Verdict, Fate>> = {
  selected: 'taken',
  'not-selected': 'not-taken',
  rejected: 'rejected',
  unknown: 'unknown',
};

const GRAFANA = 'grafana.integreatly.org';

export function factsOf(judged: Judged): Facts {
  const { analysis, report } = judged;
  const takers = new Map<string, Taker>();
  const taker = (ref: Ref, asks: () => unknown): Taker => {
    const key = keyOf(ref);
    const made = takers.get(key) ?? { ref, key, asks: JSON.stringify([ref.kind, asks()]) };
    takers.set(key, made);
    return made;
  };
  const stacks = new Map(
    analysis.stacks.map((stack) => [keyOf(stack.ref), taker(stack.ref, () => stack.selections)] as const),
  );
  const byObject = groupBy(report.judgements, ({ object }) => keyOf(object));
  const items = new Map<string, Item>();
  for (const object of analysis.subjects()) {
    const ref = refOf(object);
    const holds = (byObject.get(keyOf(ref)) ?? []).flatMap((judgement): readonly Hold[] => {
      const by = stacks.get(keyOf(judgement.stack));
      const { verdict, configured, causes, gaps } = judgement;
      const fate = FATES[verdict === 'selected' && !configured ? 'rejected' : verdict];
      return by
        ? [
            {
              taker: by,
              fate,
              causes,
              gaps,
              get wires() {
                return judgement.wires;
              },
            },
          ]
        : [];
    });
    items.set(keyOf(ref), { object, ref, holds });
  }
  for (const item of dashboards(analysis, taker)) items.set(keyOf(item.ref), item);
  const found = once(() =>
    groupBy(
      report.findings.flatMap((finding) =>
        [finding.object, ...(finding.speaksFor ?? [])].map((ref) => ({ key: keyOf(ref), finding })),
      ),
      ({ key }) => key,
    ),
  );
  return {
    judged,
    takers,
    items,
    about: (ref) => [...new Set((found().get(keyOf(ref)) ?? []).map(({ finding }) => finding))],
  };
}

/** ConfigMaps before each dashboards sidecar, and objects of grafana-operator before each Grafana. */
function dashboards({ world }: Analysis, taker: (ref: Ref, asks: () => unknown) => Taker): readonly Item[] {
  const { sidecars, maps } = dashboardsOf(world);
  const none = { causes: [], gaps: [], wires: [] };
  const isOne = (map: KubeObject): boolean => filesOf(map).some(isDashboard);
  const ofSidecars = maps
    .filter((map) => sidecars.length > 0 || isOne(map))
    .map((object): Item => {
      const holds = sidecars.map((sidecar): Hold => {
        const answer = takes(sidecar, object);
        const { workload, label, value, namespaces, names } = sidecar;
        const by = taker(workload, () => [label, value, namespaces, names]);
        const taken = isOne(object) ? ('taken' as const) : ('rejected' as const);
        const fate = answer === 'taken' ? taken : answer === 'unknown' ? answer : 'not-taken';
        return { taker: by, fate, ...none };
      });
      return { object, ref: refOf(object), holds };
    });
  const grafanas = world.all(GRAFANA, 'Grafana');
  const ofOperator = world.all(GRAFANA, 'GrafanaDashboard').map((object): Item => {
    const { sight } = sightOf(object, world);
    const off = trueAt(object.body, 'spec', 'suspend');
    const holds = grafanasFor(object, grafanas).map(({ grafana, here, fits }): Hold => {
      const by = taker(refOf(grafana), () => grafana.metadata.labels);
      const fate = off || !here || !fits || sight === 'no' ? 'not-taken' : sight === 'unknown' ? 'unknown' : 'taken';
      return { taker: by, fate, ...none };
    });
    return { object, ref: refOf(object), holds };
  });
  return [...ofSidecars, ...ofOperator];
}
