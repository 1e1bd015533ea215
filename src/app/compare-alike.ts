/** Two sides as they were read, made alike: what only one of them can tell is no news. */
import { withAssumedPrometheus } from '../backends/prometheus-operator/assumed.ts';
import { relative } from '../compare/side.ts';
import type { Copies, Places } from '../io/files/index.ts';
import { realOf } from '../io/real-path.ts';
import { once } from '../kube/memo.ts';
import { keyOf, refOf } from '../kube/refs.ts';
import type { Gap, Snapshot } from '../model/index.ts';
import type { PlacedSide } from './at-changes.ts';
import type { Charts } from './compare-charts.ts';
import { isIn } from '../kube/path-in.ts';

/** One side, as it was read. */
export interface ReadSide {
  readonly title: string;
  readonly prefix: string;
  readonly outside?: NonNullable<PlacedSide['outside']>;
  readonly digest: (file: string) => string;
  readonly pathOf?: (file: string) => string;
  readonly shown: (file: string) => string;
  readonly snapshot: Snapshot & { readonly places?: Places };
  readonly copies: Copies;
  /** Of files: what is not read, and looks like no object. Where the other side has objects there, it is a gap. */
  readonly strangers: readonly Gap[];
  readonly listed: PlacedSide['listed'];
  readonly generated?: NonNullable<PlacedSide['generated']>;
  readonly charts?: Charts;
}

/** Both sides, each without what it cannot be compared in. `captured`: files that are of both. */
export function alike(base: ReadSide, head: ReadSide, captured: readonly string[]): readonly [ReadSide, ReadSide] {
  return alikeSeen(...assuming(...doubting(...without(base, head, captured))));
}

/** In a folder many a file is no manifest; one in whose place the other side has objects is one that was not read. */
function doubting(base: ReadSide, head: ReadSide): readonly [ReadSide, ReadSide] {
  const doubted = (side: ReadSide, other: ReadSide): ReadSide => {
    const held = once(() => [
      ...new Set(
        other.snapshot.objects.flatMap(({ origin }) => (origin.source === 'file' ? relative(other, origin.file) : [])),
      ),
    ]);
    const gaps = side.strangers.filter(({ origin }) => {
      const name = origin?.source === 'file' ? relative(side, origin.file) : undefined;
      return name !== undefined && held().some((file) => isIn(file, name));
    });
    return gaps.length === 0
      ? side
      : { ...side, snapshot: { ...side.snapshot, gaps: [...side.snapshot.gaps, ...gaps] } };
  };
  return [doubted(base, head), doubted(head, base)];
}

/** What running stacks say counts where both sides have it: else it would be news. */
function alikeSeen(base: ReadSide, head: ReadSide): readonly [ReadSide, ReadSide] {
  if (base.snapshot.observations && head.snapshot.observations) return [base, head];
  const unseen = (side: ReadSide): ReadSide => {
    const { observations: _, ...snapshot } = side.snapshot;
    return { ...side, snapshot };
  };
  return [unseen(base), unseen(head)];
}

/** Where neither side has anything that takes monitors, both get the same. */
function assuming(base: ReadSide, head: ReadSide): readonly [ReadSide, ReadSide] {
  const takes = ({ snapshot: { source, objects } }: ReadSide): boolean =>
    source !== 'files' || objects.some(({ kind }) => kind === 'Prometheus' || kind === 'PrometheusAgent');
  if (takes(base) || takes(head)) return [base, head];
  const assumed = (side: ReadSide): ReadSide => ({ ...side, snapshot: withAssumedPrometheus(side.snapshot) });
  return [assumed(base), assumed(head)];
}

export function folderOf(path: string): string {
  return path.endsWith('/') ? path : `${path}/`;
}

/** What git keeps elsewhere. */
export function submodule(file: string): Gap {
  const sentence = `${file} is a submodule, and not read.`;
  const origin = { source: 'file', file, document: 1, line: 1 } as const;
  return { reason: 'invalid', reads: { group: '', kind: '' }, sentence, origin };
}

/**
 * What is captured is one moment of the cluster. An object that only one of the sides has in its files is not in the other,
 * although the cluster had it.
 */
function without(base: ReadSide, head: ReadSide, captured: readonly string[]): readonly [ReadSide, ReadSide] {
  if (captured.length === 0) return [base, head];
  const known = new Map<string, string>();
  const real = (file: string): string => {
    const path = known.get(file) ?? realOf(file);
    known.set(file, path);
    return path;
  };
  const given = captured.map(realOf);
  // A file of one side that is captured is of both, also as the other one has it.
  const names = [base, head].flatMap((side) => {
    const folder = folderOf(realOf(side.prefix));
    return given.flatMap((path) => (path.startsWith(folder) ? path.slice(folder.length) : []));
  });
  const isAt = (file: string, paths: readonly string[]): boolean =>
    paths.some((path) => file === path || file.startsWith(folderOf(path)));
  const isCaptured = (side: ReadSide, file: string): boolean =>
    isAt(relative(side, file), names) || isAt(real(file), given);

  const own = (side: ReadSide): ReadonlySet<string> =>
    new Set(
      side.snapshot.objects
        .filter(({ origin }) => origin.source !== 'file' || !isCaptured(side, origin.file))
        .map((object) => keyOf(refOf(object))),
    );
  const [was, is] = [own(base), own(head)];
  const left = (side: ReadSide, mine: ReadonlySet<string>, others: ReadonlySet<string>): ReadSide => ({
    ...side,
    copies: new Map([...side.copies].map(([key, all]) => [key, all.filter(({ at }) => !isCaptured(side, at))])),
    snapshot: {
      ...side.snapshot,
      objects: side.snapshot.objects.filter((object) => {
        const key = keyOf(refOf(object));
        return mine.has(key) || !others.has(key);
      }),
    },
  });
  return [left(base, was, is), left(head, is, was)];
}
