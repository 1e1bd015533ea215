import { posix } from 'node:path';
import { check } from '../src/app/check.ts';
import { ofOneCluster } from '../src/app/destinations.ts';
import { withCharts } from '../src/backends/charts/index.ts';
import type { Chart } from '../src/io/helm.ts';
import type { Ran } from '../src/io/program.ts';
import { readFiles, type FilePorts, type FileSnapshot } from '../src/io/files/index.ts';
import type { Report } from '../src/model/index.ts';

/** A helm: what it makes of a chart. */
export type Template = (chart: Chart) => Ran;

/** A disk that holds these texts, with a kustomize that knows these folders. What is not there is refused as Node refuses it. */
function disk(
  files: Readonly<Record<string, string>>,
  builds: Readonly<Record<string, string>>,
  template?: Template,
  remotes: readonly string[] = [],
): FilePorts {
  const paths = Object.keys(files);
  const missing = (): Error => Object.assign(new Error('no such file'), { code: 'ENOENT' });
  const below = (folder: string): readonly string[] => paths.filter((path) => path.startsWith(`${folder}/`));
  return {
    isFolder: async (path) =>
      await (paths.includes(path)
        ? Promise.resolve(false)
        : below(path).length > 0
          ? Promise.resolve(true)
          : Promise.reject(missing())),
    list: async (folder) => {
      const names = new Map(
        below(folder).map((path) => {
          const [name = '', ...rest] = path.slice(folder.length + 1).split('/');
          return [name, rest.length > 0];
        }),
      );
      return await Promise.resolve([...names].map(([name, isFolder]) => ({ name, folder: isFolder })));
    },
    read: async (path) => {
      const text = Object.hasOwn(files, path) ? files[path] : undefined;
      return await (text === undefined ? Promise.reject(missing()) : Promise.resolve(Buffer.from(text)));
    },
    stdin: async () => await Promise.resolve(Buffer.from('')),
    build: async (folder) => await Promise.resolve(builds[folder]),
    ...(remotes.length > 0
      ? {
          checkout: async () =>
            await Promise.resolve({ remotes, below: (path) => posix.relative('repo', path) || '.' }),
        }
      : {}),
    ...(template ? { template: async (chart) => await Promise.resolve(template(chart)) } : {}),
  };
}

/**
 * A repository as `check --from repo` reads it, with the stacks that its charts will make. `builds`: what kustomize makes
 * of its folders; it refuses all others. `template`: the helm that renders its charts; absent: they are left as they are.
 * `remotes`: those of its checkout; absent: it is none.
 */
export async function repository(
  files: Readonly<Record<string, string>>,
  builds: Readonly<Record<string, string>> = {},
  template?: Template,
  remotes: readonly string[] = [],
): Promise<FileSnapshot> {
  const inside = (texts: Readonly<Record<string, string>>): Readonly<Record<string, string>> =>
    Object.fromEntries(Object.entries(texts).map(([path, text]) => [posix.join('repo', path), text]));
  return withCharts(ofOneCluster(await readFiles(['repo'], disk(inside(files), inside(builds), template, remotes))));
}

/** Each finding in one line: severity, check, kind and name, and the line where the field at fault stands. */
export function findings({ findings: all }: Pick<Report, 'findings'>): readonly string[] {
  return all.map(({ severity, check: id, object, origin }) => {
    const place = origin?.source === 'file' ? `${origin.file}:${origin.line}` : 'the cluster';
    return `${severity} ${id} ${object.kind} ${object.namespace ?? ''}/${object.name} ${place}`;
  });
}

/** "selected", "not-selected" … of an object and the first stack that consumes its kind. */
export async function verdicts(snapshot: FileSnapshot): Promise<Readonly<Record<string, string>>> {
  const { judgements } = await check(snapshot);
  return Object.fromEntries(
    judgements.map(({ object, verdict }) => [`${object.kind} ${object.namespace ?? ''}/${object.name}`, verdict]),
  );
}

/** What helm is told that the API server has. */
export const APIS = [
  'v1',
  ...['ServiceMonitor', 'PodMonitor', 'Probe', 'PrometheusRule'].map((kind) => `v1/${kind}`),
  'v1alpha1',
  ...['ScrapeConfig', 'AlertmanagerConfig'].map((kind) => `v1alpha1/${kind}`),
]
  .map((api) => `--api-versions monitoring.coreos.com/${api}`)
  .join(' ');
