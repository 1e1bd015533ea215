/** The stacks, at the head of a report. */
import type { Report } from '../../model/index.ts';
import { groupBy } from '../../kube/group.ts';
import { title } from '../../kube/refs.ts';
import { troublesOf } from '../report-json.ts';
import { plural, targetCount, wrap } from './style.ts';
import { visible } from '../visible.ts';
import type { Style } from './style.ts';

/** At most so many monitors of an application are listed. */
const LISTED = 5;

/** What each stack takes; with `verbose` object by object. */
export function stackLines(report: Report, style: Style, verbose: boolean): readonly string[] {
  if (report.stacks.length === 0) return [noStackText(report)];
  const byStack = groupBy(report.judgements, ({ stack }) => nameKey(stack));
  return report.stacks.flatMap((stack, i) => {
    const matches = byStack.get(nameKey(stack.ref)) ?? [];
    const takes = takesOf(report, stack, matches);
    const troubles = troublesOf(report, stack.ref) ?? [];
    const what = [...troubles.map((each) => style.red(visible(each))), takes].join('; ');
    return [
      ...wrap(`${style.bold(visible(title(stack.ref)))}  ${what}`, style.width, '', '    '),
      ...[...makerLines(report, i), ...generatedLines(matches, verbose)].flatMap((line) =>
        wrap(visible(line), style.width, '  ', '    '),
      ),
      ...(verbose || report.application
        ? listed(matches, verbose).flatMap((match) =>
            wrap(visible(matchLine(match, report.wires)), style.width, '  ', '             '),
          )
        : []),
    ];
  });
}

/** Why no stack is told. */
export function noStackText({ stacksHidden }: Pick<Report, 'stacksHidden'>): string {
  if (stacksHidden === 'unseen')
    return 'Which Prometheus, PrometheusAgent and ThanosRuler objects there are could not be seen.';
  return stacksHidden === undefined
    ? 'No Prometheus, PrometheusAgent or ThanosRuler found.'
    : 'No Prometheus, PrometheusAgent or ThanosRuler is among the files.';
}

/** "takes 2 of 3 monitors and rules": how much of what it could take. */
export function takesText(report: Report, stack: Report['stacks'][number]): string {
  const own = report.judgements.filter((judgement) => sameName(judgement.stack, stack.ref));
  return takesOf(report, stack, own);
}

function takesOf(report: Report, stack: Report['stacks'][number], matches: Report['judgements']): string {
  // Objects of other kinds are told why, too: an agent on every node takes PodMonitors alone.
  const own = matches.filter(({ object }) => stack.consumes.includes(object.kind));
  const selected = own.filter((match) => match.verdict === 'selected').length;
  const unknown = own.filter((match) => match.verdict === 'unknown').length;
  const aside = report.aside?.find((each) => sameName(each.stack, stack.ref));
  return aside
    ? `${aside.count} other ${kindsOf(stack.consumes, aside.count)} ${aside.count === 1 ? 'is' : 'are'} not part of this question`
    : own.length === 0
      ? `${noneOf(stack.consumes)} here`
      : `takes ${selected} of ${own.length} ${kindsOf(stack.consumes)}${unknown > 0 ? `, ${unknown} unknown` : ''}`;
}

/** What makes a stack that is not among the files, said of the first one that it makes. */
function makerLines({ stacks }: Report, i: number): readonly string[] {
  const maker = (stack: Report['stacks'][number] | undefined): string => {
    const made = stack?.object.made;
    return made ? `as ${title(made.by)} makes it of its values (${made.place.file}:${made.place.line})` : '';
  };
  const text = maker(stacks[i]);
  return text === '' || stacks.slice(0, i).some((stack) => maker(stack) === text) ? [] : [text];
}

/** All with `verbose`, else the first monitors that are taken. */
function listed(matches: Report['judgements'], verbose: boolean): Report['judgements'] {
  const scraped = matches.filter(({ verdict, object }) => verdict === 'selected' && object.kind !== 'PrometheusRule');
  return verbose ? matches : scraped.slice(0, LISTED);
}

/** "monitors and rules", "AlertmanagerConfigs". */
function kindsOf(kinds: readonly string[], count = 2): string {
  const [only, ...others] = kinds;
  if (only !== undefined && others.length === 0) return count === 1 ? only : `${only}s`;
  return kinds.includes('PrometheusRule') ? 'monitors and rules' : 'monitors';
}

/** "no monitors or rules", "no AlertmanagerConfig". */
function noneOf(kinds: readonly string[]): string {
  const [only, ...others] = kinds;
  if (only !== undefined && others.length === 0) return `no ${only}`;
  return kinds.includes('PrometheusRule') ? 'no monitors or rules' : 'no monitors';
}

/** How much of what a stack takes is in the generated configuration, where that was read; of one monitor its jobs. */
function generatedLines(matches: Report['judgements'], verbose: boolean): readonly string[] {
  const read = matches.flatMap(({ verdict, generated }) => (generated ? [{ verdict, ...generated }] : []));
  const [only] = read;
  if (!only) return [];
  if (read.length === 1 && !verbose) return [`generated configuration: ${jobsText(only)}`];
  const taken = read.filter(({ verdict }) => verdict === 'selected');
  const whole = taken.filter(({ lacks }) => lacks.length === 0).length;
  const others = read.filter(({ verdict, has }) => verdict !== 'selected' && has.length > 0).length;
  return [
    `generated configuration: has the jobs of ${whole} of ${plural(taken.length, 'monitor')} taken` +
      (others > 0 ? `, and of ${others} others` : ''),
  ];
}

function jobsText({ has, lacks }: { readonly has: readonly string[]; readonly lacks: readonly string[] }): string {
  const parts = [
    ...(has.length > 0 ? [`has ${has.join(', ')}`] : []),
    ...(lacks.length > 0 ? [`has not ${lacks.join(', ')}`] : []),
  ];
  return parts.length === 0 ? 'has no job of it' : parts.join('; ');
}

/** "taken    ServiceMonitor shop/web: 2 targets". */
function matchLine(
  { object, stack, verdict, causes, generated }: Report['judgements'][number],
  all: Report['wires'],
): string {
  const taken = { selected: 'taken', 'not-selected': 'not taken', rejected: 'rejected', unknown: 'unknown' }[verdict];
  const wires = all.filter((wire) => sameName(wire.monitor, object) && sameName(wire.stack, stack));
  const count = wires.reduce((sum, wire) => sum + wire.targets.length, 0);
  const open = wires.reduce((sum, wire) => sum + (wire.open ?? 0), 0);
  const known = wires.every((wire) => wire.unknown === undefined);
  const targets =
    verdict !== 'selected' || wires.length === 0 ? [] : [known ? targetCount(count, open) : 'targets not known'];
  const jobs = generated ? [`generated configuration: ${jobsText(generated)}`] : [];
  const says = [...targets, ...causes, ...jobs].join(', ');
  return `${taken.padEnd(9)}  ${title(object)}${says === '' ? '' : `: ${says}`}`;
}

function nameKey({ kind, namespace = '', name }: Report['stacks'][number]['ref']): string {
  return `${kind} ${namespace}/${name}`;
}

function sameName(a: Report['judgements'][number]['stack'], b: Report['stacks'][number]['ref']): boolean {
  return a.kind === b.kind && a.namespace === b.namespace && a.name === b.name;
}
