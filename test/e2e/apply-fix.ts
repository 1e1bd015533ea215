import type { Fix, Json, PatchField, Ref } from '../../src/model/index.ts';
import type { Bed } from '../bed/bed.ts';
import type { KubeThing } from '../bed/object.ts';

/*
 * Does what a fix says, with kubectl and nothing of promwire's own, so that a fix is proven by what it holds.
 */

const idOf = ({ apiVersion, kind, namespace, name }: Ref): Pick<KubeThing, 'apiVersion' | 'kind' | 'metadata'> => ({
  apiVersion,
  kind,
  metadata: { name, ...(namespace === undefined ? {} : { namespace }) },
});

/** One of the kinds that need nobody's decision; false for `advise` and what belongs to Helm or the operator. */
export const applyFix = async (bed: Bed, fix: Fix | undefined): Promise<boolean> => {
  switch (fix?.kind) {
    case 'patch':
      await rewrite(bed, fix.object, (object) => patched(object, fix.fields));
      return true;
    case 'labels':
      await rewrite(bed, fix.object, ({ metadata: { labels = {}, ...metadata }, ...rest }) => ({
        ...rest,
        metadata: {
          ...metadata,
          labels: Object.fromEntries(
            Object.entries({ ...labels, ...fix.set }).filter(([key]) => !fix.remove.includes(key)),
          ),
        },
      }));
      return true;
    case 'touch':
      await rewrite(bed, fix.object, ({ metadata, ...rest }) => ({
        ...rest,
        metadata: { ...metadata, labels: { ...metadata.labels, touched: 'yes' } },
      }));
      return true;
    case 'create':
    case 'rbac':
      await bed.apply(fix.manifests);
      return true;
    case 'delete':
      await bed.remove([idOf(fix.object)]);
      return true;
    default:
      return false;
  }
};

/** Reads an object, changes it and puts it back, as kubectl edit does. */
export const rewrite = async (bed: Bed, ref: Ref, change: (object: KubeThing) => KubeThing): Promise<void> => {
  const object = await bed.read(idOf(ref));
  if (object === undefined) throw new Error(`${ref.kind} ${ref.namespace ?? ''}/${ref.name} is gone`);
  const { status: _, metadata, ...rest } = change(object);
  // The operator writes the status at any moment: without the version a replacement is not refused for that.
  const { resourceVersion: __, ...named } = metadata;
  await bed.kubectl(['replace', '-f', '-'], JSON.stringify({ ...rest, metadata: named }));
};

const patched = (object: KubeThing, fields: readonly PatchField[]): KubeThing => {
  const copy = structuredClone(object) as unknown as Record<string, unknown>;
  for (const { path, becomes } of fields) put(copy, path, becomes);
  return copy as unknown as KubeThing;
};

const put = (target: unknown, [first = '', ...rest]: readonly string[], becomes: Json): void => {
  const holder = target as Record<string, unknown>;
  if (rest.length > 0) {
    holder[first] ??= {};
    put(holder[first], rest, becomes);
  } else if (becomes === null) delete holder[first];
  else holder[first] = becomes;
};
