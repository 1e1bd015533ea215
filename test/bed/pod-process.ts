import fs from 'node:fs/promises';
import path from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import type { Api } from './api.ts';
import { programs } from './binaries.ts';
import type { ProgramName } from './binaries.ts';
import type { PodContext, Running } from './kubelet-standin.ts';
import { startLoop } from './loop.ts';
import type { Contents, PathMap } from './mounts.ts';
import { mapPaths, mount, mountPaths } from './mounts.ts';
import type { Container, Pod } from './pod.ts';
import type { Component } from './process.ts';
import { startComponent } from './process.ts';
import { fillIn } from './prometheus-config.ts';
import { adaptWebConfig, loopbackRequest } from './web.ts';
import { waitFor } from './wait.ts';

const READY_TIMEOUT_MS = 30_000;
const SERVICE_ACCOUNT = '/var/run/secrets/kubernetes.io/serviceaccount';
const TOKEN_SECONDS = 86_400;
/** A reloader waits a second for further changes, and five after a refusal. */
const QUICKLY = ['--delay-interval=50ms', '--retry-interval=1s'] as const;
/**
 * A configuration that is refused is offered again for this long before the next one is read (thanos v0.42.2
 * pkg/reloader/reloader.go:335, 401): three minutes, unless said. The one of the init container, 0, means once.
 */
const WATCH_INTERVAL = '--watch-interval';

/** What every process that plays a Pod needs of the bed. */
export interface PodSurroundings {
  readonly api: Api;
  readonly url: string;
  readonly ca: string;
  readonly dir: string;
  readonly contents: Contents;
  /** Calls `listener` after each change of a Secret or ConfigMap; returns what ends that. */
  onContent(listener: () => void): () => void;
  readonly onError: (error: unknown) => void;
  /** False while changes are kept from that Pod: a kubelet may take a minute to bring them. */
  mayReload(pod: Pod): boolean;
}

/** How one program differs from the other. */
export interface PodProgram {
  readonly program: ProgramName;
  readonly port: number;
  /** Arguments that replace those of the container of the same flag, or are added. */
  readonly overrides: (address: string, given: ReadonlyMap<string, string>) => readonly string[];
  /** Makes the generated configuration fit; `paths` are real, `account` is the folder of the ServiceAccount's files. */
  readonly adapt: (text: string, context: { readonly paths: PathMap; readonly account: string }) => string;
  /** Makes any other mounted file fit. */
  readonly adaptFile?: (inside: string, content: Buffer) => Buffer;
}

/** The Pod's own token, by the API that a kubelet uses. */
const writeServiceAccount = async (around: PodSurroundings, pod: Pod, folder: string): Promise<void> => {
  const name = pod.spec.serviceAccountName ?? 'default';
  const accounts = `/api/v1/namespaces/${pod.metadata.namespace}/serviceaccounts`;
  const body = {
    apiVersion: 'authentication.k8s.io/v1',
    kind: 'TokenRequest',
    spec: { expirationSeconds: TOKEN_SECONDS },
  };
  const answer = await around.api.json<{ readonly status: { readonly token: string } }>(
    'POST',
    `${accounts}/${name}/token`,
    body,
  );
  await fs.mkdir(folder, { recursive: true });
  await fs.writeFile(path.join(folder, 'token'), answer.status.token, { mode: 0o600 });
  await fs.writeFile(path.join(folder, 'ca.crt'), around.ca);
  await fs.writeFile(path.join(folder, 'namespace'), pod.metadata.namespace ?? '');
};

const envOf = (pod: Pod, address: string): Readonly<Record<string, string>> => {
  const entries = pod.spec.containers
    .flatMap(({ env }) => env ?? [])
    .flatMap(({ name, value, valueFrom }) => {
      if (value !== undefined) return [[name, value] as const];
      if (valueFrom?.fieldRef?.fieldPath === 'metadata.name') return [[name, pod.metadata.name] as const];
      if (valueFrom?.fieldRef?.fieldPath === 'metadata.namespace')
        return [[name, pod.metadata.namespace ?? ''] as const];
      if (valueFrom?.fieldRef?.fieldPath === 'status.podIP') return [[name, address] as const];
      return [];
    });
  return Object.fromEntries(entries);
};

const isReloader = ({ image = '' }: Container): boolean => image.includes('prometheus-config-reloader:');

const flagOf = (argument: string): string => argument.split('=', 1)[0] ?? argument;

