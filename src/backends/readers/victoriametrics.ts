import { at, trueAt } from '../../kube/json.ts';
import type { KubeObject } from '../../model/index.ts';
import { crdOf, each, runningImage, seesAll, shown, shownAll } from './reader.ts';
import type { Reader, Reading, Recognise } from './reader.ts';

/*
 * The VictoriaMetrics operator makes VMServiceScrapes and the like of monitors, and a VMAgent (since 0.69 a VMSingle, too)
 * reads those. VictoriaMetrics/operator of 2026-08-21, api/operator/v1beta1/common_scrapeparams.go:697-785 (what selects
 * nothing), vmsingle_types.go:134 (a VMSingle scrapes only with ingestOnlyMode: false).
 */

const VM_GROUP = 'operator.victoriametrics.com';

/** kind -> prefix of its selector in a VMAgent. */
const PREFIXES: Readonly<Record<string, string>> = {
  ServiceMonitor: 'serviceScrape',
  PodMonitor: 'podScrape',
  Probe: 'probe',
  ScrapeConfig: 'scrapeConfig',
};

export const victoriaMetrics: Recognise = (world) => {
  const agents = world.all(VM_GROUP, 'VMAgent');
  const singles = world.all(VM_GROUP, 'VMSingle');
  const [operator] = runningImage(world, /(?:^|\/)victoriametrics\/operator(?:[:@]|$)/);
  const [first] = [...agents, ...singles];
  const mark = operator ? shown(operator) : first ? shown(first) : crdOf(world, VM_GROUP);
  if (mark === undefined) return undefined;
  const scraping = [...agents, ...singles.filter(({ body }) => at(body, 'spec', 'ingestOnlyMode') === false)];
  const complete = seesAll(world, VM_GROUP, 'VMAgent') && seesAll(world, VM_GROUP, 'VMSingle');
  const reading = (kind: string): Reading => {
    const readers = scraping.filter((object) => selects(object, kind));
    if (readers.length > 0)
      return {
        kind: 'reads',
        says: `${shownAll(readers)} (VictoriaMetrics) reads ${kind} objects, which its operator converts; whether it selects one is not judged.`,
      };
    const none =
      scraping.length === 0
        ? 'The VictoriaMetrics operator converts monitors, and there is no VMAgent that reads them: a single-node VictoriaMetrics does not.'
        : `${shownAll(scraping)} selects no ${kind}: selectAllByDefault is not true, and no selector for it is set.`;
    const todo =
      scraping.length === 0
        ? 'Create a VMAgent with selectAllByDefault: true, and remoteWrite to the VictoriaMetrics that stores the series.'
        : `Have its owner set selectAllByDefault: true, or ${PREFIXES[kind] ?? ''}Selector and ${PREFIXES[kind] ?? ''}NamespaceSelector to {}.`;
    if (complete) return { kind: 'none', says: none, todo };
    return {
      kind: 'may',
      says:
        scraping.length === 0
          ? 'The VictoriaMetrics operator converts monitors for a VMAgent; no VMAgent is among what was read. Where there is none, create one with selectAllByDefault: true: a single-node VictoriaMetrics reads no monitors.'
          : none,
    };
  };
  return { title: 'VictoriaMetrics operator', mark, of: { ...each(Object.keys(PREFIXES), reading), ...rules() } };
};

function selects({ body }: KubeObject, kind: string): boolean {
  const prefix = PREFIXES[kind] ?? '';
  if (trueAt(body, 'spec', 'ingestOnlyMode')) return false;
  return (
    trueAt(body, 'spec', 'selectAllByDefault') ||
    at(body, 'spec', `${prefix}Selector`) !== undefined ||
    at(body, 'spec', `${prefix}NamespaceSelector`) !== undefined
  );
}

/** VMAlert is not looked at. */
function rules(): Reader['of'] {
  const says =
    'The VictoriaMetrics operator converts PrometheusRules to VMRules, which a VMAlert evaluates; that is not judged.';
  return { PrometheusRule: { kind: 'may', says } };
}
