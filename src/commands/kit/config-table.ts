/** The command that begins a promwire.yaml. */
import type { CommandSpec } from './command.ts';
import { COMMON } from './flag-groups.ts';

export const CONFIG_COMMANDS = {
  init: {
    usage: 'promwire init [FOLDER] [flags]',
    summary: 'write the first promwire.yaml of a repository',
    about: [
      'Looks through the repository (or FOLDER) for manifests, charts and snapshots, and writes a promwire.yaml with one',
      'cluster that names them: that of the context in use, or of --context, where it answers. What a Prometheus among the',
      'files takes now is named as what must stay so. A promwire.yaml that is there is never overwritten. docs/config.md',
      'tells what it can hold; of the cluster nothing but its version is asked.',
    ],
    takes: 'words',
    flags: ['kubeconfig', 'context', 'timeout', ...COMMON],
    examples: [
      ['promwire init', 'in the repository; then: promwire check'],
      ['promwire init --context prod', 'for that cluster'],
    ],
  },
} as const satisfies Readonly<Record<string, CommandSpec>>;
