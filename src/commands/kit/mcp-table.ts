/** The command that serves others to agents and editors. */
import type { CommandSpec } from './command.ts';
import { COMMON } from './flag-groups.ts';

export const MCP_COMMAND = {
  mcp: {
    usage: 'promwire mcp [--root FOLDER …] [--allow-write] [flags]',
    summary: 'serve check, explain, compare, verify and proposed fixes to agents and editors',
    about: [
      'Speaks the Model Context Protocol on standard input and output, so a client starts it: docs/mcp.md has the',
      'configuration of the usual ones. The tools read what the commands of the same names read, with your rights, and',
      'answer what -o json prints. Fixes are only proposed (in a cluster by dry-run); with --allow-write the tool',
      'apply_fix writes one that was proposed before, by its id. Files are read below the folder it was started in, or',
      'below each --root, and never from standard input. It ends with its input.',
    ],
    takes: 'nothing',
    flags: ['kubeconfig', 'context', 'timeout', 'root', 'allowWrite', ...COMMON],
    meanings: {
      context: 'context of the kubeconfig that is asked where a call names none',
      timeout: 'longest time of one call: 90s, 5m (default 5m)',
    },
    examples: [
      ['promwire mcp', 'the cluster in use, files below this folder'],
      ['promwire mcp --context staging --root deploy --root charts', 'another cluster, files of two folders'],
      ['promwire mcp --allow-write', 'proposed fixes can be applied'],
    ],
  },
} as const satisfies Readonly<Record<string, CommandSpec>>;
