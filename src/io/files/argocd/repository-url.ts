/** Addresses of Git repositories: which of them are the same one, however they are written. */

/** Hosts that serve the repositories of another one, over ssh on the port of https. */
const ALIASES: Readonly<Record<string, string>> = {
  'ssh.github.com': 'github.com',
  'www.github.com': 'github.com',
  'altssh.gitlab.com': 'gitlab.com',
  'altssh.bitbucket.org': 'bitbucket.org',
  'ssh.dev.azure.com': 'dev.azure.com',
  'vs-ssh.visualstudio.com': 'dev.azure.com',
};

/**
 * Host and path of a repository, without scheme, user, port and ".git", in small letters; undefined: the address leads to no
 * host, or has a part that another tool fills in.
 */
export function repositoryOf(address: string | undefined): string | undefined {
  const text = address?.trim() ?? '';
  if (text === '' || /\$\{|\{\{|[<>\s]/.test(text)) return undefined;
  const [, host = '', path = ''] =
    /^(?:git\+)?[a-z][a-z0-9+.-]*:\/\/(?:[^/@]*@)?(\[[^\]]*\]|[^/:]*)(?::\d*)?\/+([^?#]*)/i.exec(text) ??
    /^(?:[^/@:]+@)?([^/:@]+):(?!\/\/)\/*([^?#]*)/.exec(text) ??
    /^([^/:@]+\.[^/:@]+)\/([^?#]*)/.exec(text) ??
    [];
  const name = path
    .toLowerCase()
    .replaceAll(/\/{2,}/g, '/')
    .replace(/\/+$/, '')
    .replace(/\.git$/, '');
  if (host === '' || name === '') return undefined;
  const lower = host.toLowerCase();
  const home = Object.hasOwn(ALIASES, lower) ? (ALIASES[lower] ?? lower) : lower;
  // Azure has a version in front of one spelling, and a word in the middle of the other.
  const plain = home === 'dev.azure.com' ? name.replace(/^v\d+\//, '').replace('/_git/', '/') : name;
  return `${home}/${plain}`;
}

/** What the repository is called, without those around it. */
export const nameOfRepository = (repository: string): string => repository.split('/').at(-1) ?? '';
