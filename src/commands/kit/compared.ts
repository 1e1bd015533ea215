/** The two sides that the words of compare name. */
import { resolve } from 'node:path';
import type { State } from '../../app/compare-clusters.ts';
import { LIVE, sourceOf } from '../../app/compare.ts';
import { chooseCluster } from '../../app/config/choose.ts';
import type { ChosenCluster } from '../../app/config/choose.ts';
import { CONFIG, VARIABLE } from '../../app/config/file-name.ts';
import { readConfig } from '../../app/config/read.ts';
import { findUpward } from '../../io/files/repository.ts';
import type { Source } from '../../app/compare.ts';
import { observe } from '../../app/observe.ts';
import { GRAFANA } from '../../app/propose.ts';
import { PromwireError } from '../../errors.ts';
import type { Worktree } from '../../io/git/revision.ts';
import type { Context } from './command.ts';
import type { Flags } from './flags.ts';
import { filled, openCluster, readWithProgress } from './source.ts';

type Asked = Context & {
  readonly flags: Flags<'kubeconfig' | 'context' | 'namespace' | 'captured' | 'config' | 'noConfig' | 'cluster'>;
  readonly subject: readonly string[];
};

interface Sides {
  readonly base: Source;
  readonly head: Source;
  /** Both are whole states of a repository with a promwire.yaml, which is at `config`. */
  readonly states?: readonly [State, State];
  readonly config: string;
  /** What promwire.yaml expects of the cluster that was named. */
  readonly cluster: Pick<ChosenCluster, 'mayGo' | 'excuses'>;
}

/** Throws PromwireError 'usage'. */
export async function sidesOf(invocation: Asked): Promise<Sides> {
  const { flags, env } = invocation;
  const { noConfig, captured, cluster: name, config: file } = flags;
  const isNamed = file !== undefined || name !== undefined;
  if (isNamed && (noConfig || captured.length > 0))
    throw usage(
      `${file === undefined ? '--cluster' : '--config'} with ${noConfig ? '--no-config' : '--captured'}: one or the other says what is read`,
      'Leave one of them out.',
    );
  const config = noConfig || captured.length > 0 ? '' : (file ?? env[VARIABLE] ?? (await findUpward(CONFIG)) ?? '');
  if (name !== undefined && config === '')
    throw usage(`--cluster ${name}: no ${CONFIG} is here`, 'Name one with --config.');
  // Of sides that are no states of the repository it tells what is expected, where a cluster is named.
  const words = await wordsOf(invocation);
  const states = config === '' ? undefined : statesOf(words);
  if (states || !isNamed)
    return { ...words, ...(states ? { states } : {}), config, cluster: { mayGo: [], excuses: [] } };
  const cluster = await chooseCluster(await readConfig(config), name);
  const context = flags.context ?? (flags.kubeconfig === undefined ? cluster.context : undefined);
  const asked = { ...invocation, flags: { ...flags, ...(context === undefined ? {} : { context }) } };
  const [base, head] = [words.base, words.head].map((side) => (side.kind === 'live' ? live(asked) : side));
  return { base: base ?? words.base, head: head ?? words.head, config, cluster };
}

/** A commit and the working tree, or two commits, each as a whole. */
function statesOf({ base, head }: Pick<Sides, 'base' | 'head'>): readonly [State, State] | undefined {
  if (!isWhole(base)) return undefined;
  if (isWhole(head)) return [base, head];
  const { worktree } = base.revision;
  if (head.kind !== 'path' || !worktree || resolve(head.path) !== resolve(worktree.path)) return undefined;
  return [base, { kind: 'path', ...whole(worktree), path: head.path }];
}

/** What a sparse checkout leaves out would be taken for removed. */
function whole(worktree: Worktree): Worktree {
  const { path, absent } = worktree;
  const missing = absent.filter((file) => path === worktree.root || file.startsWith(`${path}/`));
  const [first = ''] = missing;
  if (missing.length === 0) return worktree;
  throw usage(
    `this is a sparse checkout: ${missing.length} files of the repository are not in the working tree, such as ${first}`,
    'Compare two revisions (BASE HEAD), a folder that is checked out (BASE:FOLDER), or run git sparse-checkout disable.',
  );
}

function isWhole(side: Source): side is Extract<Source, { kind: 'revision' }> {
  return side.kind === 'revision' && side.revision.path === side.revision.root;
}

async function wordsOf(invocation: Asked): Promise<Pick<Sides, 'base' | 'head'>> {
  const { subject: words } = invocation;
  const [first, second, third] = words;
  if (first === undefined || third !== undefined)
    throw usage(
      first === undefined ? 'compare what?' : `${words.join(' ')}: compare takes two sides`,
      'promwire compare BASE [HEAD]: folders, files, revisions (origin/main, HEAD~1:deploy), - or live.',
    );
  if (first === '-' && second === '-')
    throw usage('- twice: stdin can be read only once', 'Name a file for one of them.');
  const base = await sideOf(first, invocation);
  return { base, head: second === undefined ? headOf(base, invocation) : await sideOf(second, invocation) };
}

async function sideOf(word: string, invocation: Asked): Promise<Source> {
  return word === LIVE ? live(invocation) : await sourceOf(word, invocation.signal);
}

/** The working tree of a revision; the live cluster against a file, which is a snapshot of one. */
function headOf(base: Source, invocation: Asked): Source {
  if (base.kind === 'revision' && base.revision.worktree) return { kind: 'path', ...whole(base.revision.worktree) };
  if (base.kind === 'path' && base.isFile) return live(invocation);
  if (base.kind === 'revision')
    throw usage(
      'there is no working tree here to compare it with: this is a bare repository, or the inside of .git',
      'Name a second revision, or run it where the files are checked out.',
    );
  throw usage('there is no HEAD to compare it with', 'Name it behind: a folder, a file, a revision, or live.');
}

function live(invocation: Asked): Source {
  return {
    kind: 'live',
    read: async (base) => {
      const kube = await openCluster(invocation);
      try {
        const read = await readWithProgress(kube, invocation, { extra: GRAFANA });
        const whole = await filled(read, invocation);
        const { terminal, signal } = invocation;
        const onStep = (text: string): void => terminal.progress(text);
        // What running stacks say is compared where it was written down.
        return base.observations ? await observe(kube, whole, { onStep, signal }) : whole;
      } finally {
        kube.close();
      }
    },
  };
}

function usage(message: string, hint: string): PromwireError {
  return new PromwireError('usage', message, hint);
}
