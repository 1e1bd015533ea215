/** A tool that runs a command. */
import { fenced } from '../../io/fence.ts';
import { readFlags } from '../kit/flags.ts';
import type { JsonObject, Printed } from '../../model/index.ts';
import type { Command, Context } from '../kit/command.ts';
import type { FlagKey } from '../kit/flag-table.ts';
import { COMMANDS } from '../kit/table.ts';
import type { CommandName } from '../kit/table.ts';
import { argumentsOf, asArguments, inputOf, LIMIT, LIMITED, mustFit } from './input.ts';
import type { Fields } from './input.ts';
import { answerOf, outputOf } from './output.ts';
import { mayReadConfig, mustBeBelow } from './roots.ts';
import { runCommand } from './run.ts';
import type { Ran } from './run.ts';
import { READS } from './tool.ts';
import type { Answer, Call, Setting, Tool } from './tool.ts';

type Set = Readonly<Partial<Record<FlagKey, readonly (string | true)[]>>>;

export interface CommandTool {
  readonly name: string;
  readonly title: string;
  /** When an agent uses it, and how it reads the answer. */
  readonly description: readonly string[];
  readonly command: CommandName;
  readonly load: () => Promise<Command>;
  /** Flags that a call may give. */
  readonly keys: readonly FlagKey[];
  readonly fields: Fields;
  readonly required?: readonly string[];
  readonly kind: Printed['kind'];
  /** The answer is part of promwire. */
  readonly asksNothing?: true;
  readonly words: (input: JsonObject) => readonly string[];
  /** Throws PromwireError 'usage' for words that are paths out of the folders. */
  readonly mustMay?: (folders: readonly string[], words: readonly string[]) => Promise<void>;
  /** Flags that the server gives. */
  readonly set?: (input: JsonObject) => Set;
}

export function toolOf(spec: CommandTool, setting: Setting): Tool {
  const input = inputOf(COMMANDS[spec.command], spec.keys, { ...spec.fields, ...LIMITED }, spec.required);
  return {
    name: spec.name,
    title: spec.title,
    description: spec.description.join(' '),
    input,
    output: outputOf(spec.kind),
    annotations: spec.asksNothing ? { ...READS, openWorldHint: false } : READS,
    call: async (given, call) => {
      mustFit(input, given);
      return answered(await runTool(spec, setting, given, call), given);
    },
  };
}

/** What a tool answers of what its command came to. */
export function answered(ran: Ran, given: JsonObject, more: JsonObject = {}): Answer {
  const { limit = LIMIT.usual } = given;
  return answerOf(ran, whereOf(given), typeof limit === 'number' ? limit : LIMIT.usual, more);
}

/** `set`: flags of this call that the one who calls cannot give. */
export async function runTool(
  spec: Pick<CommandTool, 'command' | 'load' | 'keys' | 'words' | 'mustMay' | 'set'>,
  setting: Setting,
  given: JsonObject,
  { signal, onProgress }: Call,
  own: { readonly set?: Set; readonly onPlan?: Context['onPlan'] & {} } = {},
): Promise<Ran> {
  const { folders, kubeconfig, context, env, sent } = setting;
  const words = spec.words(given);
  mustBeBelow(folders, [...textsOf(given['from']), ...textsOf(given['captured'])]);
  await spec.mustMay?.(folders, words);
  const set: Set = {
    ...(kubeconfig === undefined ? {} : { kubeconfig: [kubeconfig] }),
    ...(context === undefined || given['context'] !== undefined || readsFiles(given)
      ? {}
      : { context: [context], contexts: [context] }),
    ...((await mayReadConfig(folders, env)) ? {} : { noConfig: [true] }),
    timeout: [`${timeoutOf(spec, setting, given)}ms`],
    ...spec.set?.(given),
    ...own.set,
  };
  const command = await spec.load();
  const ran = await fenced(
    folders,
    async () =>
      await runCommand(
        command,
        argumentsOf(words, spec.keys, given, set),
        { env, sent, signal, ...(own.onPlan ? { onPlan: own.onPlan } : {}) },
        onProgress,
      ),
  );
  const { problem } = ran;
  if (!problem) return ran;
  const [what, next] = [problem.what, problem.next].map((said) => asArguments(said, spec.keys));
  return { ...ran, problem: { what: what ?? '', next: next ?? '' } };
}

/** Never longer than the user who started the server allows. */
function timeoutOf({ keys }: Pick<CommandTool, 'keys'>, { timeoutMs }: Setting, given: JsonObject): number {
  const { timeout = timeoutMs } = readFlags(argumentsOf([], keys, given, {}), ['timeout']);
  return Math.max(1, Math.min(timeout, timeoutMs));
}

export function textsOf(value: JsonObject[string] | undefined): readonly string[] {
  return [value ?? []].flat().filter((each) => typeof each === 'string');
}

function readsFiles(given: JsonObject): boolean {
  return textsOf(given['from']).length > 0 || given['cluster'] !== undefined;
}

/** What was asked, in words: "from deploy, namespace shop". */
function whereOf(given: JsonObject): string {
  const named = ['subject', 'base', 'head', 'from', 'cluster', 'context', 'namespace', 'plan'].flatMap((field) => {
    const texts = textsOf(given[field]);
    return texts.length === 0 ? [] : [`${field} ${texts.join(', ')}`];
  });
  return named.length === 0
    ? 'the cluster or the files of promwire.yaml, in use here'
    : named.join('; ').slice(0, 1000);
}
