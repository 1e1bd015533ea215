/** What there is to say of a stack that is not among the files, because a release of a chart will make it. */
import { title } from '../../kube/refs.ts';
import type { FilePlace, Gap, Made, Ref, Stack } from '../../model/index.ts';

const at = ({ file, line }: FilePlace): string => `${file}:${line}`;

/** Who makes an object, as a reason of a finding. */
export function madeText({ by, chart, place }: Made, ref: Ref): string {
  return `${title(by)} makes ${title(ref)} with chart ${chart}: ${at(place)}`;
}

/** The same of a stack; nothing of one that is read itself. */
export function makerText({ ref, object: { made } }: Stack): readonly string[] {
  return made ? [madeText(made, ref)] : [];
}

/** "set VALUE in HelmRelease shop/stack (stack.yaml:12)": what has the stack select all by a field of its spec. */
export function valueText({ object: { made } }: Stack, field: string): string | undefined {
  const found = made?.values[field];
  return made && found ? `set ${found.value} in the values of ${title(made.by)} (${at(found.place)})` : undefined;
}

/** What is written in the place of that value and is not what it looks like, with the line. */
export function slipText({ object: { made } }: Stack, field: string): readonly string[] {
  const found = made?.values[field];
  return found?.slip === undefined ? [] : [`${at(found.place)}: ${found.slip}`];
}

/** Why it is not known which objects of a kind the stack selects. */
export function openAbout({ ref, object: { made } }: Stack, kind: string): Gap | undefined {
  const why = made?.open[kind];
  if (made === undefined || why === undefined) return undefined;
  return {
    reason: 'unreachable',
    reads: { group: 'monitoring.coreos.com', kind: ref.kind },
    sentence: `Which ${kind} objects ${title(ref)} takes is not known: ${why} ${title(made.by)} makes it (${at(made.place)}).`,
  };
}
