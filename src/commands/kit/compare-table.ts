/** The command that compares two worlds. */
import type { CommandSpec } from './command.ts';
import { CLUSTERS, COMMON } from './flag-groups.ts';

export const COMPARE_COMMAND = {
  compare: {
    usage: 'promwire compare BASE [HEAD] [flags]',
    summary: 'show what a change costs: monitors, targets, rules and dashboards that are lost',
    about: [
      'BASE and HEAD are each a folder or file of manifests, a git revision (origin/main, HEAD~1, HEAD~1:deploy; read by git,',
      'nothing is checked out), a snapshot, - for standard input, or live for the cluster in use. Without HEAD it is the',
      'working tree of the revision that BASE is, or the live cluster. Both are judged as check judges them, and what is',
      'otherwise is told: what loses or gains its Prometheus, Alertmanager or Grafana, targets, and causes that appear or go.',
      'What was wrong before does not fail. Of a name that is both a folder and a revision, ./NAME is the folder and NAME:',
      'the revision. In a repository with a promwire.yaml each cluster in it is compared by its own files, and what was',
      'captured of it; expect.lost names what is meant to go. With several contexts BASE is the folder that promwire snapshot',
      'wrote of them, and each is compared with what it was. Nothing is written.',
    ],
    takes: 'words',
    flags: [
      ...CLUSTERS,
      'captured',
      'config',
      'noConfig',
      'cluster',
      'assumedNamespace',
      'failOnNew',
      'comparisonOutput',
      ...COMMON,
    ],
    meanings: {
      captured: 'what the files of both sides do not hold, such as the Prometheus: a snapshot or manifests; may repeat',
      config: 'the promwire.yaml that names the clusters (default: from here up to the root of the git repository)',
      noConfig: 'take no promwire.yaml: compare all files of both sides, each as one cluster',
      cluster: 'only this cluster of promwire.yaml; of other sides than revisions, what it expects',
    },
    examples: [
      ['promwire compare origin/main', 'what the working tree costs'],
      ['promwire compare origin/main --captured cluster.yaml -o markdown', 'as a comment, with the stack captured'],
      ['promwire compare before.yaml', 'after an upgrade: a snapshot against the live cluster'],
      ['promwire compare before --all-contexts', 'the same of every cluster: snapshot --all-contexts --out before'],
      ['helm template . | promwire compare before/ -', 'a rendered chart'],
    ],
  },
} as const satisfies Readonly<Record<string, CommandSpec>>;
