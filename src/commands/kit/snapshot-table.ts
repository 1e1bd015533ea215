/** The command that writes down what was read, and the one that prints the rights for that. */
import type { CommandSpec } from './command.ts';
import { COMMON, LIVE_CLUSTERS } from './flag-groups.ts';

export const SNAPSHOT_COMMANDS = {
  snapshot: {
    usage: 'promwire snapshot [--live [KIND/NAME …]] [flags]',
    summary: 'write down what was read, without secrets',
    about: [
      'Prints what check would read, as YAML that --from accepts. Secrets, environment values and credentials are left out.',
      'With --live it also asks the running Prometheus and Alertmanager, as check of a cluster does, so that check --from',
      'makes every check; KIND/NAME adds the series of that object, metric or alert.',
      'With --for-git it is the part of the cluster that decides, for a repository: promwire check and compare then judge',
      'files without the rights of any cluster. What the sources of --cluster in promwire.yaml hold is left out. With --out',
      'captured.yaml is written, and its day changes only with the rest of it.',
      'Of several clusters --out gets a file for each, NAME.yaml, or with --for-git NAME/captured.yaml.',
    ],
    takes: 'subjects',
    flags: [
      ...LIVE_CLUSTERS,
      'live',
      'forGit',
      'runCommands',
      'readSecrets',
      'stack',
      'from',
      'defaultNamespace',
      'out',
      'force',
      ...COMMON,
    ],
    meanings: {
      stack: 'with --read-secrets: only the Secret of this Prometheus is read',
      config:
        'the promwire.yaml of --for-git, --cluster and --all-clusters (default: from here up to the root of the repository)',
      clusters: 'the cluster of promwire.yaml that is captured, by its context; several, or repeated: each',
      allClusters: 'every cluster of promwire.yaml, by its context',
    },
    examples: [
      ['promwire snapshot > cluster.yaml', 'then: promwire check --from cluster.yaml'],
      ['promwire snapshot --for-git --cluster prod --out clusters/prod', 'what a pull request is judged by'],
      ['promwire snapshot --for-git --all-clusters --out clusters', 'each into a folder of its name'],
      ['promwire snapshot --live > bug.yaml', 'for a bug report: every check can be made again'],
    ],
  },
  rbac: {
    usage: 'promwire rbac COMMAND [-n NS] [--live] [--read-secrets [--stack NS/NAME]]',
    summary: 'print the least rights a command needs',
    about: [
      'Computed from the lists the command makes. With -n, a Role for that namespace, a ClusterRole for the rest, and a',
      'text for those who may see the whole cluster. --read-secrets adds what check --read-secrets needs; with --stack',
      'only the Secret of that Prometheus. --live and --for-git are those of snapshot.',
    ],
    takes: 'words',
    flags: ['namespace', 'live', 'forGit', 'stack', 'readSecrets', 'output', ...COMMON],
    meanings: { stack: 'with --read-secrets: only the Secret of this Prometheus' },
    examples: [['promwire rbac check -n shop | kubectl apply -f -', '']],
  },
} as const satisfies Readonly<Record<string, CommandSpec>>;
