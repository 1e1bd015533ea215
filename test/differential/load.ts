import type { Bed } from '../bed/bed.ts';
import { startBed } from '../bed/bed.ts';
import { discoverWith } from '../bed/resources.ts';
import type { KubeThing } from '../bed/object.ts';
import type { RandomWorld } from './world.ts';

/** A world in the real API server, which the real operator has worked through. */
export interface LoadedWorld {
  readonly bed: Bed;
  /** "Kind namespace/name: why" of each object that the API server refused; they are not in the world. */
  readonly refused: readonly string[];
}

const AT_ONCE = 24;

/**
 * Starts a control plane, writes the world into it, starts the operator and waits until it has nothing left to do.
 * The operator starts last, so that it sees the whole world at once. The caller stops the bed.
 */
export const loadWorld = async (world: RandomWorld): Promise<LoadedWorld> => {
  const { oldOperator } = world;
  const old = oldOperator === undefined ? {} : { oldOperator };
  const bed = await startBed({ operator: false, standins: false, ...old });
  try {
    const refused = await writeAll(bed, world.objects, oldOperator === undefined ? 'Strict' : 'Ignore');
    await bed.restartOperator(world.flags);
    await (oldOperator === undefined ? settled(bed) : quiet(bed));
    return { bed, refused };
  } catch (error) {
    await bed.stop();
    throw error;
  }
};

/**
 * Creates the objects as they are, Namespaces first. What the schema does not admit is not part of the world. Fields
 * that the CRDs of an old operator do not have are ignored: the API server drops them.
 */
const writeAll = async (
  bed: Bed,
  objects: readonly KubeThing[],
  unknownFields: 'Strict' | 'Ignore',
): Promise<readonly string[]> => {
  const resources = discoverWith(bed.api);
  const refused: string[] = [];
  const create = async (object: KubeThing): Promise<void> => {
    const { status, ...rest } = object;
    const own = await resources.path(object);
    const answer = await bed.api.request(
      'POST',
      `${own.slice(0, own.lastIndexOf('/'))}?fieldValidation=${unknownFields}`,
      {
        body: JSON.stringify(rest),
      },
    );
    if (answer.status === 422 || answer.status === 400) {
      const { message = '' } = JSON.parse(answer.body) as { readonly message?: string };
      refused.push(`${object.kind} ${object.metadata.namespace ?? ''}/${object.metadata.name}: ${message}`);
    } else if (answer.status >= 400) throw new Error(`POST ${own}: ${answer.status} ${answer.body}`);
    if (status !== undefined && answer.status < 400)
      await bed.api.json('PATCH', `${own}/status`, { status }, 'application/merge-patch+json');
  };
  const namespaces = objects.filter(({ kind }) => kind === 'Namespace');
  for (const some of [namespaces, objects.filter(({ kind }) => kind !== 'Namespace')]) {
    const queue = some.values();
    const worker = async (): Promise<void> => {
      for (const object of queue) await create(object);
    };
    await Promise.all(Array.from({ length: AT_ONCE }, worker));
  }
  return refused.toSorted();
};

/** Sums of one metric of the operator over its label sets. */
const sum = (metrics: string, name: string): number =>
  [...metrics.matchAll(new RegExp(`^${name}(?:\\{[^}]*\\})? (\\S+)$`, 'gm'))].reduce(
    (total, [, value]) => total + Number(value),
    0,
  );

const metricsOf = async (bed: Bed): Promise<string> =>
  (await fetch(`http://${new URL(bed.url).hostname}:8080/metrics`)).text();

const CONTROLLERS = 4;
const SETTLE_MS = 240_000;

/**
 * Waits until the operator's own metrics say that all controllers run, that every item ever queued was worked off,
 * and that none is in work, and until the events it writes on the side have stopped coming: twice in a row the same.
 */
const settled = async (bed: Bed): Promise<void> => {
  let before = '';
  await bed.waitFor(
    async () => {
      const metrics = await metricsOf(bed);
      const added = sum(metrics, 'prometheus_operator_workqueue_adds_total');
      const done = sum(metrics, 'prometheus_operator_workqueue_work_duration_seconds_count');
      const idle =
        sum(metrics, 'prometheus_operator_ready') >= CONTROLLERS &&
        added === done &&
        sum(metrics, 'prometheus_operator_workqueue_depth') === 0;
      const events = idle ? (await bed.list('events.k8s.io/v1', 'Event')).length : -1;
      const state = `${added} ${events}`;
      const same = idle && state === before;
      before = idle ? state : '';
      return same;
    },
    { what: 'the operator has nothing left to do', timeoutMs: SETTLE_MS, everyMs: 1000 },
  );
};

const QUIET_LOOKS = 4;

/**
 * The same of an operator whose queues have no metrics: all controllers run, and for some seconds nothing was
 * reconciled and nothing was asked of the API server. A stack that fails is tried again later and later.
 */
const quiet = async (bed: Bed): Promise<void> => {
  let before = '';
  let same = 0;
  await bed.waitFor(
    async () => {
      const metrics = await metricsOf(bed);
      const state = ['reconcile_operations_total', 'kubernetes_client_http_requests_total']
        .map((name) => sum(metrics, `prometheus_operator_${name}`))
        .join(' ');
      const ready = sum(metrics, 'prometheus_operator_ready') >= CONTROLLERS;
      same = ready && state === before ? same + 1 : 0;
      before = state;
      return same >= QUIET_LOOKS;
    },
    { what: 'the old operator is quiet', timeoutMs: SETTLE_MS, everyMs: 1000 },
  );
};
