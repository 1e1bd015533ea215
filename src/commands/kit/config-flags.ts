/** Flags about promwire.yaml, and what it names. */
import type { Flag } from './flag.ts';

export const CONFIG_FLAGS = {
  config: {
    name: 'config',
    value: 'FILE',
    help: 'the promwire.yaml that names what is read (default: from here up to the root of the git repository)',
  },
  noConfig: { name: 'no-config', help: 'take no promwire.yaml: read the live cluster' },
  runCommands: { name: 'run-commands', help: 'run the commands that promwire.yaml names among its sources' },
  cluster: { name: 'cluster', value: 'NAME', help: 'which cluster of promwire.yaml, where it has several' },
  forGit: {
    name: 'for-git',
    help: 'only the part that decides what is taken and scraped, for a repository: the same text while that is the same',
  },
  check: {
    name: 'check',
    help: 'write nothing; exit code 1 where what promwire.yaml names is not in its folder as it would be written',
  },
} as const satisfies Record<string, Flag>;
