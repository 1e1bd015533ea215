import fs from 'node:fs/promises';
import path from 'node:path';
import type { Api } from './api.ts';
import { ApiFailure } from './api.ts';
import type { KubeThing } from './object.ts';
import type { Resources } from './resources.ts';
import { waitFor } from './wait.ts';

/** Written before the others, in this order, each step complete before the next. */
const FIRST = ['CustomResourceDefinition', 'Namespace'];
const AT_ONCE = 32;

export interface ApplyOptions {
  /** Field manager. When absent: `helm` for an object with Helm's label, else kubectl's own for what `by` says. */
  readonly manager?: string;
  /**
   * `apply`: server-side apply with force (the default). `create`: POST as `kubectl create` and Helm do it, which
   * leaves an Update entry in managedFields; an object that exists is an error. Faster for many objects.
   */
  readonly by?: 'apply' | 'create';
}

/** Runs `work` on every item, at most `AT_ONCE` at a time; the first failure ends it. */
const forEachAtOnce = async <T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> => {
  const queue = items.values();
  const worker = async (): Promise<void> => {
    for (const item of queue) await work(item);
  };
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, items.length) }, worker));
};

const withoutStatus = (object: KubeThing): unknown => {
  const { status: _status, ...rest } = object;
  return rest;
};

const managerOf = ({ metadata }: KubeThing, { by }: ApplyOptions): string => {
  if (metadata.labels?.['app.kubernetes.io/managed-by'] === 'Helm') return 'helm';
  return by === 'create' ? 'kubectl-create' : 'kubectl';
};

const applyOne = async (api: Api, resources: Resources, object: KubeThing, options: ApplyOptions): Promise<void> => {
  const manager = encodeURIComponent(options.manager ?? managerOf(object, options));
  const own = await resources.path(object);
  if (options.by === 'create') {
    await api.json(
      'POST',
      `${own.slice(0, own.lastIndexOf('/'))}?fieldManager=${manager}&fieldValidation=Strict`,
      withoutStatus(object),
    );
  } else {
    const query = `?fieldManager=${manager}&force=true&fieldValidation=Strict`;
    await api.json('PATCH', own + query, withoutStatus(object), 'application/apply-patch+yaml');
  }
  if (object['status'] !== undefined) {
    await api.json('PATCH', `${own}/status`, { status: object['status'] }, 'application/merge-patch+json');
  }
};

const established = async (api: Api, name: string): Promise<boolean> => {
  const crd = await api.json<{
    readonly status?: { readonly conditions?: readonly { readonly type: string; readonly status: string }[] };
  }>('GET', `/apis/apiextensions.k8s.io/v1/customresourcedefinitions/${name}`);
  return crd.status?.conditions?.some(({ type, status }) => type === 'Established' && status === 'True') ?? false;
};

const waitEstablished = async (api: Api, names: readonly string[]): Promise<void> => {
  await Promise.all(names.map((name) => waitFor(() => established(api, name), { what: `CRD ${name} established` })));
};

/** Writes the objects: CRDs and namespaces first, the rest at once. A `status` goes to the status subresource. */
export const applyAll = async (
  api: Api,
  resources: Resources,
  objects: readonly KubeThing[],
  options: ApplyOptions = {},
): Promise<void> => {
  for (const kind of FIRST) {
    const some = objects.filter((object) => object.kind === kind);
    await forEachAtOnce(some, (object) => applyOne(api, resources, object, options));
    if (kind === 'CustomResourceDefinition')
      await waitEstablished(
        api,
        some.map((object) => object.metadata.name),
      );
  }
  const rest = objects.filter((object) => !FIRST.includes(object.kind));
  await forEachAtOnce(rest, (object) => applyOne(api, resources, object, options));
};

/** Applies the CRD files of a folder as they are, without reading 4.5 MB of YAML here. */
export const applyCrdFolder = async (api: Api, folder: string): Promise<void> => {
  const files = (await fs.readdir(folder)).filter((name) => name.endsWith('.yaml'));
  const names = await Promise.all(
    files.map(async (file) => {
      const text = await fs.readFile(path.join(folder, file), 'utf8');
      const name = /^ {2}name: (\S+)$/m.exec(text)?.[1];
      if (name === undefined) throw new Error(`${file} has no metadata.name`);
      const own = `/apis/apiextensions.k8s.io/v1/customresourcedefinitions/${name}`;
      await api.json('PATCH', `${own}?fieldManager=kubectl&force=true`, text, 'application/apply-patch+yaml');
      return name;
    }),
  );
  await waitEstablished(api, names);
};

/** Deletes the objects; one that is not there is fine. */
export const deleteAll = async (api: Api, resources: Resources, objects: readonly KubeThing[]): Promise<void> => {
  await forEachAtOnce(objects, async (object) => {
    const answer = await api.request('DELETE', await resources.path(object));
    if (answer.status >= 400 && answer.status !== 404)
      throw new ApiFailure(answer.status, `DELETE ${object.kind} ${object.metadata.name}: ${answer.body}`);
  });
};
