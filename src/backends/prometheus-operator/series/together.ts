/** What one selector does not tell, and all that one object asks for together do. */
import { memo } from '../../../kube/memo.ts';
import type { Ask } from './asks.ts';
import type { Missing } from './missing.ts';
import type { Stored } from './stored.ts';

/** So many metrics of one first word that are not there, and none that is, are those of an exporter that is not scraped. */
const MANY = 5;

const first = (metric: string): string => /^[^_:]+[_:]/.exec(metric)?.[0] ?? metric;
const firstTwo = (metric: string): string => /^[^_:]+[_:][^_:]+[_:]?/.exec(metric)?.[0] ?? metric;

/** What exporters of every kind have, and Prometheus itself writes: that others have it says nothing of one. */
const OF_ANY =
  /^(?:up$|scrape_|go_|process_|promhttp_|python_|jvm_|nodejs_|http_|grpc_|rest_client_|workqueue_|controller_runtime_|certwatcher_|leader_election_)/;

/** A reason as the reasons of the others leave it. */
export function reconsidering(
  all: readonly Missing[],
  asks: readonly Ask[],
  stored: Stored,
): (missing: Missing) => Missing {
  // The exporter is there under another job.
  const renamed = new Map<string, Missing>(
    all.flatMap((each) =>
      each.kind === 'value' && each.label === 'job' && (each.meant !== undefined || !OF_ANY.test(each.metric))
        ? [[`job${each.wanted}`, each] as const]
        : [],
    ),
  );
  const unscraped = prefixesOf(all, asks, stored);
  return (missing) => {
    const { kind, metric } = missing;
    const other = kind === 'not-scraped' ? renamed.get(missing.sign) : undefined;
    if (other) return stored.names.has(metric) ? { ...other, metric } : { kind: 'not-declared', metric };
    const sign = first(metric);
    return kind === 'not-declared' && unscraped.has(sign) ? { kind: 'not-scraped', metric, sign } : missing;
  };
}

const secondsOf = memo(({ names }: Stored): ReadonlySet<string> => new Set([...names].map(firstTwo)));

/** How metrics begin that are asked for, of which not one is there; others may begin so with another second word. */
function prefixesOf(all: readonly Missing[], asks: readonly Ask[], stored: Stored): ReadonlySet<string> {
  const undeclared = [...new Set(all.flatMap(({ kind, metric }) => (kind === 'not-declared' ? [metric] : [])))];
  const there = new Set(
    asks.flatMap(({ metric }) => (metric !== undefined && stored.names.has(metric) ? [first(metric)] : [])),
  );
  const seconds = secondsOf(stored);
  const counts = new Map<string, number>();
  for (const metric of undeclared) {
    const known = there.has(first(metric)) || seconds.has(firstTwo(metric));
    counts.set(first(metric), known ? Number.NEGATIVE_INFINITY : (counts.get(first(metric)) ?? 0) + 1);
  }
  return new Set([...counts].flatMap(([prefix, count]) => (count >= MANY ? [prefix] : [])));
}
