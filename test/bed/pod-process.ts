import fs from 'node:fs/promises';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { Api } from './api.ts';
import { programs } from './binaries.ts';
import type { ProgramName } from './binaries.ts';
import type { PodContext, Running } from './kubelet-standin.ts';
import { startLoop } from './loop.ts';
import type { Contents, PathMap } from './mounts.ts';
import { mapPaths, mount } from './mounts.ts';
import type { Pod } from './pod.ts';
import { startComponent } from './process.ts';
import { fillIn } from './prometheus-config.ts';
import { adaptWebConfig, loopbackRequest } from './web.ts';
import { waitFor } from './wait.ts';

const READY_TIMEOUT_MS = 30_000;
const SERVICE_ACCOUNT = '/var/run/secrets/kubernetes.io/serviceaccount';
const TOKEN_SECONDS = 86_400;

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
  /** False while the config reloader of that Pod is held back: it sees a change, and loads it later. */
  mayReload(pod: Pod): boolean;
}

/** How one program differs from the other. */
export interface PodProgram {
  readonly program: ProgramName;
  readonly port: number;
  /** The generated configuration's key in its Secret. */
  readonly configKey: string;
  /** The volume that holds it. */
  readonly configVolume: string;
  /** Arguments that replace those of the container of the same flag, or are added. */
  readonly overrides: (address: string, given: ReadonlyMap<string, string>) => readonly string[];
  /** Makes the configuration fit; `paths` are real, `account` is the folder of the ServiceAccount's files. */
  readonly adapt: (
    text: string,
    context: { readonly env: Readonly<Record<string, string>>; readonly paths: PathMap; readonly account: string },
  ) => string;
  /** Makes every other mounted file fit, in place, after each change. */
  readonly adaptFiles?: (paths: PathMap) => Promise<PathMap>;
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

const flagOf = (argument: string): string => argument.split('=', 1)[0] ?? argument;

/** Runs the real program of a Pod that the operator made, with its own arguments, and plays its config reloader. */
export const runPodProcess = async (
  around: PodSurroundings,
  one: PodProgram,
  { pod, container, address }: PodContext,
): Promise<Running> => {
  const dir = path.join(around.dir, 'pods', pod.metadata.uid ?? pod.metadata.name);
  const account = path.join(dir, 'serviceaccount');
  const env = envOf(pod, address);
  await writeServiceAccount(around, pod, account);

  let configText = '';
  const materialise = async (): Promise<{ readonly paths: PathMap; readonly changed: boolean }> => {
    const mounted = await mount(around.contents, pod, path.join(dir, 'volumes'));
    const plain: PathMap = [...mounted.paths, [SERVICE_ACCOUNT, account]];
    const paths = one.adaptFiles === undefined ? plain : await one.adaptFiles(plain);
    const zipped = await fs.readFile(path.join(dir, 'volumes', one.configVolume, `${one.configKey}.gz`));
    const text = one.adapt(gunzipSync(zipped).toString('utf8'), { env, paths, account });
    const changed = mounted.changed || text !== configText;
    configText = text;
    const file = args.get('--config.file');
    if (changed && file !== undefined) await fs.writeFile(mapPaths(file, paths), text, { mode: 0o600 });
    return { paths, changed };
  };

  const args = new Map(
    (container.args ?? []).map((argument) => [flagOf(argument), argument.slice(flagOf(argument).length + 1)]),
  );
  const { paths } = await materialise();
  const web = await adaptWebConfig(args.get('--web.config.file'), paths, dir);
  const webArgument = web === undefined ? [] : [`--web.config.file=${web.file}`];
  const overridden = [...one.overrides(address, args), ...webArgument];
  const kept = (container.args ?? []).filter(
    (argument) => !overridden.some((other) => flagOf(other) === flagOf(argument)),
  );
  const base = `${web?.tls === true ? 'https' : 'http'}://${address}:${one.port}${(args.get('--web.route-prefix') ?? '').replace(/\/$/, '')}`;
  const component = startComponent({
    name: `${pod.metadata.namespace}-${pod.metadata.name}`,
    command: programs().program(one.program),
    args: [...kept.map((argument) => mapPaths(fillIn(argument, env), paths)), ...overridden],
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

  const loop = startLoop(async () => {
    if (!around.mayReload(pod)) return;
    const { changed } = await materialise();
    if (!changed) return;
    const status = await loopbackRequest('POST', `${base}/-/reload`);
    // A configuration that it refuses stays refused until the next change: its own metrics and log say why.
    if (status !== 200) around.onError(new Error(`${pod.metadata.name}: reload answered ${status}`));
  }, around.onError);
  const unsubscribe = around.onContent(loop.trigger);
  loop.trigger();
  return {
    stop: async () => {
      unsubscribe();
      await loop.stop();
      await component.stop();
      await fs.rm(dir, { recursive: true, force: true });
    },
  };
};
