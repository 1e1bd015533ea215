import { gapText } from '../../kube/gap-text.ts';
import type { TargetContext } from '../../world/context.ts';
import { isWritten } from '../prometheus-operator/running/live.ts';
import { title } from '../../kube/refs.ts';
import type { SeriesLabels } from '../../lang/promql/series-labels.ts';
import type { AlertRoute, Ref, Stack } from '../../model/index.ts';
import { alwaysFiring } from './always.ts';
import { destinationsOf } from './destinations.ts';
import { endOf } from './end.ts';
import type { End } from './end.ts';
import { endsOf, printMatchers } from './follow-routes.ts';
import { holdsOn } from './holds.ts';
import type { Held } from './holds.ts';
import type { Destination } from './services.ts';
import { treeOf } from './tree.ts';

/** One way of an alert to its end. */
export interface Way {
  /** What it passes, one line each, from the Alertmanager on. */
  readonly steps: readonly string[];
  /** It is taken whatever the labels are that are not known. */
  readonly sure: boolean;
  readonly end: End;
  /** The Alertmanager, where none of its receivers notifies, whatever the alert is. */
  readonly silent?: Ref;
  /** What keeps it from being told for a time; as the Alertmanager itself says. */
  readonly held?: readonly Held[];
}

export interface Trace {
  readonly ways: readonly Way[];
  /** `delivered`: some receiver is told for sure, whichever; `nowhere`: none can be. */
  readonly fate: 'delivered' | 'nowhere' | 'unknown';
  /** The Alertmanagers that it is sent to. */
  readonly alertmanagers: readonly Stack[];
}

/** Follows alerts with these labels from the stack that evaluates them to the receivers. */
export function traceAlert(context: TargetContext, stack: Stack, labels: SeriesLabels): Trace {
  const destinations = destinationsOf(context, stack);
  const ways: readonly Way[] =
    destinations.length === 0
      ? [{ steps: [], sure: true, end: { kind: 'nowhere', why: `${title(stack.ref)} knows no Alertmanager.` } }]
      : destinations.flatMap((destination) => waysTo(context, destination, labels));
  // Of the ways at least one is taken, so where every one ends at a receiver, one is told.
  const delivered =
    ways.some(({ sure, end }) => sure && end.kind === 'receiver') || ways.every(({ end }) => end.kind === 'receiver');
  const lost = ways.every(({ end }) => end.kind === 'nowhere');
  const alertmanagers = destinations.flatMap((each) => (each.kind === 'alertmanager' ? [each.stack] : []));
  return { ways, alertmanagers, fate: delivered ? 'delivered' : lost ? 'nowhere' : 'unknown' };
}

function waysTo(context: TargetContext, destination: Destination, labels: SeriesLabels): readonly Way[] {
  if (destination.kind === 'nobody') return [{ steps: [], sure: true, end: { kind: 'nowhere', why: destination.why } }];
  if (destination.kind === 'unknown') return [{ steps: [], sure: true, end: destination }];
  const { stack, via } = destination;
  const tree = treeOf(context, stack);
  const first = `${title(stack.ref)}, through Service ${via}${tree.live ? ', by the configuration that it runs with' : ''}`;
  if (stack.replicas === 0)
    return [
      {
        steps: [first],
        sure: true,
        end: { kind: 'nowhere', why: `${title(stack.ref)} is scaled to 0 replicas.`, asleep: stack.ref },
      },
    ];
  const silent = tree.gaps.length === 0 && Object.values(tree.receivers).every((kinds) => kinds.length === 0);
  const ways = endsOf(tree.route, labels).map(({ path, sure }): Way => {
    const steps = [first, ...path.map((route, i) => printRoute(route, i === 0))];
    const end = endOf(path, tree.receivers);
    const held = end.kind === 'receiver' ? holdsOn(path.at(-1), labels, tree, () => alwaysFiring(context, stack)) : [];
    return { steps, sure, end, ...(silent ? { silent: stack.ref } : {}), ...(held.length > 0 ? { held } : {}) };
  });
  const late =
    tree.refused !== undefined
      ? [{ why: `The configuration of ${title(stack.ref)} is refused: ${tree.refused}.`, gaps: [] }]
      : tree.live || isWritten(stack)
        ? []
        : [{ why: unwritten(stack), gaps: [] }];
  const hidden = [...tree.gaps.map((gap) => ({ why: gapText(gap), gaps: [gap] })), ...late].map((rest): Way => ({
    steps: [first],
    sure: false,
    end: { kind: 'unknown', ...rest },
  }));
  // What hides more routes may hide one that comes first and takes the alert.
  return hidden.length === 0
    ? ways
    : [...ways.map((way) => ({ ...way, sure: way.sure && late.length === 0 })), ...hidden];
}

/** Why the configuration of an Alertmanager is not the one that the objects want. */
function unwritten({ ref, restrictions, reconciled }: Stack): string {
  if (reconciled?.status === 'False' && reconciled.message !== '')
    return `The operator cannot reconcile ${title(ref)}: ${reconciled.message}`;
  return restrictions.paused
    ? `${title(ref)} is paused: no change since then has reached it.`
    : `The operator has not written what ${title(ref)} is to do.`;
}

function printRoute({ matchers, from, unread, ...route }: AlertRoute, root: boolean): string {
  if (unread !== undefined) return `the routes of ${unread}`;
  const what = root ? 'the outermost route' : `route ${printMatchers(matchers)}`;
  return `${what}${from ? ` of ${title(from)}` : ''}${route.continue ? ' (continue)' : ''}`;
}
