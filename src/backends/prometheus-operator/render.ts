import type { Placement } from '../backend.ts';
import { pretty } from '../../lang/promql/pretty.ts';
import type { Manifest, RuleGroup, Scrape, ServiceSelection } from '../../model/index.ts';
import { EVERY_SHARD } from './shards.ts';

/**
 * A ServiceMonitor, or a PodMonitor where no Service fits. It never sets honorLabels (the metric's own namespace stays
 * readable as exported_namespace in every stack) and never names a file (a stack may refuse those).
 */
export function renderMonitor(scrape: Scrape, placement: Placement, service: ServiceSelection): Manifest {
  const { metricRelabelings, params, scheme, fallbackProtocol, job } = scrape;
  const relabelings = [
    ...(service.everyShard ? [EVERY_SHARD] : []),
    ...(job === undefined ? [] : [{ targetLabel: 'job', replacement: job }]),
  ];
  const ofPods = service.of === 'pods';
  const number = ofPods ? 'portNumber' : 'targetPort';
  return {
    apiVersion: 'monitoring.coreos.com/v1',
    kind: ofPods ? 'PodMonitor' : 'ServiceMonitor',
    metadata: metadataOf(placement),
    spec: {
      ...(service.namespace === placement.namespace ? {} : { namespaceSelector: { matchNames: [service.namespace] } }),
      selector: { matchLabels: service.labels },
      ...(fallbackProtocol === undefined ? {} : { fallbackScrapeProtocol: fallbackProtocol }),
      [ofPods ? 'podMetricsEndpoints' : 'endpoints']: [
        {
          ...('name' in service.port ? { port: service.port.name } : { [number]: service.port.target }),
          path: scrape.path,
          ...(params === undefined ? {} : { params }),
          ...(scheme === undefined ? {} : { scheme, tlsConfig: { insecureSkipVerify: true } }),
          interval: scrape.interval,
          ...(scrape.timeout === undefined ? {} : { scrapeTimeout: scrape.timeout }),
          ...(relabelings.length > 0 ? { relabelings } : {}),
          ...(metricRelabelings.length > 0 ? { metricRelabelings } : {}),
        },
      ],
    },
  };
}

export function renderRules(groups: readonly RuleGroup[], placement: Placement): Manifest {
  return {
    apiVersion: 'monitoring.coreos.com/v1',
    kind: 'PrometheusRule',
    metadata: metadataOf(placement),
    spec: {
      groups: groups.map((group) => ({
        ...group,
        rules: group.rules.map((rule) => {
          if ('alert' in rule) {
            const { severity: _severity, ...alerting } = rule;
            return { ...alerting, expr: formatted(rule.expr) };
          }
          const { about: _, ...recording } = rule;
          return { ...recording, expr: formatted(rule.expr) };
        }),
      })),
    },
  };
}

/**
 * In Prometheus' own layout. A long operation is put in parentheses: without them its first line is indented, and then
 * a block of YAML needs an indentation indicator, which people break when they edit the file.
 */
function formatted(expr: string): string {
  const text = pretty(expr) ?? expr;
  if (!text.includes('\n')) return text;
  return `${text.startsWith(' ') ? (pretty(`(${expr})`) ?? text) : text}\n`;
}

function metadataOf({ name, namespace, labels, annotations }: Placement): Manifest['metadata'] {
  return { name, namespace, labels, ...(annotations && Object.keys(annotations).length > 0 ? { annotations } : {}) };
}
