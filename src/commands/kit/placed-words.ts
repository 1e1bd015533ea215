/** Objects that are named with their namespace, KIND/NS/NAME: the same as KIND/NAME with -n NS. */
import { PromwireError } from '../../errors.ts';
import { aliasOf, ALIASES } from '../../kube/kind-words.ts';
import { NAMESPACE } from './flag.ts';
import type { Arguments } from './flags.ts';

/** The arguments with the namespace as the flag that it is. Throws PromwireError 'usage' where two are named. */
export function withPlaces({ words, given }: Arguments): Arguments {
  const placed = words.map(placeOf);
  const [namespace, other] = new Set([
    ...given('namespace').filter((value) => value !== true),
    ...placed.flatMap((each) => each.namespace ?? []),
  ]);
  if (placed.every((each) => each.namespace === undefined) || namespace === undefined) return { words, given };
  if (other !== undefined)
    throw new PromwireError(
      'usage',
      `${words.join(' ')}: in two namespaces, ${namespace} and ${other}`,
      'Ask about one namespace at a time.',
    );
  return {
    words: placed.map(({ word }) => word),
    given: (flag) => (flag === 'namespace' ? [namespace] : given(flag)),
  };
}

function placeOf(word: string): { readonly word: string; readonly namespace?: string } {
  const [kind = '', namespace = '', name = '', ...more] = word.split('/');
  const isPlaced =
    Object.hasOwn(ALIASES, aliasOf(kind)) &&
    NAMESPACE.pattern.test(namespace) &&
    name !== '' &&
    more.length === 0 &&
    // "deploy" is the name of folders, too.
    !/\.(?:ya?ml|json)$/.test(name);
  return isPlaced ? { word: `${kind}/${name}`, namespace } : { word };
}
