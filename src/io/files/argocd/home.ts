/** Whether the source of an Application is the repository that is read, or another one. */
import { isKnownText } from '../releases/draft.ts';
import { nameOfRepository, repositoryOf } from './repository-url.ts';

/** A path of a repository that an Application names, as it is written. */
export interface Use {
  readonly address: string | undefined;
  readonly path: string;
}

/** `open`: why it cannot be told, as a sentence without its end. */
export type Whose = 'here' | 'elsewhere' | { readonly open: string };

/**
 * What tells it: the remotes of the checkout. Where none is known, or the name of the repository is the same in another place
 * (a fork, a mirror in the cluster), the path has to be there, and no other repository may have a path that is.
 */
export function whoseOf(
  remotes: readonly string[],
  uses: readonly Use[],
  isThere: (path: string) => boolean,
): (use: Use) => Whose {
  const own = new Set(remotes.flatMap((remote) => repositoryOf(remote) ?? []));
  const names = new Set([...own].map(nameOfRepository));
  const present = new Map<string, Use>();
  for (const use of uses)
    if (isThere(use.path) && isKnownText(use.address)) present.set(repositoryOf(use.address) ?? use.address, use);
  return ({ address, path }) => {
    if (address === undefined) return isThere(path) ? 'here' : 'elsewhere';
    if (!isKnownText(address))
      return { open: `the address ${shownAddress(address)} of its repository is put together elsewhere` };
    const repository = repositoryOf(address) ?? address;
    if (own.has(repository)) return 'here';
    if (own.size > 0 && !names.has(nameOfRepository(repository))) return 'elsewhere';
    if (!isThere(path)) return 'elsewhere';
    const [other] = [...present].filter(([one]) => one !== repository && (own.size === 0 || own.has(one)));
    if (!other) return 'here';
    const [, { address: theirs = '' }] = other;
    const open = `whether ${shownAddress(address)} is this repository is not known: it has ${path}, and paths of ${shownAddress(theirs)} are here, too`;
    return { open };
  };
}

/** Without what may be a credential in it. */
export function shownAddress(address: string | undefined): string {
  return (address ?? 'no repoURL').replace(/(?<=:\/\/)[^/@]*@/, '').slice(0, 200);
}
