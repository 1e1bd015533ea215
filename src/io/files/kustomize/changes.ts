/**
 * What a kustomization does to the objects that reach it. Source: kubernetes-sigs/kustomize api/types/kustomization.go,
 * api/types/labels.go; the order is that of api/internal/target/kusttarget_configplugin.go.
 */
import { posix } from 'node:path';
import {
  at,
  labelsAt,
  listAt,
  numberAt,
  objectAt,
  objectsAt,
  stringAt,
  stringsAt,
  isObject,
  trueAt,
} from '../../../kube/json.ts';
import { namesakeOf, targetOf, type Target } from '../../../kube/patch-target.ts';
import type { Json, JsonObject, LabelSetter, Labels } from '../../../model/index.ts';
import { readDocuments } from '../documents.ts';
import { replacedBy } from './replaced.ts';
import { ANNOTATIONS, METADATA, SELECTORS, templates, type Change, type Field } from './change.ts';

/** A kustomization, or what another tool gives to kustomize in its place. */
export interface Kustomizing {
  readonly raw: JsonObject;
  readonly folder: string;
  /** The file that it is in, as it is named in sentences. */
  readonly file: string;
  /** The way to it in its document: "spec." */
  readonly within: string;
  /** The texts of patches and the like, by their paths. */
  readonly texts: ReadonlyMap<string, string>;
}

/** The files that a kustomization reads patches and the like from. */
export function filesOf(raw: JsonObject, folder: string): readonly string[] {
  const paths = [
    ...['patches', 'patchesJson6902', 'replacements'].flatMap((field) =>
      objectsAt(raw, field).flatMap((entry) => stringAt(entry, 'path') ?? []),
    ),
    ...stringsAt(raw, 'configurations'),
    ...stringsAt(raw, 'patchesStrategicMerge').filter(isPath),
  ];
  return paths.map((path) => posix.join(folder, path));
}

/** Those of them that hold patches, and no objects of their own. */
export function patchFilesOf(raw: JsonObject, folder: string): readonly string[] {
  return filesOf({ ...raw, replacements: [], configurations: [] }, folder);
}

