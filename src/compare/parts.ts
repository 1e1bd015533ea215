/** What is told of a part of two worlds (copies in one folder), put together with what is told of the whole. */
import type { ChangedPart, Comparison, Unsettled } from '../model/index.ts';
import { groupBy } from '../kube/group.ts';
import { defined } from '../kube/json.ts';
import { keyOf } from '../kube/refs.ts';

/** A comparison in which each loss says that it is about the copies in one folder. */
export function ofCopies({ folder }: { readonly folder: string }, comparison: Comparison): Comparison {
  const said = <T extends Unsettled>(part: T): T => ({
    ...part,
    because: [...part.because, `That is so of the copies in ${folder}; the same objects stand elsewhere, too.`],
  });
  const { losses, unknown, appeared } = comparison;
  return { ...comparison, losses: losses.map(said), unknown: unknown.map(said), appeared: appeared.map(said) };
}

/**
 * One cluster that may be made of several copies, as the files do not tell: what is so with each of them is so, and what is
 * lost with some of them is not known.
 */
export function ofWays(
  name: string,
  ways: readonly { readonly folder: string | undefined; readonly comparison: Comparison }[],
): Comparison {
  const [first, ...others] = ways;
  if (!first) throw new Error('a cluster is made of something');
  if (others.length === 0) return first.comparison;
  const always = <T extends Part>(of: (comparison: Comparison) => readonly T[]): readonly T[] =>
    of(first.comparison).filter((part) =>
      others.every(({ comparison }) => of(comparison).some((other) => keyed(other) === keyed(part))),
    );
  const losses = always((comparison) => comparison.losses);
  const unknown = always((comparison) => comparison.unknown);
  const sure = new Set([...losses, ...unknown].map(keyed));
  const perhaps = ways.flatMap(({ folder = '', comparison }) =>
    [...comparison.losses, ...comparison.unknown]
      .filter((part) => !sure.has(keyed(part)))
      .map(({ object, was, place, summary }): Unsettled => ({
        ...defined({ object, was, place }),
        summary: `Which copies are applied to cluster ${name} is not known, so this may be lost there: ${summary}`,
        because: [`That is so with the copies in folders called ${folder}, and not with others.`],
        checks: [],
        remedy: 'Name the clusters in promwire.yaml (promwire init): each is then compared by its own files.',
      })),
  );
  const least = (count: (comparison: Comparison) => number): number =>
    Math.min(...ways.map(({ comparison }) => count(comparison)));
  return {
    ...first.comparison,
    losses,
    unknown: [...unknown, ...once(perhaps)],
    gains: always(({ gains }) => gains),
    appeared: always(({ appeared }) => appeared),
    gone: always(({ gone }) => gone),
    standing: { errors: least(({ standing }) => standing.errors), unknown: least(({ standing }) => standing.unknown) },
  };
}

/** Comparisons of several clusters as one: what is the same in several of them is told once, with their names. */
export function ofClusters(
  [first, ...others]: readonly { readonly name: string; readonly comparison: Comparison }[],
  { base, head }: Pick<Comparison, 'base' | 'head'>,
): Comparison {
  const all = first ? [first, ...others] : [];
  const joined = <T extends Part>(of: (comparison: Comparison) => readonly T[]): readonly T[] => {
    const groups = groupBy(
      all.flatMap(({ name, comparison }) => of(comparison).map((part) => ({ name, part, key: saidOf(part) }))),
      ({ key }) => key,
    );
    return [...groups.values()].map(inClusters);
  };
  const expected = joined((comparison) => comparison.expected ?? []);
  const unseen = joined((comparison) => comparison.unseen ?? []);
  const rerouted = joined((comparison) => comparison.rerouted ?? []);
  const sum = (count: (comparison: Comparison) => number): number =>
    all.reduce((total, { comparison }) => total + count(comparison), 0);
  return {
    base,
    head,
    clusters: all.map(({ name }) => name),
    losses: joined(({ losses }) => losses),
    ...(expected.length === 0 ? {} : { expected }),
    gains: joined(({ gains }) => gains),
    unknown: joined(({ unknown }) => unknown),
    appeared: joined(({ appeared }) => appeared),
    gone: joined(({ gone }) => gone),
    ...(rerouted.length === 0 ? {} : { rerouted }),
    ...(unseen.length === 0 ? {} : { unseen }),
    standing: { errors: sum(({ standing }) => standing.errors), unknown: sum(({ standing }) => standing.unknown) },
  };
}

type Part = Unsettled;

/** What is told of several clusters in one sentence: reasons and places that not all of them have are told with their names. */
function inClusters<T extends Part>(same: readonly { readonly name: string; readonly part: T }[]): T {
  const [first] = same;
  if (!first) throw new Error('a group has something in it');
  const clusters = [...new Set(same.map(({ name }) => name))];
  const only = (of: (part: T) => readonly string[]): readonly string[] => {
    const names = groupBy(
      same.flatMap(({ name, part }) => of(part).map((text) => ({ name, text }))),
      ({ text }) => text,
    );
    return [...names].map(([text, there]) => {
      const named = [...new Set(there.map(({ name }) => name))];
      return named.length === clusters.length ? text : `${named.join(', ')}: ${text}`;
    });
  };
  const places = only(({ place }) => (place ? [`at ${place.file}:${place.line}`] : []));
  const because = [...only((part) => part.because), ...(places.length > 1 ? places : [])];
  const targets = Math.max(...same.map(({ part }) => ('targets' in part ? Number(part.targets) : 0)));
  return { ...first.part, ...('targets' in first.part ? { targets } : {}), because, clusters };
}

function saidOf({ summary, object, by, checks }: Part): string {
  return JSON.stringify([summary, object && keyOf(object), by && keyOf(by), checks]);
}

function keyed({ summary, object, by, because, place }: Part): string {
  return JSON.stringify([summary, object && keyOf(object), by && keyOf(by), because, place]);
}

/** The whole, and what only parts lose. `more`: folders that were not looked at. */
export function withParts(whole: Comparison, parts: readonly Comparison[], more: readonly string[]): Comparison {
  if (parts.length + more.length === 0) return whole;
  const all = [whole, ...parts];
  const rerouted = once(all.flatMap((each) => each.rerouted ?? []));
  return {
    ...whole,
    losses: once(all.flatMap(({ losses }) => losses)),
    unknown: [
      ...once(all.flatMap(({ unknown }) => unknown)),
      ...more.map((folder) => ({
        summary: `What the change of the copies in ${folder} costs is not known: too many folders hold other copies of the same objects.`,
        because: [],
        checks: [],
        remedy: 'Name the clusters in promwire.yaml: each is then compared by itself.',
      })),
    ],
    appeared: once(all.flatMap(({ appeared }) => appeared)),
    ...(rerouted.length === 0 ? {} : { rerouted }),
    standing: {
      errors: whole.standing.errors,
      unknown: Math.max(...all.map(({ standing }) => standing.unknown)),
    },
  };
}

/** The same sentence about the same object is one, wherever it stands. */
function once<T extends Pick<ChangedPart, 'summary'> & Partial<ChangedPart>>(parts: readonly T[]): readonly T[] {
  const keyed = parts.map((part) => {
    const { summary, object, by } = part;
    return [JSON.stringify([summary, object && keyOf(object), by && keyOf(by)]), part] as const;
  });
  const first = new Map<string, T>();
  for (const [key, part] of keyed) if (!first.has(key)) first.set(key, part);
  const kept = new Set(first.values());
  return parts.filter((part) => kept.has(part));
}
