/** Strings that a terminal, a parser, the log of a workflow or a shell would obey, and objects in which they are. */
import type { KubeObject } from '../../src/model/index.ts';
import { rawOf } from '../worlds.ts';

/** In every evil string, with the number of its place, so that a failure names the place. */
export const MARK = 'zq';

/** Each by what it attacks; `at` is a word with its number. */
export const EVIL: Readonly<Record<string, (at: string) => string>> = {
  lines: (at) =>
    `${at}\nerror    ${at}\nPlan ${at}\napplied: ${at}\n::error file=${at}::${at}\n##[group]${at}\n---\n${at}: true\n# ${at}`,
  'a command of a workflow': (at) => `::add-mask::${at} ::stop-commands::${at}%0A::set-output name=${at}::${at}`,
  'escape sequences': (at) =>
    `${at}\u001b[31m\u001b]8;;http://${at}\u001b\\x\u001b]8;;\u001b\\\u001b]0;title\u0007\u009b2J\u0085\u0000\u007f\b\r${at}`,
  'what is not seen': (at) =>
    `${at}\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c\u2028\u2029\u200b\u200c\u200d\u2060\ufeff\u{e0041}\u{e007f}\ud800${at}\udc00`,
  markup: (at) => `]]>${at}<![CDATA[<script>${at}</script>&amp;"'\\n{{${at}}}<!--,title=${at}:${at}%0A--><?xml?>`,
  'a shell': (at) => `${at}; touch PWNED #`,
  'a shell, substituted': (at) => `$(touch PWNED-${at})\`touch PWNED-${at}\`\${IFS}|touch PWNED&touch PWNED`,
  'a shell, quoted': (at) => `${at}'; touch PWNED; '"; touch PWNED; "`,
  'a flag': (at) => `--${at}`,
  'a short flag': (at) => `-${at}=x`,
  YAML: (at) => `- ${at}: &a *b !!c {x: [ #`,
  'a long text': (at) => `${at}${'y'.repeat(20_000)}`,
};

type Node = Record<string, unknown>;

/** Changes every `every`-th text (or key, with `keys`) of the objects, from the `from`-th on. Kinds and groups stay. */
export function plant(
  objects: readonly KubeObject[],
  evil: (at: string) => string,
  { keys, every, from }: { readonly keys: boolean; readonly every: number; readonly from: number },
): readonly Node[] {
  let count = 0;
  const isIt = (): boolean => count++ % every === from;
  const walk = (node: unknown): unknown => {
    if (typeof node === 'string') return !keys && isIt() ? evil(`${MARK}${count}`) : node;
    if (Array.isArray(node)) return node.map(walk);
    if (typeof node !== 'object' || node === null) return node;
    return Object.fromEntries(
      Object.entries(node).map(([key, value]) => [keys && isIt() ? evil(`${MARK}${count}`) : key, walk(value)]),
    );
  };
  return objects.map((object) => {
    const { apiVersion, kind, ...rest } = structuredClone(rawOf(object));
    return { apiVersion, kind, ...(walk(rest) as Node) };
  });
}

/** What no output may have: what is not seen as it is, or moves what is seen. */
export const HIDDEN = /(?![\t\n])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u;

/** A text around what is wrong with it; undefined: nothing. */
export function around(text: string, wrong: RegExp): string | undefined {
  const found = wrong.exec(text);
  return found ? JSON.stringify(text.slice(Math.max(0, found.index - 100), found.index + 100)) : undefined;
}

/** What the runner of a workflow would obey in a log (actions/runner src/Runner.Common/ActionCommand.cs). */
export const LOG_COMMAND = /##\[[a-z]|^[ \t]*::[a-z][\w-]*(?: [^\n]*)?::/mu;

/** A line of ours that an object wrote. */
export const FAKED = new RegExp(
  `^(?:${MARK}\\d|error {4}${MARK}|Plan ${MARK}|applied: ${MARK}|# ${MARK}|---$|--${MARK})`,
  'mu',
);
