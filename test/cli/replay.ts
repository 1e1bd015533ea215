/** Runs the commands of a transcript with the built CLI, in a folder of its own. */
import { mustFitSchema } from '../schemas/printed.ts';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { kubeconfig } from '../io/kube/api-stand-in.ts';
import { startGrafana } from '../io/grafana/grafana-standin.ts';
import { startDemoCluster } from './demo-cluster.ts';
import { startFailingCheck } from './failing-check.ts';
import type { Command, Transcript } from './transcript.ts';

export const root = join(import.meta.dirname, '..', '..');
const CLI = join(root, 'dist', 'cli.js');
const LIMIT_MS = 60_000;

/** Words of a command line, with ' and " as in a shell and nothing else of it. */
export const words = (line: string): readonly string[] =>
  [...line.matchAll(/(?:[^\s"']+|"[^"]*"|'[^']*')+/g)].map(([word]) => word.replaceAll(/"([^"]*)"|'([^']*)'/g, '$1$2'));

/** What a command may see of this machine: enough to start Node, nothing that changes an output. */
const environment = (folder: string): Record<string, string> => ({
  PATH: process.env['PATH'] ?? '',
  HOME: folder,
  USERPROFILE: folder,
  NO_COLOR: '1',
  TZ: 'UTC',
  LC_ALL: 'C',
  ...(process.env['SystemRoot'] === undefined ? {} : { SystemRoot: process.env['SystemRoot'] }),
});

/** Where the commands of a transcript run. */
export interface Place {
  readonly folder: string;
  /** What a transcript calls a server -> where it listens. */
  readonly addresses: Readonly<Record<string, string>>;
}

/** A text with every name of `names` replaced. */
const renamed = (text: string, names: readonly (readonly [from: string, to: string])[]): string =>
  names.reduce((all, [from, to]) => all.replaceAll(from, to), text);

/** A command line with the servers' addresses. */
export const addressed = (line: string, { addresses }: Place): string => renamed(line, Object.entries(addresses));

/** What was printed, as it is in a transcript: without what differs from run to run. */
export const tidied = (text: string, { folder, addresses }: Place): string =>
  renamed(
    text.replaceAll(folder, '<folder>'),
    Object.entries(addresses).map(([name, url]) => [url, name]),
  )
    // A line of progress that a machine prints only where it is slow.
    .replaceAll(/^reading http:.*\n/gm, '');

/** Runs one command line there. */
export const runLine = async (line: string, place: Place): Promise<Command> => {
  const { folder } = place;
  const env = environment(folder);
  const rest = [...words(addressed(line, place))];
  for (let word = rest[0]; word !== undefined && /^[A-Z_]+=/.test(word); word = rest[0]) {
    const [name = '', ...value] = word.split('=');
    env[name] = value.join('=');
    rest.shift();
  }
  const program = rest.shift();
  if (program === 'cat') {
    const stdout = rest.map((file) => readFileSync(join(folder, file), 'utf8')).join('');
    return { line, stdout, stderr: '', exitCode: 0 };
  }
  if (program !== 'promwire') throw new Error(`a transcript runs promwire or cat, not ${String(program)}`);
  const from = rest.indexOf('<');
  const input = from === -1 ? '' : readFileSync(join(folder, rest[from + 1] ?? ''), 'utf8');
  if (from !== -1) rest.splice(from, 2);
  const child = spawn(process.execPath, [CLI, ...rest], { cwd: folder, env, timeout: LIMIT_MS });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  // A command that fails before it reads leaves a broken pipe behind, which is not what is tested.
  child.stdin.on('error', () => undefined).end(input);
  const [code] = (await once(child, 'close')) as [number | null];
  mustFitSchema(rest, stdout);
  return { line, stdout: tidied(stdout, place), stderr: tidied(stderr, place), exitCode: code ?? -1 };
};

/** Lays the files of a transcript out in a folder, with the given line ends, and starts its servers. */
export const inPlace = async <T>(
  { files, copies, cluster }: Pick<Transcript, 'files' | 'copies' | 'cluster'>,
  lineEnd: '\n' | '\r\n',
  work: (place: Place) => Promise<T>,
): Promise<T> => {
  const folder = mkdtempSync(join(tmpdir(), 'promwire-cli-'));
  const write = (name: string, text: string): void => {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text.replaceAll('\n', lineEnd));
  };
  const servers = cluster
    ? {
        api: await startDemoCluster(),
        prometheus: await startFailingCheck(),
        grafana: await startGrafana({ version: 12 }),
      }
    : undefined;
  try {
    for (const path of copies) {
      if (lineEnd === '\n') cpSync(join(root, path), join(folder, basename(path)), { recursive: true });
      else write(basename(path), readFileSync(join(root, path), 'utf8').replaceAll('\r\n', '\n'));
    }
    for (const { name, text } of files) write(name, text);
    if (!servers) return await work({ folder, addresses: {} });
    const { api, prometheus, grafana } = servers;
    write('.kube/config', kubeconfig(`http://127.0.0.1:${api.port}`));
    return await work({
      folder,
      addresses: { 'http://localhost:9090': prometheus.url, 'http://localhost:3000': grafana.url },
    });
  } finally {
    await Promise.all(Object.values(servers ?? {}).map(async (server) => await server.stop()));
    rmSync(folder, { recursive: true, force: true });
  }
};

/** Runs every command in order, and answers what each printed. */
export const replay = async (transcript: Transcript, lineEnd: '\n' | '\r\n'): Promise<readonly Command[]> =>
  await inPlace(transcript, lineEnd, async (place) => {
    const results: Command[] = [];
    for (const { line } of transcript.commands) results.push(await runLine(line, place));
    return results;
  });