const argsOf = ({ args = [] }: Container): ReadonlyMap<string, string> =>
  new Map(args.map((argument) => [flagOf(argument), argument.slice(flagOf(argument).length + 1)]));

/** The arguments of a container as they are outside of it: paths that are there, and flags that replace its own. */
const outside = (
  { args = [] }: Container,
  context: { readonly env: Readonly<Record<string, string>>; readonly paths: PathMap },
  overrides: readonly string[],
): readonly string[] => {
  const kept = args.filter((argument) => !overrides.some((other) => flagOf(other) === flagOf(argument)));
  return [...kept.map((argument) => mapPaths(fillIn(argument, context.env), context.paths)), ...overrides];
};

/** Waits until a program that runs once has ended. */
const ended = async (component: Component): Promise<void> => {
  await waitFor(() => !component.running(), { what: `${component.name} done`, timeoutMs: READY_TIMEOUT_MS });
};

/**
 * Runs the real program of a Pod that the operator made, and its real config reloaders, with their own arguments. The
 * files they read are adapted before the reloader sees them.
 */
export const runPodProcess = async (
  around: PodSurroundings,
  one: PodProgram,
  { pod, container, address }: PodContext,
): Promise<Running> => {
  const dir = path.join(around.dir, 'pods', pod.metadata.uid ?? pod.metadata.name);
  const volumes = path.join(dir, 'volumes');
  const account = path.join(dir, 'serviceaccount');
  const name = `${pod.metadata.namespace}-${pod.metadata.name}`;
  const paths: PathMap = [...mountPaths(pod, volumes), [SERVICE_ACCOUNT, account]];
  const context = { env: envOf(pod, address), paths };
  const adapt = (inside: string, content: Buffer): Buffer => {
    if (inside.endsWith('.yaml.gz'))
      return gzipSync(one.adapt(gunzipSync(content).toString('utf8'), { paths, account }));
    return one.adaptFile?.(inside, content) ?? content;
  };
  const materialise = (): Promise<void> => mount(around.contents, pod, volumes, adapt);

  await writeServiceAccount(around, pod, account);
  await materialise();
  const args = argsOf(container);
  const web = await adaptWebConfig(args.get('--web.config.file'), paths, dir);
  const base = `${web?.tls === true ? 'https' : 'http'}://${address}:${one.port}${(args.get('--web.route-prefix') ?? '').replace(/\/$/, '')}`;
  const reload = (given: Container, role: string): Component =>
    startComponent({
      name: `${name}-${role}`,
      command: programs().program('prometheus-config-reloader'),
      args: outside(given, context, [
        `--listen-address=${address}:8080`,
        `--reload-url=${base}/-/reload`,
        ...QUICKLY,
        ...(argsOf(given).has(WATCH_INTERVAL) ? [] : [`${WATCH_INTERVAL}=10s`]),
        ...(web === undefined || !argsOf(given).has('--web-config-file') ? [] : [`--web-config-file=${web.file}`]),
      ]),
      env: context.env,
      logDir: around.dir,
    });

  for (const given of (pod.spec.initContainers ?? []).filter(isReloader)) await ended(reload(given, given.name));
  const component = startComponent({
    name,
    command: programs().program(one.program),
    args: outside(container, context, [
      ...one.overrides(address, args),
      ...(web === undefined ? [] : [`--web.config.file=${web.file}`]),
    ]),
    logDir: around.dir,
  });

  const waitReady = waitFor(
    async () => !component.running() || (await loopbackRequest('GET', `${base}/-/ready`)) === 200,
    { what: `${pod.metadata.name} ready`, timeoutMs: READY_TIMEOUT_MS },
  );
  try {
    await waitReady;
    if (!component.running()) throw new Error(`${pod.metadata.name} ended while starting`);
  } catch (error) {
    await component.stop();
    throw new Error(`${String(error)}\n${component.tail()}`, { cause: error });
  }

  const reloaders = pod.spec.containers.filter(isReloader).map((given) => reload(given, given.name));
  const loop = startLoop(async () => {
    if (around.mayReload(pod)) await materialise();
  }, around.onError);
  const unsubscribe = around.onContent(loop.trigger);
  loop.trigger();
  return {
    stop: async () => {
      unsubscribe();
      await loop.stop();
      await Promise.all([component, ...reloaders].map((each) => each.stop()));
      await fs.rm(dir, { recursive: true, force: true });
    },
  };
};
