import { openSelector, setInStack } from '../backends/prometheus-operator/stack-values.ts';
import { labelsInRelease, releaseOfObject } from '../backends/charts/source.ts';
import { atSource, printLabels, setInChart, valuesAtSource } from '../kube/at-source.ts';
import type { AtSource, LabelChange } from '../kube/at-source.ts';
import { ownerOf, printOwner } from '../kube/owner.ts';
import { keyOf, refOf, sameRef, title } from '../kube/refs.ts';
import type { Ref, Stack } from '../model/index.ts';
import type { Words } from '../world/context.ts';
import type { Analysis } from './analysis.ts';
import { chartKnownFor } from './known-chart.ts';
import { command, inNamespace } from '../kube/shell.ts';

/**
 * The words of a finding, with the owner of what its fix changes: the one place where a remedy learns of owners. Labels
 * are set where the object comes from, by a line to paste; another field at fault is changed there too. `field`: the
 * field of the object that is at fault.
 */
export function withOwner(
  analysis: Analysis,
  words: Words,
  about: Ref,
  { stack, field }: { readonly stack?: Stack | undefined; readonly field?: readonly string[] | undefined },
): Words {
  const { fix, severity } = words;
  if (fix?.kind === 'labels') return labelled(analysis, words, fix, stack);
  const chart = words.values && byValues(analysis, words.values);
  if (chart)
    return {
      ...words,
      remedy: `${words.remedy}${chart.remedy}`,
      ...(chart.commands.length > 0 ? { commands: chart.commands } : {}),
    };
  const ref = changedBy(words) ?? (field === undefined || (fix && ADDS.includes(fix.kind)) ? undefined : about);
  const object = ref && analysis.world.get(ref);
  const owner = object && ownerOf(object);
  if (!owner || object.made || severity === 'info') return words;
  const from =
    owner.kind === 'controller'
      ? `The controller of ${owner.parent.kind} ${owner.parent.name} writes ${title(ref)}: change it there`
      : `${title(ref)} is from ${printOwner(owner)}: change it in that source`;
  const changed = analysis.stacks.find((each) => sameRef(each.ref, ref));
  const set = changed && fix?.kind === 'patch' ? setInStack(changed, fix.fields, analysis.umbrellas()) : undefined;
  return {
    ...words,
    remedy: `${words.remedy} ${from}, since a change of the live object would be undone.${set?.fillIn ?? ''}`,
    ...(set ? { commands: [set.command] } : {}),
  };
}

function byValues(
  { world, umbrellas }: Analysis,
  { object, chart, set }: NonNullable<Words['values']>,
): AtSource | undefined {
  const made = world.get(object);
  return made && !made.made ? setInChart(made, chart, set, umbrellas()) : undefined;
}

/** Fixes that add an object, or write one again as it is: no owner has anything against it. */
const ADDS: readonly string[] = ['create', 'rbac', 'touch'];

/** What a fix changes, where that is told. */
function changedBy({ changes, fix }: Words): Ref | undefined {
  return changes ?? (fix?.kind === 'patch' ? fix.object : fix?.kind === 'operator-args' ? fix.operator : undefined);
}

function labelled(
  analysis: Analysis,
  words: Words,
  change: LabelChange & { readonly object: Ref },
  stack?: Stack,
): Words {
  const { world } = analysis;
  const object = world.get(change.object);
  const app = object && analysis.ledTo().get(keyOf(refOf(object)));
  const chart = object && chartKnownFor(analysis, object);
  const opened =
    object && stack && openSelector(stack, object.kind, analysis.umbrellas(), analysis.unlabelled(stack, object.kind));
  const source = object && !object.made && atSource(object, change, analysis.umbrellas(), chart);
  if (!source) return opened ? { ...words, instead: [opened] } : words;
  const installed = releaseOfObject(world.snapshot.releases ?? [], object);
  const instead = [
    ...(source.instead === undefined ? [] : [{ text: `${source.instead}.` }]),
    ...(opened ? [opened] : []),
    ...(app
      ? [
          {
            text: 'leave it alone, and add a monitor next to it.',
            // There is no cluster behind files, which setup would look at.
            command:
              world.snapshot.source === 'files'
                ? command`promwire generate ${app.profile}`
                : command`promwire setup ${app.profile} ${inNamespace(app.namespace)}`,
          },
        ]
      : []),
  ];
  if (installed) {
    const values = valuesAtSource(object, change, analysis.umbrellas(), chart);
    const found = source.commands.filter((command) => /^helm (?:show|get) values /.test(command));
    return {
      ...words,
      remedy: labelsInRelease(installed, object, printLabels(change), values),
      ...(found.length > 0 ? { commands: found } : {}),
      ...(instead.length > 0 ? { instead } : {}),
    };
  }
  return {
    ...words,
    remedy: source.remedy,
    ...(source.commands.length > 0 ? { commands: source.commands } : {}),
    ...(instead.length > 0 ? { instead } : {}),
  };
}
