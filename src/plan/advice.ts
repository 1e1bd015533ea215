import { atSource, knownFor } from '../kube/at-source.ts';
import type { Analysis } from '../judge/analysis.ts';
import type { Advice, KubeObject, ProfileVariant, Ref, Stack } from '../model/index.ts';
import { refOf, title } from '../kube/refs.ts';
import { satisfy } from '../kube/selector.ts';
import { command, inNamespace, nameWord } from '../kube/shell.ts';

/** The command that tells how far an object gets. */
export function checkCommand({ kind, namespace, name }: Ref): string {
  const what = nameWord(`${kind.toLowerCase()}/${name}`, 'KIND/NAME');
  return namespace === undefined
    ? command`promwire check ${what}`
    : command`promwire check ${what} ${inNamespace(namespace)}`;
}

/** The command that changes what can be changed of an object. */
export function fixCommand({ kind, namespace, name }: Ref): string {
  const what = nameWord(`${kind.toLowerCase()}/${name}`, 'KIND/NAME');
  return namespace === undefined
    ? command`promwire fix ${what}`
    : command`promwire fix ${what} ${inNamespace(namespace)}`;
}

/**
 * What fixes the source of an owned object that the stack does not take. Printed, never done. `inCluster`: setup can
 * remove its own monitor afterwards; else the objects are files.
 */
export function mendTheSource(
  analysis: Analysis,
  object: KubeObject,
  stack: Stack,
  known: ProfileVariant['chart'],
  inCluster: boolean,
): readonly Advice[] {
  const change = satisfy(stack.selections[object.kind]?.objects ?? { kind: 'nothing' }, object.metadata.labels);
  if (!change || change.choices || (Object.keys(change.set).length === 0 && change.remove.length === 0)) return [];
  const chart = knownFor(object, known);
  const source = atSource(object, change, analysis.umbrellas(), chart);
  if (!source) return [];
  const [command] = source.commands;
  const text = `To fix the source of ${title(refOf(object))}:`;
  const advice = command === undefined ? { text: `${text} ${source.remedy}` } : { text, command };
  if (chart === undefined || command === undefined) return [advice];
  return [
    advice,
    {
      text: `${inCluster ? 'Then run promwire setup again: it removes its own monitor and keeps the rules, the dashboard and the settings' : 'Then remove the ServiceMonitor of promwire'}. Or switch theirs off with the value ${chart.monitorEnabled}=false.`,
    },
  ];
}
