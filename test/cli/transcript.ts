/**
 * A transcript is Markdown that a person can read and a program can replay:
 *
 *     ```files              repository paths, copied into the folder of the run
 *     ```cluster            "demo": the cluster of the demo (demo-cluster.ts) is in the kubeconfig; on localhost a Prometheus
 *                           (failing-check.ts) has port 9090, a Grafana 3000
 *     ```yaml pods.yaml     a file of that folder (any language, then its name)
 *     ```sh                 one command: [NAME=value…] promwire ARG… [< file], or cat FILE
 *     ```stdout             what it prints (left out: nothing)
 *     ```stderr
 *     Exit code: 1          (left out: 0)
 *
 * Everything else is prose.
 */

export interface Command {
  readonly line: string;
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number;
}

export interface Transcript {
  readonly files: readonly { readonly name: string; readonly text: string }[];
  readonly copies: readonly string[];
  /** They run on the cluster of the demo. */
  readonly cluster: boolean;
  readonly commands: readonly Command[];
}

/** A piece of Markdown: prose, or a fenced block with its info string ("yaml pods.yaml"). */
type Piece = { readonly prose: string } | { readonly info: string; readonly body: string; readonly fence: string };

const pieces = (text: string): readonly Piece[] => {
  const result: Piece[] = [];
  let prose: string[] = [];
  let open: { fence: string; info: string; body: string[] } | undefined;
  for (const line of text.split('\n')) {
    if (open !== undefined) {
      if (line !== open.fence) {
        open.body.push(line);
        continue;
      }
      result.push({ info: open.info, body: open.body.map((each) => `${each}\n`).join(''), fence: open.fence });
      open = undefined;
      continue;
    }
    const start = /^(`{3,})\s*(.+)$/.exec(line);
    if (start === null) {
      prose.push(line);
      continue;
    }
    result.push({ prose: prose.join('\n') });
    prose = [];
    open = { fence: start[1] ?? '', info: (start[2] ?? '').trim(), body: [] };
  }
  if (open !== undefined) throw new Error(`the block "${open.info}" is not closed`);
  return [...result, { prose: prose.join('\n') }];
};

const EXIT_CODE = /^Exit code: (\d+)$/m;

/** Reads a transcript. Throws where output stands before any command. */
export const parseTranscript = (text: string): Transcript => {
  const files: { name: string; text: string }[] = [];
  const copies: string[] = [];
  let cluster = false;
  const commands: { line: string; stdout: string; stderr: string; exitCode: number }[] = [];
  const latest = (what: string): { stdout: string; stderr: string; exitCode: number } => {
    const last = commands.at(-1);
    if (last === undefined) throw new Error(`${what} stands before any command`);
    return last;
  };
  for (const piece of pieces(text)) {
    if ('prose' in piece) {
      const code = EXIT_CODE.exec(piece.prose)?.[1];
      if (code !== undefined) latest('an exit code').exitCode = Number(code);
      continue;
    }
    const [kind = '', name] = piece.info.split(/\s+/);
    if (kind === 'sh') commands.push({ line: piece.body.trim(), stdout: '', stderr: '', exitCode: 0 });
    else if (kind === 'stdout' || kind === 'stderr') latest(kind)[kind] = piece.body;
    else if (kind === 'files') copies.push(...piece.body.split('\n').filter((path) => path !== ''));
    else if (kind === 'cluster') cluster = true;
    else if (name !== undefined) files.push({ name, text: piece.body });
  }
  return { files, copies, cluster, commands };
};

const fenced = (info: string, body: string): string => {
  const inside = Math.max(2, ...[...body.matchAll(/^`+/gm)].map(([run]) => run.length));
  const fence = '`'.repeat(inside + 1);
  return `${fence}${info}\n${body}${body.endsWith('\n') || body === '' ? '' : '\n'}${fence}\n`;
};

/** The same text with the outputs of its commands replaced by `actual`, in order. */
export const rewriteTranscript = (text: string, actual: readonly Command[]): string => {
  let next = 0;
  const out: string[] = [];
  for (const piece of pieces(text)) {
    if ('prose' in piece) {
      const prose = piece.prose.replace(EXIT_CODE, '').trim();
      if (prose !== '') out.push(`${prose}\n`);
      continue;
    }
    const kind = piece.info.split(/\s+/)[0];
    if (kind === 'stdout' || kind === 'stderr') continue;
    out.push(`${piece.fence}${piece.info}\n${piece.body}${piece.fence}\n`);
    const result = kind === 'sh' ? actual[next++] : undefined;
    if (result === undefined) continue;
    if (result.stdout !== '') out.push(fenced('stdout', result.stdout));
    if (result.stderr !== '') out.push(fenced('stderr', result.stderr));
    if (result.exitCode !== 0) out.push(`Exit code: ${result.exitCode}\n`);
  }
  return out.join('\n');
};
