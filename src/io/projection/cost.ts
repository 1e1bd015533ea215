/**
 * How much there is to judge in an object. Objects that people write have some hundred values, generated rules some
 * thousand; one of 1.5 MB, etcd's limit, can have half a million, and many checks hold each of them against others.
 */
const MOST = 20_000;
/** Every endpoint of a monitor is held against every Service. */
const MONITORS: ReadonlySet<unknown> = new Set(['ServiceMonitor', 'PodMonitor', 'Probe', 'ScrapeConfig']);

/**
 * One of these that is not judged leaves open what is asked about it and its namespace, and all else is answered: it must
 * not be in a tenant's hands to close every question of a cluster. A stack leaves open what no other stack takes.
 */
const ALONE: ReadonlySet<unknown> = new Set([
  ...['ServiceMonitor', 'PodMonitor', 'Probe', 'ScrapeConfig', 'PrometheusRule', 'AlertmanagerConfig'],
  ...['Service', 'Endpoints', 'EndpointSlice', 'Prometheus', 'PrometheusAgent', 'ThanosRuler'],
]);

/** Are the others of its kind known where one costs too much? */
export function standsAlone(kind: unknown): boolean {
  return ALONE.has(kind);
}

/** What an object of a kind may cost. */
export function mostOf(kind: unknown): number {
  return MONITORS.has(kind) ? MOST / 2 : MOST;
}

/** So much of a repetition of a regular expression costs as much as one value. */
const REPEATED = 10;
const REPETITION = /\{(\d{1,4})(?:,(\d{0,4}))?\}/g;

/** The cost of what is kept; it stops to count beyond the largest limit. */
export function costOf(...roots: readonly unknown[]): number {
  const waiting: unknown[] = [...roots];
  let cost = 0;
  while (waiting.length > 0 && cost <= MOST) {
    const value = waiting.pop();
    cost += 1;
    if (typeof value === 'string') cost += value.includes('{') ? repeated(value) : 0;
    else if (typeof value === 'object' && value !== null)
      for (const item of Object.values(value)) {
        // Not with a spread: a list may have more items than a call takes arguments.
        waiting.push(item);
      }
  }
  return cost;
}

/** The field that costs most, down to a list or text: "spec.endpoints". */
export function costliest(body: unknown): string {
  const path: string[] = [];
  let value = body;
  while (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    const [first, ...others] = Object.entries(value as Readonly<Record<string, unknown>>).map(([key, item]) => ({
      key,
      item,
      cost: costOf(item),
    }));
    if (first === undefined) break;
    const most = others.reduce((best, each) => (each.cost > best.cost ? each : best), first);
    path.push(most.key);
    value = most.item;
  }
  return path.join('.');
}

function repeated(text: string): number {
  let sum = 0;
  for (const [, least, most] of text.matchAll(REPETITION)) sum += Math.max(Number(least), Number(most ?? 0));
  return Math.floor(sum / REPEATED);
}
