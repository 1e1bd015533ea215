import type { Bed } from '../bed/bed.ts';
import { startBed } from '../bed/bed.ts';
import { metricsBoard } from '../bed/exporter.ts';
import type { MetricsBoard } from '../bed/exporter.ts';
import type { Images } from '../bed/kubelet-standin.ts';
import type { KubeThing } from '../bed/object.ts';
import { passingV2, recording } from '../bed/recordings.ts';
import { kuberhealthyImages } from '../bed/worlds/scenarios.ts';
import { everything, livePrometheus } from './live.ts';
import type { LivePrometheus } from './live.ts';
import { promwire } from './promwire.ts';
import type { Run } from './promwire.ts';

/** How long starting or stopping may take, and a command that waits for Prometheus. */
export const LONG = 180_000;
export const MONITORING = 'monitoring.coreos.com/v1';
/** kube-prometheus-stack's Prometheus in the namespace `monitoring`. */
export const STACK = 'prometheus-kube-prometheus-prometheus';

/** A scenario that has come to rest. */
export interface Scenario {
  readonly bed: Bed;
  readonly prometheus: LivePrometheus;
  /** All objects at that moment. */
  readonly before: Readonly<Record<string, unknown>>;
  /** Runs the built command line as the admin. */
  readonly run: (...args: readonly string[]) => Promise<Run>;
}

export interface ScenarioOptions {
  readonly objects: readonly KubeThing[];
  /** Name of the Prometheus in the namespace `monitoring`; the stack's own when absent. */
  readonly prometheus?: string;
  /** What kuberhealthy's pods answer; every check passes when absent. */
  readonly board?: MetricsBoard;
  /** What runs for other images. */
  readonly images?: Images;
  /** How often Prometheus scrapes and evaluates; a second when absent. */
  readonly interval?: string;
  /** Applied by the real kubectl instead of Helm, after the others. */
  readonly byHand?: (object: KubeThing) => boolean;
}

/** kubectl's own marks are on what it applied: a last-applied annotation and its field manager. */
export const kubectlApply = async (bed: Bed, objects: readonly KubeThing[]): Promise<void> => {
  await bed.kubectl(['apply', '-f', '-'], JSON.stringify({ apiVersion: 'v1', kind: 'List', items: objects }));
};

/** What waits for Prometheus gives up before the test does, and then says what it waited for. */
const patient = (args: readonly string[]): readonly string[] =>
  args[0] === 'setup' || args[0] === 'verify' ? [...args, '--timeout', '90s'] : args;

/** Starts a bed with these objects and waits until its Prometheus runs as its operator wants it. */
export const startScenario = async (options: ScenarioOptions): Promise<Scenario> => {
  const { objects, board, interval, prometheus: name = STACK, byHand = () => false } = options;
  const images = {
    ...options.images,
    ...kuberhealthyImages({
      v2: board ?? metricsBoard(passingV2),
      v3: board ?? metricsBoard(recording('v3/02-all-ok')),
    }),
  };
  const bed = await startBed({ images, ...(interval === undefined ? {} : { interval }) });
  try {
    await bed.apply(
      objects.filter((object) => !byHand(object)),
      { by: 'create', manager: 'helm' },
    );
    const late = objects.filter(byHand);
    if (late.length > 0) await kubectlApply(bed, late);
    const prometheus = await livePrometheus(bed, 'monitoring', name);
    await bed.waitFor(
      async () => {
        const metadata = { namespace: 'monitoring', name };
        const object = await bed.read({ apiVersion: MONITORING, kind: 'Prometheus', metadata });
        const spec = object?.['spec'] as { readonly replicas: number; readonly shards?: number };
        const { availableReplicas } = (object?.['status'] ?? {}) as { readonly availableReplicas?: number };
        const targets = await prometheus.targets('');
        return (
          availableReplicas === spec.replicas * (spec.shards ?? 1) && targets.every(({ health }) => health === 'up')
        );
      },
      { what: 'the Prometheus available, with what it scrapes up' },
    );
    return {
      bed,
      prometheus,
      before: await everything(bed),
      run: async (...args) => await promwire(patient(args), { kubeconfig: bed.kubeconfig }),
    };
  } catch (error) {
    await bed.stop();
    throw error;
  }
};

/** "pool health" of every target of kuberhealthy. */
export const kuberhealthyTargets = async (prometheus: LivePrometheus): Promise<readonly string[]> =>
  (await prometheus.targets('kuberhealthy')).map(({ scrapePool, health }) => `${scrapePool} ${health}`);

/** The objects of promwire itself, "kind namespace/name", in stable order. */
export const oursIn = async (bed: Bed): Promise<readonly string[]> =>
  Object.entries(await everything(bed))
    .filter(([, object]) => (object as KubeThing).metadata.labels?.['app.kubernetes.io/managed-by'] === 'promwire')
    .map(([key]) => key.replace(/^\S+ /, ''))
    .sort();

/** One space where a person sees a line break. */
export const oneLine = (text: string): string => text.replaceAll(/\s+/g, ' ');
