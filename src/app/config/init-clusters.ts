/** Folders of a repository that are of one cluster each, and what each of these takes from it. */

/** Folders whose folders are called as clusters are; the first of them that has several counts. */
const FAMILIES: readonly string[] = ['clusters', 'environments', 'envs', 'overlays'];
/** What is of all of them. */
const SHARED = /^(?:_.*|all|base|bases|common|components|config|default|defaults|global|lib|shared|templates?)$/i;
const NAME = /^[a-zA-Z0-9](?:[a-zA-Z0-9.-]{0,61}[a-zA-Z0-9])?$/;

/** What environments are called, alone or in a name: "prod", "rd-staging", "eu-dev". */
const ENVIRONMENT =
  /(?:^|[-._])(?:dev|devel|development|test|testing|qa|uat|int|integration|stag|stage|staging|stg|pre-?prod|prod|prd|production|live|sandbox)(?:$|[-._\d])/i;

/** What they are called; none where there is no more than one. `files`: paths from the root of the repository. */
export function clusterNames(files: readonly string[]): readonly string[] {
  return familyOf(files, (count) => count > 1);
}

/** The one that there is; undefined: none, or several. */
export function onlyCluster(files: readonly string[]): string | undefined {
  const names = familyOf(files, (count) => count > 0);
  return names.length === 1 ? names[0] : undefined;
}

/** The names of the first family that has enough of them. */
function familyOf(files: readonly string[], isEnough: (count: number) => boolean): readonly string[] {
  for (const family of FAMILIES) {
    const found = files.flatMap((file) => namesIn(file, family));
    const names = new Set(found.map(({ name }) => name));
    if (isEnough(names.size) && (family !== 'overlays' || areClusters(found)))
      return [...names].toSorted((a, b) => (a < b ? -1 : 1));
  }
  return [];
}

interface Named {
  readonly name: string;
  /** The folder of the family that it is in. */
  readonly within: string;
}

/**
 * Overlays of kustomize may be ways to install something ("istio", "standalone"), too: they are clusters where several are called
 * as environments are, or where most of what has overlays has the same ones.
 */
function areClusters(found: readonly Named[]): boolean {
  const places = new Map<string, Set<string>>();
  for (const { name, within } of found) places.set(name, (places.get(name) ?? new Set()).add(within));
  const homes = new Set(found.map(({ within }) => within)).size;
  const environments = [...places.keys()].filter((name) => ENVIRONMENT.test(name));
  return environments.length > 1 || [...places.values()].every(({ size }) => size * 2 > homes);
}

function namesIn(file: string, family: string): readonly Named[] {
  const parts = file.split('/');
  return parts.slice(0, -2).flatMap((part, i) => {
    const name = parts[i + 1] ?? '';
    const within = parts.slice(0, i + 1).join('/');
    return part === family && NAME.test(name) && !SHARED.test(name) ? [{ name, within }] : [];
  });
}

/** Those of a cluster: in its folders, wherever these are, and in no other one's. */
export function filesOfCluster(files: readonly string[], name: string, names: readonly string[]): readonly string[] {
  const others = new Set(names.filter((one) => one !== name));
  return files.filter((file) => !file.split('/').some((part) => others.has(part.replace(/\.(?:ya?ml|json)$/i, ''))));
}

/** The outermost folders that hold some of these files and no other one of `all`, and files next to others. */
export function pathsAround(files: readonly string[], all: readonly string[]): readonly string[] {
  const kept = new Set(files);
  const around = (above: string): readonly string[] => {
    const children = new Map<string, string[]>();
    for (const file of all.filter((one) => one.startsWith(above))) {
      const [first = '', ...rest] = file.slice(above.length).split('/');
      const child = `${above}${first}`;
      children.set(child, [...(children.get(child) ?? []), ...(rest.length > 0 ? [file] : [])]);
    }
    return [...children].flatMap(([child, below]) => {
      if (below.length === 0) return kept.has(child) ? [child] : [];
      const own = below.filter((file) => kept.has(file));
      return own.length === 0 ? [] : own.length === below.length ? [child] : around(`${child}/`);
    });
  };
  return around('').toSorted((a, b) => (a < b ? -1 : 1));
}
