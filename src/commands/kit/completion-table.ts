/** The command that prints the scripts of shells. */
import type { CommandSpec } from './command.ts';
import { COMMON } from './flag-groups.ts';

export const COMPLETION_COMMAND = {
  completion: {
    usage: 'promwire completion bash|zsh|fish|powershell',
    summary: 'print what a shell needs to complete commands, flags and names',
    about: [
      'Commands, flags, values that have a list, contexts of the kubeconfig, clusters of promwire.yaml, causes, and',
      'namespaces and objects of the cluster in use, as far as it answers in 1.5 seconds; names are kept for ten.',
      'Nothing that is typed is run, and what fails is not told. docs/completion.md tells where each shell looks for it,',
      'and how kubectl completes its plugin.',
    ],
    takes: 'words',
    flags: COMMON,
    examples: [
      ['source <(promwire completion bash)', 'in ~/.bashrc'],
      ['source <(promwire completion zsh)', 'in ~/.zshrc, behind compinit'],
      ['promwire completion fish > ~/.config/fish/completions/promwire.fish', ''],
      ['promwire completion powershell | Out-String | Invoke-Expression', 'in $PROFILE'],
    ],
  },
} as const satisfies Readonly<Record<string, CommandSpec>>;
