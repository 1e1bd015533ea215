/** Sources of which a tool makes manifests: charts, and commands that promwire.yaml names. */
import { helmTemplate, runHelm } from '../../io/helm.ts';
import type { Chart } from '../../io/helm.ts';
import { lineOf, runProgram } from '../../io/program.ts';
import type { Program } from '../../io/program.ts';
import { scrubWords } from '../../io/projection/scrub-text.ts';
import { command, shellWord } from '../../kube/shell.ts';
import type { Gap, Origin } from '../../model/index.ts';

/** A source that is rendered; `origin`: where promwire.yaml names it. */
export type ToRender =
  | { readonly kind: 'chart'; readonly chart: Chart; readonly origin: Origin }
  | { readonly kind: 'command'; readonly words: readonly string[]; readonly folder: string; readonly origin: Origin };

/** What came of a source: its manifests, called `name`, or why there are none. */
export interface Rendered {
  readonly name: string;
  readonly text?: string;
  readonly gap?: Gap;
  /** The folder of the chart that it was made from, and the namespace of its release. */
  readonly chart?: string;
  readonly namespace?: string;
  readonly release?: string;
}

interface Rendering {
  /** Commands of promwire.yaml may be run. */
  readonly runCommands: boolean;
  /** Called with each command line before it is run. */
  readonly onRun: (line: string) => void;
  readonly signal: AbortSignal;
}

/** A command may build what it prints. */
const COMMAND_MS = 300_000;
const SAID = 300;

/** What a source is called in places and notes: no file has such a name. */
export function nameOf(source: ToRender): string {
  const { program, words } = programOf(source);
  const end = source.kind === 'chart' ? words.indexOf('--api-versions') : words.length;
  return `(${lineOf({ program, words: words.slice(0, end) })})`;
}

/** All of them, one after the other. Throws the reason of `signal`. */
export async function render(sources: readonly ToRender[], rendering: Rendering): Promise<readonly Rendered[]> {
  const all: Rendered[] = [];
  const missing = new Set<string>();
  for (const source of sources) {
    rendering.signal.throwIfAborted();
    all.push(await one(source, rendering, missing));
  }
  return all;
}

/** `missing`: programs of which it is told already that they are. */
async function one(
  source: ToRender,
  { runCommands, onRun, signal }: Rendering,
  missing: Set<string>,
): Promise<Rendered> {
  const program = programOf(source);
  const name = nameOf(source);
  const line = lineOf(program);
  const left = (why: string): Rendered => ({ name, gap: gapOf(source, why) });
  if (source.kind === 'command' && !runCommands)
    return left(
      `${line} is not run: a repository of another may name any command. Where you trust it, add --run-commands.`,
    );
  onRun(line);
  const ran = await (source.kind === 'chart' ? runHelm : runProgram)({ ...program, signal });
  signal.throwIfAborted();
  switch (ran.kind) {
    case 'ended':
      return {
        name,
        text: ran.text,
        ...(source.kind === 'chart' ? madeOf(source.chart) : {}),
      };
    case 'missing': {
      const isTold = missing.has(program.program);
      missing.add(program.program);
      const next = isTold ? '' : ` Where it is, this prints what a file among the sources can hold: ${line}`;
      return left(`${program.program} is not on PATH.${next}`);
    }
    case 'failed': {
      const said = scrubWords(ran.said).replaceAll(/\s+/g, ' ').slice(0, SAID);
      const next = source.kind === 'chart' && /dependenc/i.test(said) ? ` ${dependencies(source.chart)}` : '';
      return left(`${line} failed: ${said}.${next}`);
    }
  }
}

function madeOf({ folder, release, namespace }: Chart): Pick<Rendered, 'chart' | 'release' | 'namespace'> {
  return { chart: folder, release, ...(namespace === undefined ? {} : { namespace }) };
}

function programOf(source: ToRender): Program {
  if (source.kind === 'chart') return helmTemplate(source.chart);
  const [program = '', ...words] = source.words;
  return { program, words, folder: source.folder, timeoutMs: COMMAND_MS };
}

function dependencies({ folder }: Chart): string {
  return `To fetch what it depends on: ${command`helm dependency build ${{ word: shellWord(folder) }}`}`;
}

function gapOf({ origin }: ToRender, why: string): Gap {
  const place = origin.source === 'file' ? `${origin.file}:${origin.line}: ` : '';
  return {
    reason: 'invalid',
    reads: { group: '', kind: '' },
    sentence: `${place}this source was not rendered, so what it makes is not known: ${why}`,
    origin,
  };
}
