import { ENDPOINTS_FIELD } from '../../backends/prometheus-operator/monitors.ts';
import { printPath } from '../../kube/field-path.ts';
import { defineCheck } from '../check.ts';
import { objectAt, objectsAt, stringAt } from '../../kube/json.ts';
import { SCRAPE_KINDS } from '../../kube/kinds.ts';
import { SELECTION } from '../../world/reads.ts';
import { refOf, title } from '../../kube/refs.ts';
import { parseDuration } from '../../lang/go/duration.ts';
import type { JsonObject, KubeObject, Stack } from '../../model/index.ts';

/** The CRD's own default of a Prometheus' scrapeInterval (v0.93.0). */
const DEFAULT_INTERVAL = '30s';

/** scrapeTimeout is longer than the interval: pkg/prometheus/promcfg.go:977-994 (operator v0.93.0). */
export const rejectedTimeout = defineCheck({
  id: 'rejected-timeout',
  title: 'The scrape timeout is longer than the interval',
  stage: 'admission',
  kinds: SCRAPE_KINDS,
  reads: SELECTION,
  find: ({ object, stack }) => {
    const places = schedules(object).flatMap(({ path, schedule }) => {
      const hit = problemOf(schedule, stack);
      return hit === undefined ? [] : [{ path: [...path], ...hit }];
    });
    return places.length > 0 ? [{ places }] : [];
  },
  explain: ({ places }, { object, stack }) => ({
    summary: `${title(stack.ref)} rejects ${title(refOf(object))}: scrapeTimeout is longer than the interval, or is not a duration.`,
    because: places.flatMap(({ path, timeout, interval, own, problem }) => [
      `${printPath([...path, 'scrapeTimeout'])}: ${timeout}`,
      own
        ? `${printPath([...path, intervalField(object)])}: ${interval}`
        : `no interval of its own, so that of ${title(stack.ref)} counts: spec.scrapeInterval ${interval === '' ? '(empty)' : interval}`,
      ...(problem === undefined ? [] : [problem]),
    ]),
    remedy: 'Lower scrapeTimeout to the interval or less, or take it out.',
    fix: {
      kind: 'patch',
      object: refOf(object),
      fields: places.map(({ path, timeout, becomes }) => ({
        path: [...path, 'scrapeTimeout'],
        was: timeout,
        becomes: becomes ?? null,
      })),
      risk: 'A target that needs longer than its interval to answer fails; then raise the interval as well.',
    },
  }),
});

interface Place {
  readonly timeout: string;
  readonly interval: string;
  /** The interval is the object's own. */
  readonly own: boolean;
  readonly problem?: string;
  /** The longest timeout that fits. */
  readonly becomes?: string;
}

function problemOf(schedule: JsonObject, stack: Stack): Place | undefined {
  const timeout = stringAt(schedule, 'scrapeTimeout') ?? '';
  if (timeout === '') return undefined;
  const ownInterval = stringAt(schedule, 'interval') ?? stringAt(schedule, 'scrapeInterval') ?? '';
  const interval = ownInterval || (stringAt(stack.object.body, 'spec', 'scrapeInterval') ?? DEFAULT_INTERVAL);
  const place = { timeout, interval, own: ownInterval !== '' };
  const every = parseDuration(interval);
  const limit = parseDuration(timeout);
  if (every.kind === 'invalid') return { ...place, problem: `the interval: ${every.message}` };
  if (limit.kind === 'invalid') return { ...place, problem: `scrapeTimeout: ${limit.message}` };
  return limit.milliseconds > every.milliseconds ? { ...place, becomes: interval } : undefined;
}

/** Where an object says how often and how long it is scraped. */
function schedules(object: KubeObject): readonly { readonly path: readonly string[]; readonly schedule: JsonObject }[] {
  const field = ENDPOINTS_FIELD[object.kind];
  if (field !== undefined)
    return objectsAt(object.body, 'spec', field).map((schedule, i) => ({ path: ['spec', field, String(i)], schedule }));
  return [{ path: ['spec'], schedule: objectAt(object.body, 'spec') ?? {} }];
}

function intervalField({ kind }: KubeObject): string {
  return kind === 'ScrapeConfig' ? 'scrapeInterval' : 'interval';
}
