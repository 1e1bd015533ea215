import { describe, expect, it } from '@jest/globals';
import { words } from './replay.ts';
import { parseTranscript, rewriteTranscript } from './transcript.ts';

const text = `# Title

\`\`\`yaml a/pods.yaml
kind: Pod
\`\`\`

Prose.

\`\`\`sh
promwire check
\`\`\`

\`\`\`stdout
one
\`\`\`

Exit code: 1

\`\`\`sh
promwire demo
\`\`\`
`;

describe('a transcript', () => {
  it('is read into files and commands', () => {
    expect(parseTranscript(text)).toEqual({
      files: [{ name: 'a/pods.yaml', text: 'kind: Pod\n' }],
      copies: [],
      cluster: false,
      commands: [
        { line: 'promwire check', stdout: 'one\n', stderr: '', exitCode: 1 },
        { line: 'promwire demo', stdout: '', stderr: '', exitCode: 0 },
      ],
    });
  });

  it('is rewritten into itself by its own outputs', () => {
    expect(rewriteTranscript(text, parseTranscript(text).commands)).toBe(text);
  });

  it('keeps the new outputs, fences included', () => {
    const rewritten = rewriteTranscript(text, [
      { line: '', stdout: '```yaml\nx\n```\n', stderr: 'oops\n', exitCode: 0 },
      { line: '', stdout: '', stderr: '', exitCode: 3 },
    ]);
    expect(parseTranscript(rewritten).commands).toEqual([
      { line: 'promwire check', stdout: '```yaml\nx\n```\n', stderr: 'oops\n', exitCode: 0 },
      { line: 'promwire demo', stdout: '', stderr: '', exitCode: 3 },
    ]);
  });

  it('splits a command line as a shell does', () => {
    expect(words(`A=1 promwire --x "a b" 'c "d"' e`)).toEqual(['A=1', 'promwire', '--x', 'a b', 'c "d"', 'e']);
  });
});
