/** Which stack an application goes into. */
import { isMadeFor } from '../backends/prometheus-operator/placement.ts';
import { discoveryAllowed } from '../backends/prometheus-operator/discovery/wire.ts';
import { PromwireError } from '../errors.ts';
import type { Analysis } from '../judge/analysis.ts';
import { gapText } from '../kube/gap-text.ts';
import { isOurs, isShownOurs } from '../kube/owner.ts';
import { nameOf, title } from '../kube/refs.ts';
import type { KubeObject, Stack } from '../model/index.ts';
import type { App } from '../world/applications.ts';
import { stackByName } from './lookup.ts';
import { nameWord } from '../kube/shell.ts';

/** A stack that could take the application. */
export interface StackChoice {
  readonly stack: Stack;
  /** It selects a monitor of the application already. */
  readonly taken: boolean;
  /** The one to take in doubt: it selects a monitor of the application, else it selects the most monitors. */
  readonly recommended: boolean;
}

/** `note`: why this one of several was chosen without asking. */
interface Chosen {
  readonly stack: Stack;
  readonly note?: string;
}

/**
 * The stack of that name; else the only one; else the one that takes what promwire made for the application before; else
 * the one that `choose` answers. Throws PromwireError: 'usage' (the choice is open, with what there is to choose from),
 * 'forbidden', 'failed' (there is none).
 */
export async function chooseStack(
  analysis: Analysis,
  app: App,
  named: string | undefined,
  choose: ((stacks: readonly StackChoice[], app: App) => Promise<Stack>) | undefined,
): Promise<Chosen> {
  if (named !== undefined) return { stack: stackByName(analysis, named) };
  const able = analysis.stacks.filter((stack) => stack.consumes.includes('ServiceMonitor'));
  const [only, ...others] = able;
  if (!only) throw noStack(analysis);
  if (others.length === 0) return { stack: only };
  const [wired, second] = able.filter((stack) => takesOurs(analysis, stack, app));
  if (wired && !second)
    return {
      stack: wired,
      note: `${title(wired.ref)}, since it selects what promwire made for ${app.title} before; --stack chooses another one`,
    };
  const choices = choicesOf(analysis, app, able);
  if (choose) return { stack: await choose(choices, app) };
  const example = choices.find(({ recommended }) => recommended)?.stack ?? only;
  throw new PromwireError(
    'usage',
    `there are ${able.length} stacks to choose from:\n${stackLines(choices).join('\n')}`,
    `Say which with --stack, for example --stack ${nameWord(nameOf(example.ref), 'NS/NAME').word}.`,
  );
}

function choicesOf(analysis: Analysis, app: App, able: readonly Stack[]): readonly StackChoice[] {
  const counted = able.map((stack) => ({
    stack,
    taken: takesApp(analysis, stack, app),
    monitors: analysis.selectedBy(stack, 'ServiceMonitor').length,
  }));
  const best = counted.toSorted((a, b) => Number(b.taken) - Number(a.taken) || b.monitors - a.monitors)[0];
  return counted.map(({ stack, taken }) => ({ stack, taken, recommended: stack === best?.stack }));
}

/** Stacks to choose from, numbered from 1. */
export function stackLines(stacks: readonly StackChoice[]): readonly string[] {
  return stacks.map(({ stack, taken, recommended }, i) => {
    const why = taken ? 'selects a monitor of it already' : recommended ? 'selects the most monitors' : '';
    return `  ${i + 1}  ${title(stack.ref)}${why === '' ? '' : `  (${why})`}`;
  });
}

function takesApp(analysis: Analysis, stack: Stack, app: App): boolean {
  return app.services.some((service) => analysis.reaching(service).some((object) => analysis.selected(object, stack)));
}

/**
 * Does it select a monitor or rules that promwire made for the application? What only says so does not count, nor what
 * lies elsewhere: its writer would choose whose Prometheus gets rights in the application's namespace. Next to the stack
 * its owner may write all, so there it must have those rights already.
 */
function takesOurs(analysis: Analysis, stack: Stack, app: App): boolean {
  const { world } = analysis;
  const made = (object: KubeObject): boolean =>
    isMadeFor(object, app) && (world.snapshot.source === 'files' ? isOurs(object) : isShownOurs(object));
  const mayDiscover = (): boolean =>
    discoveryAllowed(world, stack, stack.restrictions.discoveryRole, app.namespace).allowed === 'yes';
  return ['ServiceMonitor', 'PrometheusRule'].some((kind) =>
    analysis
      .selectedBy(stack, kind)
      .filter(made)
      .some(
        ({ metadata: { namespace } }) =>
          namespace === app.namespace || (namespace === stack.ref.namespace && mayDiscover()),
      ),
  );
}

/** No Prometheus at all, or none that may be seen. */
export function noStack(analysis: Analysis): PromwireError {
  const { world } = analysis;
  const [gap] = ['Prometheus', 'PrometheusAgent'].flatMap((kind) => world.gaps('monitoring.coreos.com', kind));
  if (gap)
    return new PromwireError(
      'forbidden',
      world.snapshot.source === 'files'
        ? 'no Prometheus object is among the files'
        : `no Prometheus could be looked for: ${gapText(gap)}`,
      world.snapshot.source === 'files'
        ? 'Give the file with the Prometheus object to --from too, or give generate the labels by flags.'
        : 'Ask for the right to list prometheuses.monitoring.coreos.com, or use generate with labels given by flags.',
    );
  const absent = world.snapshot.gaps.some(
    (entry) => entry.reason === 'crd-missing' && entry.reads.kind === 'Prometheus',
  );
  const message = absent
    ? 'the Prometheus Operator is not installed here: the API server does not know the kind Prometheus'
    : 'no Prometheus or PrometheusAgent object exists here';
  return new PromwireError(
    'failed',
    message,
    'Install a stack such as kube-prometheus-stack first. promwire generate --monitor-labels … writes manifests without it.',
  );
}