/** An entry of patchesStrategicMerge is a file, or a patch itself. */
const isPath = (entry: string): boolean => !/\n|^[{[]|^[\w-]+:\s/.test(entry);

/**
 * What it does, in its order. `put`: what a tool writes into the kustomization before it is built: its one value replaces
 * that of the kustomization, its lists and maps go behind.
 */
export function changesOf(kustomizing: Kustomizing, put?: Kustomizing): readonly Change[] {
  const both = put ? [kustomizing, put] : [kustomizing];
  const last = (field: string): string => both.map(({ raw }) => stringAt(raw, field) ?? '').findLast(Boolean) ?? '';
  const [namespace, prefix, suffix] = [last('namespace'), last('namePrefix'), last('nameSuffix')];
  const patches = (field: string): readonly Change[] =>
    both.flatMap((one) => objectsAt(one.raw, field).flatMap((entry, i) => patchOf(one, entry, `${field}[${i}]`)));
  return [
    ...both.flatMap((one) =>
      stringsAt(one.raw, 'patchesStrategicMerge').flatMap((entry, i) =>
        patchOf(one, isPath(entry) ? { path: entry } : { patch: entry }, `patchesStrategicMerge[${i}]`),
      ),
    ),
    ...patches('patches'),
    ...(namespace === '' ? [] : [{ does: 'move' as const, namespace }]),
    ...(prefix + suffix === '' ? [] : [{ does: 'rename' as const, prefix, suffix }]),
    ...labelsOf(put ? labelledBy(kustomizing, put) : kustomizing),
    ...patches('patchesJson6902'),
    ...both.flatMap(({ raw }) =>
      objectsAt(raw, 'replicas').map((entry) => ({
        does: 'scale' as const,
        name: stringAt(entry, 'name') ?? '',
        count: numberAt(entry, 'count') ?? 1,
      })),
    ),
    ...both.flatMap((one) => [...replacementsOf(one), ...transformersOf(one)]),
  ];
}

/** A kustomization with the labels of the other one, too. */
function labelledBy(kustomizing: Kustomizing, put: Kustomizing): Kustomizing {
  const both = [kustomizing.raw, put.raw];
  const map = (field: string): JsonObject =>
    Object.assign({}, ...both.map((raw) => labelsAt(raw, field))) as JsonObject;
  const labels = both.flatMap((raw) => objectsAt(raw, 'labels'));
  const [commonLabels, commonAnnotations] = [map('commonLabels'), map('commonAnnotations')];
  return { ...kustomizing, raw: { ...kustomizing.raw, labels, commonLabels, commonAnnotations } };
}

function labelsOf(kustomizing: Kustomizing): readonly Change[] {
  const { raw, folder, texts } = kustomizing;
  const configured = stringsAt(raw, 'configurations').flatMap((path) =>
    valuesIn(texts.get(posix.join(folder, path)) ?? '').flatMap((value) =>
      objectsAt(value, 'commonLabels').map(fieldOf),
    ),
  );
  const everywhere = [...METADATA, ...templates('labels'), ...SELECTORS, ...configured];
  const entries = objectsAt(raw, 'labels').map((entry, i): Change => {
    const some = trueAt(entry, 'includeTemplates') ? [...METADATA, ...templates('labels')] : METADATA;
    const fields = trueAt(entry, 'includeSelectors') ? everywhere : some;
    return {
      does: 'label',
      labels: labelsAt(entry, 'pairs'),
      fields: [...fields, ...fieldsOf(entry, 'fields')],
      at: setterOf(kustomizing, `labels[${i}].pairs`, ['labels', String(i), 'pairs']),
    };
  });
  const common = labelsAt(raw, 'commonLabels');
  const annotations = labelsAt(raw, 'commonAnnotations');
  return [
    ...entries.filter((entry) => !('labels' in entry && isEmpty(entry.labels))),
    ...(isEmpty(common)
      ? []
      : [
          {
            does: 'label' as const,
            labels: common,
            fields: everywhere,
            at: setterOf(kustomizing, 'commonLabels', ['commonLabels']),
          },
        ]),
    ...(isEmpty(annotations)
      ? []
      : [{ does: 'annotate' as const, annotations, fields: [...ANNOTATIONS, ...templates('annotations')] }]),
  ];
}

/** A field of it, where that is in a file as the path says: a tool has it in a field of its own. */
function setterOf({ file, within }: Kustomizing, field: string, path: readonly string[]): LabelSetter {
  return { by: `${within}${field} of ${file}`, file, document: 1, path: within === '' ? path : [] };
}

const isEmpty = (labels: Labels): boolean => Object.keys(labels).length === 0;

const fieldsOf = (entry: JsonObject, name: string): readonly Field[] => objectsAt(entry, name).map(fieldOf);

/** Source: api/types/fieldspec.go. */
function fieldOf(spec: JsonObject): Field {
  const [group, kind] = [stringAt(spec, 'group'), stringAt(spec, 'kind')];
  return {
    path: (stringAt(spec, 'path') ?? '').split('/'),
    ...(group === undefined ? {} : { group }),
    ...(kind === undefined ? {} : { kind }),
    create: trueAt(spec, 'create'),
  };
}

/** A patch by its text or its file; what cannot be read leaves open what it may be for. */
function patchOf(kustomizing: Kustomizing, entry: JsonObject, field: string): readonly Change[] {
  const { folder, texts } = kustomizing;
  const by = `${kustomizing.within}${field} of ${kustomizing.file}`;
  const path = stringAt(entry, 'path');
  const target = objectAt(entry, 'target');
  const text = path === undefined ? stringAt(entry, 'patch') : texts.get(posix.join(folder, path));
  const aimed = targetOf(target);
  if (text === undefined)
    return [
      { does: 'leave open', target: aimed, why: `${by} names ${path ?? 'a patch'}, which is not among the files` },
    ];
  const values = valuesIn(text);
  const setter =
    path === undefined
      ? setterOf(kustomizing, field, [...(/\w+/.exec(field) ?? []), /\d+/.exec(field)?.[0] ?? '', 'patch'])
      : { by, file: posix.join(folder, path), document: 1, path: [] };
  const operations = values.flatMap((value) => (Array.isArray(value) ? listAt({ value }, 'value') : []));
  if (operations.length > 0)
    return [{ does: 'edit', operations: operations.filter(isObject), target: aimed, by, at: setter }];
  const patches = values.filter(isObject);
  if (patches.length === 0)
    return text.trim() === '' ? [] : [{ does: 'leave open', target: aimed, why: `${by} cannot be read` }];
  const renames = trueAt(entry, 'options', 'allowNameChange') || trueAt(entry, 'options', 'allowKindChange');
  const keyed = at(kustomizing.raw, 'openapi', 'path') !== undefined;
  return patches.map((patch, i): Change =>
    renames || keyed
      ? {
          does: 'leave open',
          target: target ? aimed : exactly(patch),
          why: `${by} is merged into it by kustomize alone`,
        }
      : {
          does: 'merge',
          patch,
          by,
          at: path === undefined ? setter : { ...setter, document: i + 1 },
          ...(target ? { target: aimed } : {}),
        },
  );
}

function exactly(patch: JsonObject): Target {
  const { group, kind, name } = namesakeOf(patch);
  return { ...(group === '' ? {} : { group }), kind, name };
}

/** The documents of a text; of a broken one there are none. */
function valuesIn(text: string): readonly Json[] {
  const reads = [...readDocuments(text)];
  return reads.some(({ outcome }) => outcome === 'broken')
    ? []
    : reads.flatMap((read) => (read.outcome === 'value' ? [read.value] : []));
}

/** A value is copied into these objects from another one. */
function replacementsOf({ raw, folder, file, within, texts }: Kustomizing): readonly Change[] {
  return objectsAt(raw, 'replacements').flatMap((entry, i): readonly Change[] => {
    const why = `${within}replacements[${i}] of ${file} puts a value into it`;
    const path = stringAt(entry, 'path');
    const text = path === undefined ? undefined : texts.get(posix.join(folder, path));
    const read =
      text === undefined
        ? []
        : valuesIn(text).flatMap((value) => (isObject(value) ? value : listAt({ value }, 'value').filter(isObject)));
    const all = path === undefined ? [entry] : read;
    if (all.length === 0) return [{ does: 'leave open', target: {}, why }];
    // What is not there yet has no value to stand for one that is not known.
    const created = all
      .flatMap((one) => objectsAt(one, 'targets'))
      .filter((target) => trueAt(target, 'options', 'create'))
      .map((target): Change => ({ does: 'leave open', target: targetOf(at(target, 'select')), why }));
    return [
      ...created,
      ...replacedBy({ replacements: all }).map((replaced): Change => ({ does: 'replace', replaced })),
    ];
  });
}

function transformersOf({ raw, file, within }: Kustomizing): readonly Change[] {
  if (listAt(raw, 'transformers').length === 0) return [];
  return [{ does: 'leave open', target: {}, why: `${within}transformers of ${file} change it` }];
}
