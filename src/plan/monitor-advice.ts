/** What a plan says of monitors that are there already. */
import { unboundedBy } from '../backends/prometheus-operator/discovery/passed-texts.ts';
import type { Analysis } from '../judge/analysis.ts';
import { keyOf, refOf, sameRef, title } from '../kube/refs.ts';
import type { Advice, KubeObject, Monitor, Ref, Stack } from '../model/index.ts';
import { ownerOf } from '../kube/owner.ts';
import { checkCommand, fixCommand } from './advice.ts';
import { isAtHome, isOurWork, isRelevant } from './part.ts';
import type { PlanInput } from './part.ts';

/** A monitor of another owner stays as it is, and may store a series for each error text. */
export function unboundedTexts({ analysis, stack, app }: PlanInput, monitor: Monitor): readonly Advice[] {
  const found = unboundedBy(analysis.world, monitor, stack, analysis.wires(monitor.object, stack), [app]);
  return found.map(({ endpoint, texts }) => ({
    text:
      `${title(monitor.ref)} leaves the label ${texts.label} as it is, so each failing run is a new series: add ` +
      `${texts.bounds.length} relabelings to spec.endpoints[${endpoint}].metricRelabelings where it is from. They are printed by:`,
    command: checkCommand(monitor.ref),
    standing: true,
  }));
}

/** An application that no profile knows, and that is scraped: what is left to do is not to be seen in the plan. */
export function isThere({ app, stack }: PlanInput, object: KubeObject): readonly Advice[] {
  if (!app.target || !isAtHome({ app, stack }, object.metadata.namespace)) return [];
  const text = `${title(stack.ref)} scrapes ${app.title} through ${title(refOf(object))} already, so none of promwire's own is made.`;
  return [{ text, standing: true }];
}

/** The monitor that is relied on is neither in the application's namespace nor in the stack's. */
export function isElsewhere(input: PlanInput, object: KubeObject): readonly Advice[] {
  if (isAtHome(input, object.metadata.namespace)) return [];
  const text = `${title(refOf(object))} has the application scraped already, so none of promwire's own is made: it is relied on since it is of the same release. Look at what it keeps of the metrics:`;
  return [{ text, command: checkCommand(refOf(object)), standing: true }];
}

/**
 * A monitor of a third namespace scrapes it too: its writer decides what is kept of the application's metrics, and
 * may take it away at any time.
 */
export function besides({ app, stack }: PlanInput, object: KubeObject): readonly Advice[] {
  return [
    {
      text: `${title(stack.ref)} scrapes the application through ${title(refOf(object))} too, so each of its series is there twice. That is neither in ${app.namespace} nor next to ${title(stack.ref)}, so it is not relied on: have its owner remove it, if it is not wanted.`,
      standing: true,
    },
  ];
}

/** A monitor of the application's or the stack's own namespace that nothing keeps as it is. */
export function isHandMade(input: PlanInput, object: KubeObject): boolean {
  return ownerOf(object) === undefined && isRelevant(input, object);
}

/** Why a monitor for the application has nothing of it scraped. */
export function whyInVain(
  { analysis, stack }: PlanInput,
  object: KubeObject,
): { readonly ref: Ref; readonly fact: string } {
  const { causes } = analysis.judgement(object, stack);
  const why = causes.length === 0 ? '' : ` (${causes.join(', ')})`;
  const taken = analysis.selected(object, stack) ? 'selects' : 'does not select';
  const ref = refOf(object);
  return {
    ref,
    fact: `${title(stack.ref)} ${taken} ${title(ref)}, and scrapes nothing of the application through it${why}.`,
  };
}

/** A monitor for the application through which nothing of it is scraped. Once it is put right, one of the two is too many. */
export function inVain(input: PlanInput, object: KubeObject): readonly Advice[] {
  const { ref, fact } = whyInVain(input, object);
  if (!isHandMade(input, object)) return [{ text: `${fact} It says why:`, command: checkCommand(ref) }];
  if (input.analysis.world.snapshot.source === 'files')
    return [
      {
        text: `${fact} Put that one right in place of a second one (promwire fix --from PATH does where the fix is known), or take it out: with both the application is scraped twice.`,
      },
    ];
  return [
    {
      text: `${fact} To put that one right in place of a second one (a second run of setup then takes its own away):`,
      command: fixCommand(ref),
    },
  ];
}

/** Of each target that the stack scrapes through a monitor, every monitor through which it does. */
export function scrapedThrough(analysis: Analysis, stack: Stack, object: KubeObject): readonly (readonly Ref[])[] {
  return [...analysis.scrapes(stack).all().values()].filter((monitors) =>
    monitors.some((monitor) => sameRef(monitor, refOf(object))),
  );
}

/** Two monitors of other owners that scrape the same: neither is ours to remove. */
export function twiceByOthers(input: PlanInput, object: KubeObject): readonly Advice[] {
  const { analysis, stack } = input;
  const others = new Map(
    scrapedThrough(analysis, stack, object)
      .flat()
      .map((monitor) => [keyOf(monitor), monitor]),
  );
  return [...others.values()].flatMap((other) => {
    const found = analysis.world.get(other);
    if (!found || sameRef(other, refOf(object)) || isOurWork(input, found)) return [];
    const text = `${title(stack.ref)} scrapes targets of ${title(refOf(object))} a second time through ${title(other)}: remove one of the two where it came from.`;
    return [{ text }];
  });
}
