import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { replay, root } from './replay.ts';
import { type Command, parseTranscript, rewriteTranscript } from './transcript.ts';

// The built CLI, as a person runs it. `UPDATE_TRANSCRIPTS=1 npm test -- transcripts` writes down what it prints now.
const files = readdirSync(import.meta.dirname).filter((name) => name.endsWith('.md'));
const update = process.env['UPDATE_TRANSCRIPTS'] === '1';
const LIMIT_MS = 120_000;

/** Where a line breaks depends on how long the path of the temporary folder is. */
function unwrapped(command: Command): Command {
  const { stderr } = command;
  return stderr.includes('<folder>') ? { ...command, stderr: stderr.replaceAll(/\s+/g, ' ') } : command;
}

describe('transcripts', () => {
  beforeAll(() => {
    if (!existsSync(join(root, 'dist', 'cli.js'))) throw new Error('dist/cli.js is missing: npm run build');
  });

  it.each(files)(
    '%s',
    async (name) => {
      const path = join(import.meta.dirname, name);
      const text = readFileSync(path, 'utf8').replaceAll('\r\n', '\n');
      const transcript = parseTranscript(text);
      expect(transcript.commands.length).toBeGreaterThan(0);
      const actual = await replay(transcript, '\n');
      if (update) {
        writeFileSync(path, rewriteTranscript(text, actual));
        return;
      }
      expect(actual.map(unwrapped)).toEqual(transcript.commands.map(unwrapped));
      // What an editor on Windows saves must mean the same.
      const withInput = transcript.files.length + transcript.copies.length > 0;
      const printsInput = transcript.commands.some(({ line }) => line.startsWith('cat '));
      if (withInput && !printsInput)
        expect((await replay(transcript, '\r\n')).map(unwrapped)).toEqual(transcript.commands.map(unwrapped));
    },
    LIMIT_MS,
  );
});
