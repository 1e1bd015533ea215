/** How a monitor of another owner scrapes, as far as alerts on its targets depend on it. */
import { asText, objectAt, stringAt, trueAt } from '../../../kube/json.ts';
import { parseDuration } from '../../../lang/go/duration.ts';
import type { Monitor, Scrape, Stack } from '../../../model/index.ts';
import { rawEndpoint } from './endpoints.ts';
import { relabelingsOf } from './target-labels.ts';

/**
 * Of the endpoints at a path the longest interval and time-out, the stack's where they have none (30s and 10s where it has
 * none either: prometheus-operator pkg/prometheus/promcfg.go), whether samples are dropped on purpose, and whether labels of
 * the page go before those of targets.
 */
export function scrapeOf(monitor: Monitor, stack: Stack, path: string): Partial<Scrape> {
  const endpoints = monitor.endpoints
    .filter((endpoint) => endpoint.path === path)
    .map((endpoint) => ({ endpoint, raw: rawEndpoint(monitor.object, endpoint.index) }));
  const spec = objectAt(stack.object.body, 'spec');
  const longest = (field: string, usual: string): string =>
    endpoints.map(({ raw }) => stringAt(raw, field) ?? usual).toSorted((a, b) => lengthOf(b) - lengthOf(a))[0] ?? usual;
  const steps = endpoints.flatMap(({ endpoint, raw }) =>
    relabelingsOf(monitor, stack.object, endpoint, 'metricRelabelings', raw).map(({ value }) => value),
  );
  const actions = steps.map((step) => asText(objectAt(step)?.['action'])?.toLowerCase() ?? 'replace');
  const drops = actions.some((action) => /^(?:drop|keep)/.test(action));
  return {
    interval: longest('interval', stringAt(spec, 'scrapeInterval') ?? '30s'),
    timeout: longest('scrapeTimeout', stringAt(spec, 'scrapeTimeout') ?? '10s'),
    ...(drops ? { metricRelabelings: [{ action: 'drop' }] } : {}),
    // promcfg.go AddHonorLabels: overrideHonorLabels of the stack comes before it.
    ...(endpoints.some(({ raw }) => trueAt(raw, 'honorLabels')) && !stack.restrictions.overrideHonorLabels
      ? { honorLabels: true }
      : {}),
  };
}

function lengthOf(text: string): number {
  const parsed = parseDuration(text);
  return parsed.kind === 'ok' ? parsed.milliseconds : 0;
}
