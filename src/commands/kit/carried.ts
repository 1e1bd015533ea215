/** Flags that a printed command needs as well, so that it reads what this one has read. */
import { filePath } from '../../kube/shell.ts';
import type { Word } from '../../kube/shell.ts';
import type { CommandWords } from '../../plan/priced-ways.ts';

interface Cluster {
  readonly kubeconfig?: string | undefined;
  readonly context?: string | undefined;
}

/** " --kubeconfig FILE --context NAME", for promwire and kubectl alike; nothing where the defaults are taken. */
export function clusterWords({ kubeconfig, context }: Cluster): Word {
  return joined([
    ...(kubeconfig === undefined ? [] : [named('--kubeconfig', kubeconfig)]),
    ...(context === undefined ? [] : [named('--context', context)]),
  ]);
}

/** The same where a context was named: what is found there is to be changed there, whatever context is in use later. */
export function contextWords(flags: Cluster): string {
  return flags.context === undefined ? '' : clusterWords(flags).word;
}

interface Read extends Cluster {
  readonly from: readonly string[];
  readonly captured?: readonly string[];
}

/** The same with the files that were read, but for what a tool prints: "(helm template …)". */
export function carriedWords(flags: Read): CommandWords {
  const { from, captured = [] } = flags;
  const kubectl = clusterWords(flags);
  const files = [...from, ...(from.length > 0 ? captured : [])].filter((path) => !path.startsWith('('));
  return { promwire: joined([kubectl, ...files.map((path) => named('--from', path))]), kubectl };
}

interface ByConfig {
  readonly config?: string | undefined;
  readonly cluster?: string | undefined;
  readonly runCommands?: boolean;
}

/** What says which promwire.yaml counts, and which of its clusters. */
export function configWords({ config, cluster, runCommands = false }: ByConfig): readonly Word[] {
  return [
    ...(config === undefined ? [] : [named('--config', config)]),
    ...(cluster === undefined ? [] : [named('--cluster', cluster)]),
    ...(runCommands ? [{ word: ' --run-commands' }] : []),
  ];
}

function named(flag: string, value: string): Word {
  const { word, left } = filePath(value);
  return { word: ` ${flag} ${word}`, ...(left === undefined ? {} : { left }) };
}

function joined(words: readonly Word[]): Word {
  const left = [...new Set(words.flatMap((each) => each.left ?? []))].join(', ');
  return { word: words.map(({ word }) => word).join(''), ...(left === '' ? {} : { left }) };
}
