/** The branch that the files of a checkout are of, or are meant for. */
import { git } from './run.ts';

/** Commits by the whole names of branches and tags. */
export type Refs = ReadonlyMap<string, string>;

/** `at`: where git is asked. */
export async function refsIn(at: readonly string[], signal: AbortSignal): Promise<Refs> {
  const format = '--format=%(refname) %(objectname) %(*objectname)';
  const listed = await said(at, ['for-each-ref', format, 'refs/heads', 'refs/tags', 'refs/remotes'], signal);
  return new Map(
    listed.split('\n').flatMap((line) => {
      const [name = '', oid = '', commit = ''] = line.split(' ');
      return name === '' ? [] : [[name, commit === '' ? oid : commit] as const];
    }),
  );
}

export interface Branches {
  /** Will what is in the files here be that branch? `meant`: branches that the files are said to be for. */
  readonly isCurrent: (name: string, oid: string | undefined, meant: readonly string[]) => boolean;
}

const USUAL: readonly string[] = ['main', 'master'];

/**
 * A branch that is checked out, the one that it goes to, and the default branch of the remote: changes end up there. In CI it
 * is the target of the pull request, too; on no branch else that which was pushed, of which it is the newest commit, or into
 * which that was merged. Without a default branch it is main or master, unless the remote has that with another commit.
 */
export async function branchesHere(
  at: readonly string[],
  refs: Refs,
  env: NodeJS.ProcessEnv,
  signal: AbortSignal,
): Promise<Branches> {
  const head = shortOf(await said(at, ['symbolic-ref', '--quiet', 'HEAD'], signal));
  const upstream = head === '' ? '' : shortOf(await said(at, ['config', `branch.${head}.merge`], signal));
  const defaults = (
    await Promise.all(
      [...refs.keys()]
        .filter((name) => /^refs\/remotes\/[^/]+\/HEAD$/.test(name))
        .map(async (name) => shortOf(await said(at, ['symbolic-ref', '--quiet', name], signal))),
    )
  ).filter((name) => name !== '');
  const commits = await said(at, ['rev-list', '--parents', '--max-count=1', 'HEAD'], signal);
  const tips = commits.split(' ').slice(0, head === '' ? 2 : 1);
  const told = env['CI_DEFAULT_BRANCH'] ? [env['CI_DEFAULT_BRANCH']] : [];
  const known = defaults.length > 0 ? defaults : told;
  const named = new Set([head, upstream, ...known, ...targetsIn(env, head === '')].filter((one) => one !== ''));
  const hasRemote = [...refs.keys()].some((name) => name.startsWith('refs/remotes/'));
  const isUsual = (name: string): boolean => known.length === 0 && USUAL.includes(name);
  return {
    isCurrent: (name, oid, meant) => {
      if (named.has(name) || meant.includes(name)) return true;
      if (oid === undefined || !hasRemote) return isUsual(name);
      return (head === '' || isUsual(name)) && tips.includes(oid);
    },
  };
}

/**
 * What a pull request is merged into, else what was pushed. Sources: variables of GitHub Actions, GitLab CI, Azure Pipelines,
 * Jenkins, Bitbucket Pipelines, Buildkite.
 */
function targetsIn(env: NodeJS.ProcessEnv, isDetached: boolean): readonly string[] {
  const target =
    env['GITHUB_BASE_REF'] ||
    env['CI_MERGE_REQUEST_TARGET_BRANCH_NAME'] ||
    env['SYSTEM_PULLREQUEST_TARGETBRANCH'] ||
    env['CHANGE_TARGET'] ||
    env['BITBUCKET_PR_DESTINATION_BRANCH'] ||
    env['BUILDKITE_PULL_REQUEST_BASE_BRANCH'] ||
    (isDetached && env['GITHUB_REF_TYPE'] === 'branch' ? env['GITHUB_REF_NAME'] : undefined) ||
    (isDetached ? env['CI_COMMIT_BRANCH'] : undefined);
  return target ? [shortOf(target)] : [];
}

/** "refs/remotes/origin/main", "refs/heads/main" -> "main". */
export function shortOf(ref: string): string {
  return ref.trim().replace(/^refs\/(?:heads\/|remotes\/[^/]+\/)/, '');
}

async function said(at: readonly string[], words: readonly string[], signal: AbortSignal): Promise<string> {
  const answer = await git([...at, ...words], signal);
  return 'failed' in answer ? '' : answer.out.toString('utf8').trim();
}
