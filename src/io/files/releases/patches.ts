/** What is done to the objects of a chart after Helm made them, which is not rendered here. */
import { isObject, stringAt } from '../../../kube/json.ts';
import { namesakeOf } from '../../../kube/patch-target.ts';
import type { Json, JsonObject, ReleasePatch } from '../../../model/index.ts';
import type { Change } from '../kustomize/change.ts';

/** The patches among these changes: which objects each may be for, and the fields that it sets. */
export function releasePatches(changes: readonly Change[]): readonly ReleasePatch[] {
  return changes.flatMap((change): readonly ReleasePatch[] => {
    switch (change.does) {
      case 'edit': {
        const paths = change.operations.map((operation) => (stringAt(operation, 'path') ?? '').split('/').slice(1));
        return [{ target: change.target, by: change.by, paths }];
      }
      case 'merge': {
        const { kind, name } = namesakeOf(change.patch);
        const { apiVersion: _version, kind: _kind, ...fields } = change.patch;
        return [{ target: change.target ?? { kind, name }, by: change.by, paths: pathsOf(fields) }];
      }
      case 'leave open':
        return [{ target: change.target, by: change.why, paths: [[]] }];
      default:
        return [];
    }
  });
}

/** The ways to the values of a patch; into a list none leads. */
function pathsOf(patch: JsonObject): readonly (readonly string[])[] {
  return Object.entries(patch).flatMap(([name, value]: [string, Json]) =>
    isObject(value) && Object.keys(value).length > 0 ? pathsOf(value).map((path) => [name, ...path]) : [[name]],
  );
}
