import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { exitCode } from '../../src/commands/kit/exit-codes.ts';
import {
  alertOutcome,
  check,
  metricOutcome,
  pathsOutcome,
  PromwireError,
  readFiles,
  reportOutcome,
} from '../../src/index.ts';
import { subjectsOf } from '../../src/index.ts';
import { words } from './replay.ts';
import { parseTranscript } from './transcript.ts';
import type { Command, Transcript } from './transcript.ts';

// Every command of the transcripts, through the library: the same findings, and outcomes that make the same exit code.

/** Commands that are about the command line, or that the library has no part in, and why. */
const NOT_REPLAYED: readonly (readonly [line: RegExp, why: string])[] = [
  [/^promwire$|--help|^promwire (?:chek|dashboard|dashboard preveiw)$/, 'help and names of commands'],
  [/ -o xml| --timeout soon|--kubeconfg/, 'a flag that cannot be read'],
  [/^cat /, 'not promwire'],
  [/< shop\.yaml$/, 'reads stdin; the same files are replayed from the disk'],
  [
    /--kubeconf|^[A-Z_]+=|^promwire check$/,
    'the words of a connection that fails; test/io/kube holds the port to them',
  ],
  [
    /^promwire (?:demo|generate|dashboard (?:export|import|preview))/,
    'writes files, or needs no snapshot: test/commands',
  ],
];

const folder = import.meta.dirname;
const cases = readdirSync(folder)
  .filter((name) => name.endsWith('.md') && name !== 'cluster.md')
  .flatMap((name) => {
    const transcript = parseTranscript(readFileSync(join(folder, name), 'utf8').replaceAll('\r\n', '\n'));
    return transcript.commands.map((command) => ({ name, line: command.line, command, transcript }));
  })
  .filter(({ line }) => !NOT_REPLAYED.some(([pattern]) => pattern.test(line)));

const valuesOf = (argv: readonly string[], flag: string): readonly string[] =>
  argv.flatMap((word, i) => (word === flag ? (argv[i + 1] ?? []) : []));

/** "severity id" of every finding that a command printed, each once. */
function printed({ stdout }: Command): readonly string[] {
  const all = stdout.startsWith('{')
    ? (JSON.parse(stdout) as { findings: { severity: string; check: string }[] }).findings.map(
        (finding) => `${finding.severity} ${finding.check}`,
      )
    : [...stdout.matchAll(/^(error|warning|info) +([a-z0-9]+(?:-[a-z0-9]+)+)\b/gm)].map(([, a, b]) => `${a} ${b}`);
  return [...new Set(all)].toSorted();
}

async function asked({ files }: Transcript, argv: readonly string[]) {
  const place = mkdtempSync(join(tmpdir(), 'promwire-library-'));
  try {
    for (const { name, text } of files) {
      mkdirSync(dirname(join(place, name)), { recursive: true });
      writeFileSync(join(place, name), text);
    }
    const flags = new Set(['--from', '-n', '--only', '-o']);
    const subjects = subjectsOf(argv.filter((word, i) => !word.startsWith('-') && !flags.has(argv[i - 1] ?? '')));
    const report = await check(await readFiles(valuesOf(argv, '--from').map((path) => join(place, path))), {
      subjects,
      namespace: valuesOf(argv, '-n')[0],
      only: valuesOf(argv, '--only'),
    });
    return {
      found: [...new Set(report.findings.map((finding) => `${finding.severity} ${finding.check}`))].toSorted(),
      code: exitCode([
        reportOutcome(report, 'error'),
        ...report.paths.map(({ paths }) => pathsOutcome(paths)),
        ...report.metrics.map(metricOutcome),
        ...report.alerts.map(alertOutcome),
      ]),
    };
  } catch (error) {
    if (!(error instanceof PromwireError)) throw error;
    return { found: [], code: exitCode([error.outcome]) };
  } finally {
    rmSync(place, { recursive: true, force: true });
  }
}

describe('the library answers as the command line does', () => {
  it('to several of the commands', () => {
    expect(cases.length).toBeGreaterThan(4);
  });

  it.each(cases)('$name: $line', async ({ line, command, transcript }) => {
    const [program, name, ...argv] = words(line);
    expect([program, name]).toEqual(['promwire', 'check']);
    expect(await asked(transcript, argv)).toEqual({ found: printed(command), code: command.exitCode });
  });
});
