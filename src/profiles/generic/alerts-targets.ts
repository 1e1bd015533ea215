/** Alerts on the application's own targets: what Prometheus itself records of each scrape, whatever the page holds. */
import { parseDuration } from '../../lang/go/duration.ts';
import type { AlertingRule, Scrape } from '../../model/index.ts';
import { alert, ofApplication, OF_TARGET, TARGET, type AlertText, type Application } from './alert.ts';
import { series } from './query.ts';
import { duration, seconds, type Times } from './settings.ts';

/** Ends of the names of those that are false in a Prometheus that scrapes none, or only some, of the targets. */
export const ABSENCE = 'Absent';

/** Prometheus waits no longer for a page, unless it is told to (config/config.go, DefaultGlobalConfig). */
const USUAL_TIMEOUT = 10;

/** How long Prometheus waits for a page, as far as the scrape tells it: never longer than the interval. */
function timeoutOf({ interval, timeout }: Scrape): number {
  if (timeout !== undefined) return secondsOf(timeout) ?? USUAL_TIMEOUT;
  const parsed = parseDuration(interval);
  return parsed.kind === 'ok' && parsed.milliseconds > 0
    ? Math.min(USUAL_TIMEOUT, parsed.milliseconds / 1000)
    : USUAL_TIMEOUT;
}

function secondsOf(text: string): number | undefined {
  const parsed = parseDuration(text);
  return parsed.kind === 'ok' && parsed.milliseconds > 0 ? parsed.milliseconds / 1000 : undefined;
}

/** A window in seconds, in which a scrape of that interval happens four times at least: a rate needs two of them. */
export const windowOf = (usual: number, { interval }: Pick<Scrape, 'interval'>): number =>
  Math.max(usual, 4 * (secondsOf(interval) ?? 0));

export function targetAlerts(application: Application, scrape: Scrape, times: Times): readonly AlertingRule[] {
  const matchers = ofApplication(application);
  const of = (name: string): string => series(name, matchers);
  const who = `${application.title} in namespace ${application.namespace}`;
  const allDown = `max by (namespace, job) (${of('up')}) == 0`;
  // Prometheus records its own time-out only with --enable-feature=extra-scrape-metrics.
  const timeout = `(${of('scrape_timeout_seconds')} or ${timeoutOf(scrape)} + 0 * ${of('up')})`;
  const slow = `${of('up')} == 0 and ${of('scrape_duration_seconds')} >= ${timeout}`;
  const kept = 'scrape_samples_post_metric_relabeling';
  const texts: readonly AlertText[] = [
    {
      name: ABSENCE,
      expr: `absent(${of('up')})`,
      for: 600,
      severity: 'critical',
      summary: `Nothing of ${who} is scraped.`,
      description: 'Prometheus has no target of it: no other alert on it can fire, and its dashboard is empty.',
    },
    {
      name: 'AllTargetsDown',
      expr: allDown,
      for: 300,
      severity: 'critical',
      summary: `No target of ${who} can be scraped.`,
      description: 'Prometheus has its targets, and reads no metrics of any. The page of targets tells the error.',
    },
    {
      name: 'TargetDown',
      expr: `max by (${OF_TARGET}) (${of('up')}) == 0 unless on (namespace, job) (${allDown})`,
      for: 600,
      severity: 'warning',
      summary: `${TARGET} of ${who} can not be scraped.`,
      description: 'Prometheus reads others of the same job. The page of targets tells the error.',
    },
    {
      name: 'ScrapeTimesOut',
      expr: `max by (${OF_TARGET}) (${slow})`,
      for: 300,
      severity: 'warning',
      summary: `The metrics of ${TARGET} of ${who} come too late.`,
      description: 'The page takes longer than Prometheus waits, so nothing of it is stored.',
    },
    {
      name: 'Restarts',
      // Its process is young, and the same target was there before that. Other than a change of the start time this is
      // not fooled by a clock that is set: the start time is reckoned from the clock.
      expr: `max by (${OF_TARGET}) (${restarted(of, windowOf(600, scrape), times)})`,
      for: 1800,
      severity: 'warning',
      summary: `${TARGET} of ${who} restarts again and again.`,
      description: 'For half an hour its process was never older than ten minutes, although its pod is.',
    },
    ...(scrape.metricRelabelings.some(({ action }) => /^(?:drop|keep)/i.test(action))
      ? []
      : ([
          {
            name: 'ScrapeLosesSamples',
            // A page that is refused is not stored either, and that is another fault.
            expr: `max by (${OF_TARGET}) (${of('scrape_samples_scraped')} - ${of(kept)} and ${of('up')} == 1) > 0`,
            for: 900,
            severity: 'info',
            summary: `Metrics of ${TARGET} of ${who} are dropped by relabeling.`,
            description: '{{ $value }} samples are dropped on every scrape, though its monitor drops none.',
          },
        ] as const)),
    {
      name: 'SeriesGrow',
      expr:
        `sum by (namespace, job) (${of(kept)}) ` +
        `> <%growth%> * sum by (namespace, job) (${of(kept)} offset ${duration(86_400, times)})`,
      for: 3600,
      severity: 'info',
      needs: ['growth'],
      summary: `${who} has far more series than a day ago.`,
      description: 'It has {{ $value }} series. A label with ever new values costs Prometheus memory.',
    },
    {
      name: 'SeriesNearLimit',
      expr: `max by (${OF_TARGET}) (${of(kept)} / (${of('scrape_sample_limit')} > 0)) > <%nearLimit%>`,
      for: 900,
      severity: 'warning',
      summary: `${TARGET} of ${who} has almost as many samples as Prometheus takes.`,
      description: '{{ $value | humanizePercentage }} of sampleLimit. Above it the whole page is refused.',
    },
  ];
  return texts.map((text) => alert(text, application, times));
}

function restarted(of: (name: string) => string, young: number, times: Times): string {
  const window = duration(young, times);
  const start = of('process_start_time_seconds');
  return (
    `time() - last_over_time(${start}[${window}]) < ${seconds(young, times)} ` +
    `and last_over_time(${start}[${window}] offset ${window})`
  );
}
