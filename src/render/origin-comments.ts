/** What stands above each object where it is printed as YAML: what it was made of. */
import { isObject } from '../kube/json.ts';
import type { CommentOf } from './yaml.ts';

/** `origins`: by the name of the object. */
export function originComments(origins: Readonly<Record<string, string>>): CommentOf {
  return (entry) => {
    const metadata = 'kind' in entry && 'metadata' in entry ? entry.metadata : undefined;
    const name = isObject(metadata) ? metadata['name'] : undefined;
    return typeof name === 'string' && Object.hasOwn(origins, name) ? origins[name] : undefined;
  };
}
