/** A real Prometheus that scrapes two kuberhealthy pods as the monitor of a variant does, and evaluates its rules. */
import type { ProfileVariant, RuleGroup } from '../../src/model/index.ts';
import type { Page } from '../bed/exporter.ts';
import { startExporter } from '../bed/exporter.ts';
import type { LonePrometheus } from '../bed/lone-prometheus.ts';
import { startLonePrometheus } from '../bed/lone-prometheus.ts';
import { asLoaded } from './as-loaded.ts';

const PODS = ['127.0.0.2', '127.0.0.3'];
const PORT = 8080;

const snake = (name: string): string => name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** `boards`: one for each of the two pods. */
export const startKuberhealthyPrometheus = async (options: {
  readonly variant: ProfileVariant;
  readonly groups: readonly RuleGroup[];
  readonly boards: readonly [Page, Page];
  readonly every: string;
}): Promise<LonePrometheus> => {
  const exporters = await Promise.all(options.boards.map((board, pod) => startExporter(board, PODS[pod]!, PORT)));
  const stopExporters = async (): Promise<void> => {
    await Promise.all(exporters.map((exporter) => exporter.stop()));
  };
  try {
    const prometheus = await startLonePrometheus({
      every: options.every,
      scrapes: [
        {
          job_name: 'serviceMonitor/kuberhealthy/promwire-kuberhealthy/0',
          static_configs: PODS.map((address, pod) => ({
            targets: [`${address}:${PORT}`],
            labels: { job: 'kuberhealthy', namespace: 'kuberhealthy', pod: `kuberhealthy-${pod}` },
          })),
          metric_relabel_configs: options.variant.scrape.metricRelabelings.map((step) =>
            Object.fromEntries(Object.entries(step).map(([key, value]) => [snake(key), value])),
          ),
        },
      ],
      // Nothing is slower than the rest: the groups' own intervals are left out.
      groups: asLoaded(options.groups).map(({ name, rules }) => ({ name, rules })),
    });
    return {
      ...prometheus,
      stop: async () => {
        await prometheus.stop();
        await stopExporters();
      },
    };
  } catch (error) {
    await stopExporters();
    throw error;
  }
};
