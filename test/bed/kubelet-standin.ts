import { setTimeout as delay } from 'node:timers/promises';
import type { Api } from './api.ts';
import type { Loop } from './loop.ts';
import { startLoop } from './loop.ts';
import { bindToNode, registerNode } from './node.ts';
import { hasLabels } from './object.ts';
import type { Container, Pod } from './pod.ts';
import { follow } from './watch.ts';

/** Something that really runs for a container: an exporter in this process, or a real Prometheus. */
export interface Running {
  stop(): Promise<void>;
}

/** What a program is told of the Pod that it plays a container of. */
export interface PodContext {
  readonly pod: Pod;
  readonly container: Container;
  /** The Pod's address; listen only here. */
  readonly address: string;
}

/** Plays one image. Resolves when it listens: only then the Pod becomes ready. */
export type Program = (context: PodContext) => Promise<Running>;

/** Program by the start of the image's name, registry left out or not: `kuberhealthy/kuberhealthy:v2`. */
export type Images = Readonly<Record<string, Program>>;

/** Plays the scheduler and the kubelet: Pods get a node and an address, run what their image stands for, and become ready. */
export interface KubeletStandin {
  /** When it follows the Pods and its node is registered. */
  readonly ready: Promise<void>;
  /** Holds the readiness of all Pods that match, present and later; `true` lets them be ready again. */
  setReady(namespace: string, labels: Readonly<Record<string, string>>, ready: boolean): void;
  stop(): Promise<void>;
}

const RETRY_MS = 300;

interface Sandbox {
  readonly address: string;
  readonly startTime: string;
  readonly programs: readonly Running[];
}

const programFor = (images: Images, container: Container): Program | undefined => {
  const image = container.image ?? '';
  const match = Object.keys(images)
    .filter((start) => image.startsWith(start) || image.includes(`/${start}`))
    .sort((a, b) => b.length - a.length)[0];
  return match === undefined ? undefined : images[match];
};

/** As the API server writes times. */
const now = (): string => new Date().toISOString().replace(/\.\d+Z$/, 'Z');

/** `ready` since now: the controllers count from the time of the transition. */
const statusOf = (pod: Pod, { address, startTime }: Sandbox, ready: boolean): unknown => {
  const lastTransitionTime = now();
  const condition = (type: string, yes: boolean): unknown => ({
    type,
    status: yes ? 'True' : 'False',
    lastTransitionTime,
    ...(yes ? {} : { reason: 'ContainersNotReady' }),
  });
  return {
    phase: 'Running',
    startTime,
    podIP: address,
    podIPs: [{ ip: address }],
    conditions: [
      condition('PodScheduled', true),
      condition('Initialized', true),
      condition('ContainersReady', ready),
      condition('Ready', ready),
    ],
    containerStatuses: pod.spec.containers.map(({ name, image }) => ({
      name,
      image: image ?? '',
      imageID: image ?? '',
      containerID: `bed://${pod.metadata.uid ?? ''}/${name}`,
      ready,
      started: true,
      restartCount: 0,
      state: { running: { startedAt: startTime } },
    })),
  };
};

export const startKubeletStandin = (options: {
  readonly api: Api;
  readonly images: Images;
  readonly nextAddress: () => string;
  readonly onError: (error: unknown) => void;
}): KubeletStandin => {
  const { api, images } = options;
  const sandboxes = new Map<string, Sandbox>();
  /** Kept over failed starts, as a Pod keeps its address while a container crashes. */
  const addresses = new Map<string, string>();
  /** Work on one Pod that the others do not wait for, by the Pod's uid. */
  const busy = new Map<string, Promise<void>>();
  /** The readiness that was last written. */
  const written = new Map<string, boolean>();
  const held = new Map<string, { readonly namespace: string; readonly labels: Readonly<Record<string, string>> }>();
  let loop: Loop | undefined;
  let stopped = false;
  const trigger = (): void => loop?.trigger();
  const pods = follow(api, '/api/v1/pods', 'v1', 'Pod', trigger);
  const registered = registerNode(api, options.nextAddress());

  const start = async (pod: Pod, uid: string): Promise<void> => {
    await bindToNode(api, pod);
    const address = addresses.get(uid) ?? options.nextAddress();
    addresses.set(uid, address);
    const programs: Running[] = [];
    try {
      for (const container of pod.spec.containers) {
        const program = programFor(images, container);
        if (program !== undefined) programs.push(await program({ pod, container, address }));
      }
      sandboxes.set(uid, { address, startTime: now(), programs });
    } catch (error) {
      await Promise.all(programs.map((program) => program.stop()));
      throw error;
    }
    if (stopped) await end(uid);
  };

  const end = async (uid: string): Promise<void> => {
    const sandbox = sandboxes.get(uid);
    sandboxes.delete(uid);
    written.delete(uid);
    await Promise.all((sandbox?.programs ?? []).map((program) => program.stop()));
  };

  /** A Pod that was bound stays until its kubelet says that it has ended. */
  const finish = async ({ metadata }: Pod, uid: string): Promise<void> => {
    await end(uid);
    const path = `/api/v1/namespaces/${metadata.namespace}/pods/${metadata.name}`;
    const body = JSON.stringify({ gracePeriodSeconds: 0, preconditions: { uid } });
    await api.request('DELETE', path, { body });
  };

  /** Starting takes as long as a Prometheus takes, so it happens outside the loop. */
  const outside = (uid: string, work: Promise<void>): void => {
    const done = work
      .catch(async (error: unknown) => {
        options.onError(error);
        await delay(RETRY_MS);
      })
      .finally(() => {
        busy.delete(uid);
        trigger();
      });
    busy.set(uid, done);
  };

  const writeStatus = async (pod: Pod, uid: string, sandbox: Sandbox): Promise<void> => {
    const { namespace, name, labels } = pod.metadata;
    const ready = ![...held.values()].some((one) => namespace === one.namespace && hasLabels(labels, one.labels));
    if (written.get(uid) === ready) return;
    const body = { metadata: { uid }, status: statusOf(pod, sandbox, ready) };
    await api.json(
      'PATCH',
      `/api/v1/namespaces/${namespace}/pods/${name}/status`,
      body,
      'application/merge-patch+json',
    );
    written.set(uid, ready);
  };

  loop = startLoop(async () => {
    await Promise.all([pods.ready, registered]);
    const alive = new Set<string>();
    for (const pod of [...pods.items.values()] as Pod[]) {
      const uid = pod.metadata.uid ?? '';
      alive.add(uid);
      const sandbox = sandboxes.get(uid);
      if (busy.has(uid)) continue;
      if (pod.metadata.deletionTimestamp !== undefined) outside(uid, finish(pod, uid));
      else if (sandbox !== undefined) await writeStatus(pod, uid, sandbox);
      else if (pod.status?.podIP === undefined) outside(uid, start(pod, uid));
      // A test that wrote the status itself plays this Pod itself.
      else if (pod.spec.nodeName === undefined) outside(uid, bindToNode(api, pod));
    }
    await Promise.all([...sandboxes.keys()].filter((uid) => !alive.has(uid)).map(end));
  }, options.onError);
  trigger();

  return {
    ready: Promise.all([pods.ready, registered]).then(() => undefined),
    setReady: (namespace, labels, ready) => {
      const key = JSON.stringify([namespace, labels]);
      if (ready) held.delete(key);
      else held.set(key, { namespace, labels });
      trigger();
    },
    stop: async () => {
      stopped = true;
      pods.stop();
      await loop?.stop();
      await Promise.all(busy.values());
      await Promise.all([...sandboxes.keys()].map(end));
    },
  };
};
