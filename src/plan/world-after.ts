import type { Change, Json, JsonObject, KubeObject, Manifest, PatchField, Stack } from '../model/index.ts';
import { analyse } from '../judge/analysis.ts';
import type { Analysis } from '../judge/analysis.ts';
import { TAKERS } from '../kube/kinds.ts';
import { keyOf, refOf } from '../kube/refs.ts';
import { changeWorld } from '../world/world.ts';
import { labelsAt, toJson } from '../kube/json.ts';
import { withField } from '../kube/object-fields.ts';

/** The world as it would be after some changes, ready for questions. */
export function after(analysis: Analysis, changes: readonly Change[]): Analysis {
  const put = changes.flatMap((change): readonly KubeObject[] => {
    if (change.action === 'apply') return [manifestObject(analysis, change.manifest)];
    if (change.action === 'remove') return [];
    const object = analysis.world.get(change.object);
    if (!object) return [];
    return [change.action === 'set-fields' ? withFields(object, change.fields) : relabelled(object, change)];
  });
  const removed = changes.flatMap((change) => (change.action === 'remove' ? [change.object] : []));
  return analyse(changeWorld(analysis.world, put, removed), analysis.rulebook);
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

function withFields(object: KubeObject, fields: readonly PatchField[]): KubeObject {
  const { labels, annotations } = object.metadata;
  const { metadata, ...body } = fields.reduce<Json>(
    (now, { path, becomes }) => withField(now, { path, becomes: becomes ?? undefined }),
    { ...object.body, metadata: { labels, annotations } },
  ) as JsonObject;
  const changed = { labels: labelsAt(metadata, 'labels'), annotations: labelsAt(metadata, 'annotations') };
  const { status: _status, ...unjudged } = body;
  // What the operator says of an object is about the spec that it saw; on a stack it also shows that an operator is there.
  const isStack = Object.values(TAKERS).flat().includes(object.kind);
  const again = !isStack && fields.some(({ path }) => path[0] === 'spec');
  return { ...object, metadata: { ...object.metadata, ...changed }, body: again ? unjudged : body };
}

function relabelled(object: KubeObject, change: Extract<Change, { action: 'set-labels' }>): KubeObject {
  const changed = new Map(change.labels.map(({ key, becomes }) => [key, becomes]));
  const kept = Object.entries(object.metadata.labels).filter(([key]) => !changed.has(key));
  const set = [...changed].flatMap(([key, value]) => (value === null ? [] : [[key, value] as const]));
  return { ...object, metadata: { ...object.metadata, labels: Object.fromEntries([...kept, ...set]) } };
}

/** The same stack in another world. */
export function sameStack(analysis: Analysis, stack: Stack): Stack | undefined {
  return analysis.stacks.find((candidate) => keyOf(candidate.ref) === keyOf(stack.ref));
}
