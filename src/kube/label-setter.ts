/** Labels that an object gets after its own document. */
import type { KubeObject, LabelSetter } from '../model/index.ts';

/** What sets the label at this path of an object, where a change of its document would be to no avail. */
export function setterOf({ labelledBy = {} }: KubeObject, path: readonly string[]): LabelSetter | undefined {
  const [metadata, labels, key = ''] = path;
  return metadata === 'metadata' && labels === 'labels' && Object.hasOwn(labelledBy, key) ? labelledBy[key] : undefined;
}
