import { at, isObject, objectsAt, stringsAt } from '../kube/json.ts';
import { MAKERS, OWN } from '../kube/makers.ts';
import type { Made, Maker } from '../kube/maker.ts';
import { POD_TEMPLATES } from '../kube/pod-templates.ts';
import { mayShare, refOf, title } from '../kube/refs.ts';
import type { Json, KubeObject, Labels } from '../model/index.ts';
import type { World } from './world.ts';

/** Something that is asked for and not there. */
export interface Sought {
  readonly kind: Made['kind'];
  /** Where it may be. */
  readonly places: 'any' | readonly string[];
  readonly name?: string;
  readonly labels?: Labels;
}

/** What makes an object that no file brings: "the API server", "ExternalSecret shop/db"; undefined where nothing that is known does. */
export function madeElsewhere(world: World, sought: Sought): string | undefined {
  const own = OWN.find((row) => isWithin(row.namespace, sought) && fits({ ...row }, sought, undefined));
  return own?.by ?? byJob(world, sought) ?? byObject(world, sought);
}

function byObject(world: World, sought: Sought): string | undefined {
  for (const maker of MAKERS) {
    const object = world
      .all(maker.group, maker.kind)
      .find((each) => isIn(maker, each, sought) && maker.makes.some((made) => fits(made, sought, each)));
    if (object) return title(refOf(object));
  }
  return undefined;
}

/** Charts have Jobs that make a Secret, and name it in an argument (kube-webhook-certgen: --secret-name). */
function byJob(world: World, { kind, name, places }: Sought): string | undefined {
  if (kind !== 'Secret' || name === undefined) return undefined;
  for (const { group, kind: workload, path } of POD_TEMPLATES) {
    if (group !== 'batch') continue;
    const job = world
      .all(group, workload)
      .find(
        (each) =>
          isWithin(each.metadata.namespace ?? '', { places }) &&
          objectsAt(each.body, ...path, 'spec', 'containers').some((container) => names(container, name)),
      );
    if (job) return title(refOf(job));
  }
  return undefined;
}

function names(container: Json, secret: string): boolean {
  const args = stringsAt(container, 'args');
  return args.some(
    (arg, i) => arg === `--secret-name=${secret}` || (arg === '--secret-name' && args[i + 1] === secret),
  );
}

function isIn(maker: Maker, { metadata }: KubeObject, sought: Sought): boolean {
  return maker.anywhere === true || isWithin(metadata.namespace ?? '', sought);
}

function isWithin(namespace: string, { places }: Pick<Sought, 'places'>): boolean {
  return places === 'any' || namespace === '*' || places.some((place) => mayShare(place, namespace));
}

function fits(made: Made, { kind, name, labels }: Sought, maker: KubeObject | undefined): boolean {
  if (made.kind !== kind) return false;
  if (name !== undefined) return (made.names ?? []).some((pattern) => matches(pattern, name, maker));
  const pairs = Object.entries(labels ?? {}).flatMap(([key, value]) => {
    const pattern = made.labels?.[key];
    return pattern === undefined ? [] : [matches(pattern, value, maker)];
  });
  return pairs.length > 0 && pairs.every(Boolean);
}

/** Does a text have the form of a pattern, with the fields of the object that makes it filled in? */
function matches(pattern: string, text: string, maker: KubeObject | undefined): boolean {
  return filledIn(pattern, maker).some((filled) => {
    const parts = filled.split('*');
    if (parts.length === 1) return filled === text;
    const [first = '', ...rest] = parts;
    const last = rest.at(-1) ?? '';
    return text.length >= first.length + last.length && text.startsWith(first) && text.endsWith(last);
  });
}

function filledIn(pattern: string, maker: KubeObject | undefined): readonly string[] {
  const hole = /\{([^}]+)\}/.exec(pattern);
  if (!hole) return [pattern];
  const path = hole[1] ?? '';
  const values = !maker ? [] : path === 'name' ? [maker.metadata.name] : textsAt(maker.body, path.split('.'));
  return values.filter((value) => value !== '').map((value) => pattern.replace(hole[0], value));
}

/** The texts at a path; a list on the way stands for each of its entries. */
function textsAt(value: Json | undefined, path: readonly string[]): readonly string[] {
  if (Array.isArray(value)) return (value as readonly Json[]).flatMap((each) => textsAt(each, path));
  const [first, ...rest] = path;
  if (first === undefined) return typeof value === 'string' ? [value] : [];
  return isObject(value) ? textsAt(at(value, first), rest) : [];
}
