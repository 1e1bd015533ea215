/** The application that a profile file is about. */
import { PromwireError } from '../../errors.ts';
import { list } from '../../io/kube/list.ts';
import type { Kube } from '../../io/kube/connect/open.ts';
import type { Analysis } from '../../judge/analysis.ts';
import { gapText } from '../../kube/gap-text.ts';
import { asObject, stringAt } from '../../kube/json.ts';
import { groupOf } from '../../kube/refs.ts';
import { findResource } from '../../kube/resources.ts';
import { hasLabels } from '../../kube/service.ts';
import type { ApplicationDetect, NamedObject } from '../../model/index.ts';
import type { ProfileFile } from './read.ts';

/** As the objects of that kind are read. */
function apiVersionOf({ kind }: ApplicationDetect): string {
  return kind === 'Service' || kind === 'Pod' ? 'v1' : 'apps/v1';
}

function named(detect: ApplicationDetect, name: string): NamedObject {
  return { apiVersion: apiVersionOf(detect), kind: detect.kind, name, word: `${detect.kind.toLowerCase()}/${name}` };
}

/**
 * The object of a file among those read; by its name where the file has one, else the only one with its labels. Throws
 * PromwireError: 'usage' (several), 'failed' (none).
 */
export function objectDescribed(
  analysis: Analysis,
  described: ProfileFile,
  namespace: string | undefined,
): NamedObject {
  const { detect } = described.file;
  if (detect.name !== undefined) return named(detect, detect.name);
  const found = analysis.world
    .all(groupOf(apiVersionOf(detect)), detect.kind)
    .filter((object) => namespace === undefined || object.metadata.namespace === namespace)
    .filter((object) => hasLabels(object.metadata.labels, detect.labels ?? {}));
  return only(
    described,
    found.map(({ metadata }) => metadata.name),
  );
}

/** The same in a cluster of which nothing was read. Throws also PromwireError 'forbidden', and what Kube.request throws. */
export async function objectIn(
  kube: Kube,
  described: ProfileFile,
  namespace: string | undefined,
  signal: AbortSignal,
): Promise<NamedObject> {
  const { detect } = described.file;
  if (detect.name !== undefined) return named(detect, detect.name);
  const resource = findResource(groupOf(apiVersionOf(detect)), detect.kind);
  if (!resource) throw new Error(`no resource ${detect.kind}`);
  const labelSelector = Object.entries(detect.labels ?? {})
    .map(([key, value]) => `${key}=${value}`)
    .join(',');
  const answer = await list(kube, resource, {
    labelSelector,
    metadataOnly: true,
    ...(namespace === undefined ? {} : { namespace }),
    signal,
  });
  if (answer.kind === 'gap')
    throw new PromwireError('forbidden', gapText(answer.gap), 'Give its name in the file: detect.name.');
  const names = answer.items.flatMap((item) => stringAt(asObject(item['metadata']), 'name') ?? []);
  return only(described, names);
}

function only({ path, file: { detect } }: ProfileFile, names: readonly string[]): NamedObject {
  const [first, second] = names;
  const which = Object.entries(detect.labels ?? {})
    .map(([key, value]) => `${key}=${value}`)
    .join(',');
  if (first === undefined)
    throw new PromwireError(
      'failed',
      `--profile ${path}: there is no ${detect.kind} with the labels ${which}`,
      'See detect in the file; -n names another namespace.',
    );
  if (second !== undefined)
    throw new PromwireError(
      'usage',
      `--profile ${path}: several ${detect.kind} objects have the labels ${which}: ${names.join(', ')}`,
      'Add detect.name to the file, or name the namespace with -n.',
    );
  return named(detect, first);
}
