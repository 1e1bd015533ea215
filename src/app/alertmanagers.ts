import { reachOf } from '../backends/prometheus-operator/running/addresses.ts';
import { activeQuery, alertTrail } from '../backends/alertmanager/trail.ts';
import type { AlertTrail } from '../backends/alertmanager/trail.ts';
import type { Analysis } from '../judge/analysis.ts';
import { title } from '../kube/refs.ts';
import { readRouting } from '../io/alertmanager/index.ts';
import type { Kube } from '../io/kube/connect/open.ts';
import { transportTo } from '../io/prometheus/cluster.ts';
import type { StackObservation } from '../model/index.ts';
import type { Given } from '../commands/kit/flags.ts';

const PREFIX = 'alert/';

/** Names after "alert/" among the words of a check. */
function askedAlerts(words: readonly string[]): readonly string[] {
  return words.filter((word) => word.startsWith(PREFIX)).map((word) => word.slice(PREFIX.length));
}

/** Does the answer hang on where alerts go? Not where only monitors, Services, pods or metrics are asked about. */
export function asksForRoutes(words: readonly string[]): boolean {
  const about = /^(?:alert|promrule|prometheusrules?|amcfg|alertmanagerconfigs?)(?:\.monitoring\.coreos\.com)?\//i;
  return words.length === 0 || words.some((word) => !word.includes('/') || about.test(word));
}

/** What the instances of a Prometheus are asked about these alerts. */
export function alertQueries(words: readonly string[]): readonly string[] {
  return askedAlerts(words).map(activeQuery);
}

export function trailsOf(analysis: Analysis, given: Given): readonly AlertTrail[] {
  return askedAlerts(given.words).map((alert) => alertTrail(analysis, alert, given.text('namespace')));
}

/** Asks every Alertmanager that runs for the routes that it runs with. */
export async function observeAlertmanagers(
  kube: Kube,
  analysis: Analysis,
  signal: AbortSignal,
): Promise<readonly StackObservation[]> {
  const asked = analysis.stacks.filter(({ ref }) => ref.kind === 'Alertmanager');
  return await Promise.all(
    asked.map(async (stack): Promise<StackObservation> => {
      const way = transportTo(kube, reachOf(stack, analysis.world.snapshot.objects));
      const routing = typeof way === 'function' ? await readRouting(title(stack.ref), way, signal) : way;
      return { stack: stack.ref, capabilities: stack.capabilities, shards: 1, instances: [], routing };
    }),
  );
}
