import type {
  Advice,
  Blocked,
  Change,
  Expectation,
  Gap,
  KubeObject,
  Labels,
  Manifest,
  Monitor,
  ProfileVariant,
  SettingChange,
  Stack,
} from '../model/index.ts';
import type { Backend } from '../backends/backend.ts';
import type { Analysis } from '../judge/analysis.ts';
import type { App } from '../world/applications.ts';
import type { ServiceChoice } from '../world/service-choice.ts';
import { releaseOf } from '../kube/chart-of.ts';
import { isMarked, releaseNamespaceOf } from '../kube/owner.ts';
import { nameFor } from '../backends/prometheus-operator/placement.ts';
import { refOf, title } from '../kube/refs.ts';
import { scrapedByEvery } from '../backends/prometheus-operator/partial-view.ts';

export interface PlanInput {
  readonly analysis: Analysis;
  readonly backend: Backend;
  readonly app: App;
  readonly variant: ProfileVariant;
  readonly stack: Stack;
  /** What is set otherwise in the alerts. */
  readonly settings?: readonly SettingChange[];
  /** Annotations of the rules besides the plan's own. */
  readonly ruleAnnotations?: Labels;
  /** Dashboards, already rendered for the Grafana that is there; none where nothing takes them. */
  readonly dashboards: readonly Manifest[];
  /** What takes them up: "for the sidecar of …". */
  readonly dashboardsWhy?: string;
  /** Queries of those dashboards, by the title of each. */
  readonly queries: readonly { readonly title: string; readonly queries: readonly string[] }[];
  /** How the monitor finds the application; default: by the Service that chooseService finds. */
  readonly choice?: ServiceChoice;
  /** An unowned monitor may be relabelled; else only objects of our own are planned. */
  readonly correct: boolean;
  /** The files that were read, by which a command names them. */
  readonly files?: readonly string[];
}

/** One part of a plan; parts add up. */
export interface Part {
  readonly changes: readonly Change[];
  readonly blocked: readonly Blocked[];
  readonly unknown: readonly Gap[];
  readonly advice: readonly Advice[];
  readonly expectations: readonly Expectation[];
}

export const NOTHING: Part = { changes: [], blocked: [], unknown: [], advice: [], expectations: [] };

/** Made by promwire under the name that it would use: by setup, or from Git. */
export function isOurWork({ app, variant }: PlanInput, object: KubeObject): boolean {
  const { name, namespace = '' } = object.metadata;
  return isMarked(object) && name === nameFor(variant.scrape.name, namespace, app.namespace);
}

/**
 * Is it in the application's namespace or the stack's? Their owners decide how the application is monitored; an object
 * elsewhere may be a neighbour's, who must not have it relabelled, nor promwire's own removed for it.
 */
export function isAtHome({ app, stack }: Pick<PlanInput, 'app' | 'stack'>, namespace: string | undefined): boolean {
  return namespace === app.namespace || namespace === stack.ref.namespace;
}

/**
 * May an object that is not promwire's decide how the application is monitored? Files are all the user's own; a chart may put
 * its monitor into a namespace that neither the application nor the stack is in.
 */
export function isRelevant(input: Pick<PlanInput, 'analysis' | 'app' | 'stack'>, object: KubeObject): boolean {
  const { world } = input.analysis;
  if (world.snapshot.source === 'files' || isAtHome(input, object.metadata.namespace)) return true;
  const release = releaseOf(object);
  const { workload, services } = input.app;
  return [...(workload ? [workload] : []), ...services].some((ref) => {
    const own = world.get(ref);
    return (
      own !== undefined &&
      release !== '' &&
      releaseOf(own) === release &&
      releaseNamespaceOf(own) === releaseNamespaceOf(object)
    );
  });
}

/** An object of our name that promwire did not make stays as it is. */
export function occupied({ analysis }: PlanInput, manifest: Manifest): Blocked | undefined {
  const object = analysis.world.get(refOf(manifest));
  if (!object || isMarked(object)) return undefined;
  return {
    object: refOf(manifest),
    why: `${title(refOf(manifest))} exists and is not promwire's.`,
    remedy: 'Rename or remove it.',
  };
}

/** What proves that a monitor works: every target that the cluster has for it now is up. */
export function targetUp({ analysis, stack }: Pick<PlanInput, 'analysis' | 'stack'>, monitor: Monitor): Expectation {
  const object = analysis.world.get(monitor.ref) ?? monitor.object;
  const expected = analysis.wires(object, stack).reduce((sum, wire) => sum + wire.targets.length, 0);
  return {
    kind: 'target-up',
    stack: stack.ref,
    monitor: monitor.ref,
    endpoints: monitor.endpoints.length,
    ...(expected > 0 ? { expected } : {}),
    ...(scrapedByEvery(stack, monitor) ? { everyShard: true } : {}),
  };
}
