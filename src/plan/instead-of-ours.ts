/** Monitors of the user's own that are to be put right in place of a second one in Git, where nothing takes that back later. */
import { sameRef, title } from '../kube/refs.ts';
import { command, filePath, inNamespace, nameWord } from '../kube/shell.ts';
import type { Blocked, KubeObject, Ref } from '../model/index.ts';
import { fixCommand } from './advice.ts';
import { isHandMade, whyInVain } from './monitor-advice.ts';
import { isOurWork } from './part.ts';
import type { PlanInput } from './part.ts';

/** More paths than these are left out of a command. */
const PATHS = 3;

/** Does another stack take it, and this one not? Then it is meant for that one. */
export function isOfAnother({ analysis, stack }: PlanInput, object: KubeObject): boolean {
  const takers = analysis.stacks.filter((each) => analysis.selected(object, each));
  return takers.length > 0 && !takers.some(({ ref }) => sameRef(ref, stack.ref));
}

/** `known`: monitors that lead to the application, and through none of which the stack scrapes it. One for another stack is left alone. */
export function insteadOfOurs(input: PlanInput, known: readonly { readonly object: KubeObject }[]): readonly Blocked[] {
  return known.flatMap(({ object }): readonly Blocked[] => {
    if (!isHandMade(input, object) || isOurWork(input, object) || isOfAnother(input, object)) return [];
    const { ref, fact } = whyInVain(input, object);
    return [
      {
        object: ref,
        why: `${fact} Once it is right, the application is scraped twice with a second monitor, so none is made.`,
        remedy: `Put ${title(ref)} right, or remove it: ${commandFor(input, ref)} shows the change where it is known.`,
      },
    ];
  });
}

function commandFor({ analysis, files = [] }: PlanInput, ref: Ref): string {
  if (analysis.world.snapshot.source !== 'files') return fixCommand(ref);
  const paths = files.length === 0 || files.length > PATHS ? [{ word: 'PATH', left: '' }] : files.map(filePath);
  const from = { word: paths.map(({ word }) => ` --from ${word}`).join('') };
  const what = nameWord(`${ref.kind.toLowerCase()}/${ref.name}`, 'KIND/NAME');
  return ref.namespace === undefined
    ? command`promwire fix ${what}${from}`
    : command`promwire fix ${what} ${inNamespace(ref.namespace)}${from}`;
}
