import { setTimeout as delay } from 'node:timers/promises';
import type { Api } from './api.ts';
import type { Loop } from './loop.ts';
import { startLoop } from './loop.ts';
import { hasLabels } from './object.ts';
import type { Container, Pod } from './pod.ts';
import type { Informer } from './watch.ts';

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

/** Plays the scheduler and kubelets: Pods get an address, run what their image stands for, and become ready. */
export interface KubeletStandin {
  readonly trigger: () => void;
  /** Holds the readiness of all Pods that match, present and later; `true` lets them be ready again. */
  setReady(namespace: string, labels: Readonly<Record<string, string>>, ready: boolean): void;
  stop(): Promise<void>;
}

const RETRY_MS = 300;

interface Sandbox {
  readonly address: string;
  readonly programs: readonly Running[];
}

const programFor = (images: Images, container: Container): Program | undefined => {
  const image = container.image ?? '';
  const match = Object.keys(images)
    .filter((start) => image.startsWith(start) || image.includes(`/${start}`))
    .sort((a, b) => b.length - a.length)[0];
  return match === undefined ? undefined : images[match];
};

const statusOf = (pod: Pod, address: string, ready: boolean): unknown => {
  const condition = (type: string, yes: boolean): unknown => ({
    type,
    status: yes ? 'True' : 'False',
    ...(yes ? {} : { reason: 'ContainersNotReady' }),
  });
  return {
    phase: 'Running',
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
      state: { running: {} },
    })),
  };
};

export const startKubeletStandin = (options: {
  readonly api: Api;
  readonly pods: Informer;
  readonly images: Images;
  readonly nextAddress: () => string;
  readonly onError: (error: unknown) => void;
}): KubeletStandin => {
  const { api, pods, images } = options;
  const sandboxes = new Map<string, Sandbox>();
  /** Kept over failed starts, as a Pod keeps its address while a container crashes. */
  const addresses = new Map<string, string>();
  const starting = new Set<string>();
  const stopping = new Set<Promise<void>>();
  const written = new Map<string, string>();
  const held = new Map<string, { readonly namespace: string; readonly labels: Readonly<Record<string, string>> }>();
  let loop: Loop | undefined;
  let stopped = false;

  const start = async (pod: Pod, uid: string): Promise<void> => {
    const address = addresses.get(uid) ?? options.nextAddress();
    addresses.set(uid, address);
    const programs: Running[] = [];
    try {
      for (const container of pod.spec.containers) {
        const program = programFor(images, container);
        if (program !== undefined) programs.push(await program({ pod, container, address }));
      }
      sandboxes.set(uid, { address, programs });
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

  /** Starting takes as long as a Prometheus takes, so it happens beside the loop. */
  const startBeside = (pod: Pod, uid: string): void => {
    if (starting.has(uid)) return;
    starting.add(uid);
    const done = start(pod, uid)
      .catch(async (error: unknown) => {
        options.onError(error);
        await delay(RETRY_MS);
      })
      .finally(() => {
        starting.delete(uid);
        stopping.delete(done);
        loop?.trigger();
      });
    stopping.add(done);
  };

  loop = startLoop(async () => {
    await pods.ready;
    const alive = new Set<string>();
    for (const pod of [...pods.items.values()] as Pod[]) {
      const uid = pod.metadata.uid ?? '';
      alive.add(uid);
      const sandbox = sandboxes.get(uid);
      if (sandbox === undefined) {
        // A test that wrote the status itself plays this Pod itself.
        if (pod.status?.podIP === undefined) startBeside(pod, uid);
        continue;
      }
      const ready = ![...held.values()].some(
        ({ namespace, labels }) => pod.metadata.namespace === namespace && hasLabels(pod.metadata.labels, labels),
      );
      const status = statusOf(pod, sandbox.address, ready);
      const text = JSON.stringify(status);
      if (written.get(uid) === text) continue;
      const path = `/api/v1/namespaces/${pod.metadata.namespace}/pods/${pod.metadata.name}/status`;
      await api.json('PATCH', path, { metadata: { uid }, status }, 'application/merge-patch+json');
      written.set(uid, text);
    }
    await Promise.all([...sandboxes.keys()].filter((uid) => !alive.has(uid)).map(end));
  }, options.onError);
  loop.trigger();

  return {
    trigger: () => loop?.trigger(),
    setReady: (namespace, labels, ready) => {
      const key = JSON.stringify([namespace, labels]);
      if (ready) held.delete(key);
      else held.set(key, { namespace, labels });
      loop?.trigger();
    },
    stop: async () => {
      stopped = true;
      await loop?.stop();
      await Promise.all(stopping);
      await Promise.all([...sandboxes.keys()].map(end));
    },
  };
};
