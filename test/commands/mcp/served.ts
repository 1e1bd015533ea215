/** The built server, started as a client starts it, and the client of the SDK. */
import { spawn } from 'node:child_process';
import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { join } from 'node:path';
import process from 'node:process';
import { Client } from '@modelcontextprotocol/client';
import type { CallToolResult, ClientOptions } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';

const CLI = join(import.meta.dirname, '..', '..', '..', 'dist', 'cli.js');

export interface Served {
  readonly client: Client;
  /** Calls a tool; the texts of its answer are one. */
  readonly call: (
    name: string,
    input?: object,
    options?: Parameters<Client['callTool']>[1],
  ) => Promise<CallToolResult & { readonly text: string }>;
  /** What it wrote to stderr. */
  readonly said: () => string;
}

/** Serves a folder while `work` runs. */
export async function served<T>(
  folder: string,
  work: (served: Served) => Promise<T>,
  { argv = [], ...options }: ClientOptions & { readonly argv?: readonly string[] } = {},
): Promise<T> {
  const transport = new StdioClientTransport({
    command: process.execPath,
    args: [CLI, 'mcp', ...argv],
    cwd: folder,
    env: { PATH: process.env['PATH'] ?? '', HOME: folder },
    stderr: 'pipe',
  });
  let said = '';
  transport.stderr?.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const client = new Client({ name: 'test', version: '1' }, options);
  await client.connect(transport);
  // Answers are held to the schemas that the tools have.
  await client.listTools();
  try {
    return await work({
      client,
      call: async (name, input = {}, how) => {
        const answer = await client.callTool({ name, arguments: { ...input } }, how);
        const texts = answer.content.flatMap((part) => (part.type === 'text' ? [part.text] : []));
        return { ...answer, text: texts.join('\n') };
      },
      said: () => said,
    });
  } finally {
    await client.close();
  }
}

/** The server without the SDK: what is written to it is what the test writes. */
export function bare(folder: string, argv: readonly string[] = []): ChildProcessWithoutNullStreams {
  return spawn(process.execPath, [CLI, 'mcp', ...argv], { cwd: folder, env: { HOME: folder } });
}

export const INITIALIZE = {
  jsonrpc: '2.0',
  id: 0,
  method: 'initialize',
  params: { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'test', version: '1' } },
};

export const callOf = (id: number | string, name: string, input: object): object => ({
  jsonrpc: '2.0',
  id,
  method: 'tools/call',
  params: { name, arguments: input },
});
