/** Flags of the server for agents. */
import type { Flag } from './flag.ts';

export const MCP_FLAGS = {
  root: {
    name: 'root',
    value: 'FOLDER',
    many: true,
    help: 'folder below which files may be read (default: the one you are in); may repeat',
  },
  allowWrite: {
    name: 'allow-write',
    help: 'also offer the tool apply_fix, which writes a change that was proposed before, and nothing else',
  },
} as const satisfies Record<string, Flag>;
