import type { Change, Json, KubeObject, Manifest, Ref, Stack } from '../model/index.ts';
import { analyse } from '../judge/analysis.ts';
import type { Analysis } from '../judge/analysis.ts';
import { keyOf, nameOf, refOf, title } from '../kube/refs.ts';
import { changeWorld } from '../world/world.ts';
import { toJson } from '../kube/json.ts';

/** The world as it would be after some changes, ready for questions. */
export function after(analysis: Analysis, changes: readonly Change[]): Analysis {
  const put = changes.flatMap((change): readonly KubeObject[] => {
    if (change.action === 'apply') return [manifestObject(analysis, change.manifest)];
    const object = analysis.world.get(change.object);
    return object ? [relabelled(object, change)] : [];
  });
  return analyse(changeWorld(analysis.world, put), analysis.rulebook);
}

/** Our own manifest as if it had been read. What the server would add (uid, status) nothing of ours asks for. */
function manifestObject(analysis: Analysis, manifest: Manifest): KubeObject {
  const { apiVersion, kind, metadata, ...body } = toJson(manifest) as unknown as Manifest & Record<string, Json>;
  const existing = analysis.world.get(refOf(manifest));
  return {
    apiVersion,
    kind,
    metadata: {
      ...existing?.metadata,
      ...metadata,
      labels: metadata.labels ?? {},
      annotations: metadata.annotations ?? {},
    },
    body,
    origin:
      analysis.world.snapshot.source === 'files'
        ? { source: 'file', file: '(plan)', document: 1, line: 1 }
        : { source: 'cluster' },
  };
}

function relabelled(object: KubeObject, change: Extract<Change, { action: 'set-labels' }>): KubeObject {
  const changed = new Map(change.labels.map(({ key, becomes }) => [key, becomes]));
  const kept = Object.entries(object.metadata.labels).filter(([key]) => !changed.has(key));
  const set = [...changed].flatMap(([key, value]) => (value === null ? [] : [[key, value] as const]));
  return { ...object, metadata: { ...object.metadata, labels: Object.fromEntries([...kept, ...set]) } };
}

/** What a plan breaks: pairs that were selected and no longer are, targets that one stack would scrape twice. */
export interface Harm {
  readonly object: Ref;
  readonly why: string;
}

export function harmOf(before: Analysis, then: Analysis): readonly Harm[] {
  return [...lost(before, then), ...doubled(before, then)];
}

function lost(before: Analysis, then: Analysis): readonly Harm[] {
  return before.stacks.flatMap((stack) => {
    const stackThen = sameStack(then, stack);
    return before
      .subjects()
      .filter((object) => stack.consumes.includes(object.kind) && before.selected(object, stack))
      .flatMap((object) => {
        const objectThen = then.world.get(refOf(object));
        const kept = stackThen && objectThen && then.selected(objectThen, stackThen);
        return kept
          ? []
          : [
              {
                object: refOf(object),
                why: `${title(stack.ref)} selects ${title(refOf(object))} now, and no longer would.`,
              },
            ];
      });
  });
}

function doubled(before: Analysis, then: Analysis): readonly Harm[] {
  return then.stacks.flatMap((stack) => {
    const stackBefore = sameStack(before, stack);
    const known = stackBefore ? before.scrapes(stackBefore).all() : new Map<string, readonly Ref[]>();
    const fresh = [...then.scrapes(stack).all()].filter(
      ([target, monitors]) => monitors.length > 1 && (known.get(target)?.length ?? 0) < monitors.length,
    );
    const byPair = new Map(fresh.map(([target, monitors]) => [monitors.map(keyOf).join(), { target, monitors }]));
    return [...byPair.values()].flatMap(({ target, monitors: [first, ...rest] }) =>
      first
        ? [
            {
              object: first,
              why: `${title(stack.ref)} would scrape ${target} twice, through ${[first, ...rest].map(nameOf).join(' and ')}.`,
            },
          ]
        : [],
    );
  });
}

export function sameStack(analysis: Analysis, stack: Stack): Stack | undefined {
  return analysis.stacks.find((candidate) => keyOf(candidate.ref) === keyOf(stack.ref));
}
