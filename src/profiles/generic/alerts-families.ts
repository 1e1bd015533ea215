/** Alerts on what an application says of itself, in families that are known by name. */
import type { AlertingRule, Family } from '../../model/index.ts';
import { alert, ofApplication, OF_TARGET, TARGET, type AlertText, type Application } from './alert.ts';
import { shapeOf } from './family.ts';
import { by, equals, labelIn, series, stored } from './query.ts';
import type { Requests } from './requests.ts';
import { EXPIRY, limits, states, SUCCESS } from './signals.ts';
import { quantile } from './latency.ts';
import { duration, type Times } from './settings.ts';
import { quote } from '../../lang/go/string.ts';

export function familyAlerts(
  application: Application,
  families: ReadonlyMap<string, Family>,
  known: readonly Requests[],
  times: Times & { readonly window: number },
): readonly AlertingRule[] {
  const matchers = ofApplication(application);
  const who = `${application.title} in namespace ${application.namespace}`;
  const context: Context = { matchers, who, families, times };
  const texts = [
    ...requestAlerts(context, known),
    ...limitAlerts(context),
    ...stateAlerts(context),
    ...timeAlerts(context),
  ];
  return texts.map((text) => alert(text, application, times));
}

interface Context {
  readonly matchers: readonly string[];
  readonly who: string;
  readonly families: ReadonlyMap<string, Family>;
  /** `window`: seconds of a rate, with several scrapes in them. */
  readonly times: Times & { readonly window: number };
}

/** "HttpRequests" of "HTTP requests": one alert for each kind that is counted. */
const wordOf = (what: string): string =>
  what
    .split(' ')
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1).toLowerCase())
    .join('');

function requestAlerts({ matchers, who, times }: Context, known: readonly Requests[]): readonly AlertText[] {
  return known.flatMap((one, index): readonly AlertText[] => {
    const { known: entry, family, count, result, latency } = one;
    const window = duration(times.window, times);
    // A window without a failure would end the alert, though nothing was done well since.
    const long = duration(Math.max(times.window, 1.2 * (entry.gap ?? 0)), times);
    // Of a path alone all may fail by design: one that tells whether it is ready, one that nobody finds.
    const route = one.by !== undefined && PATHS.includes(one.by) ? undefined : one.by;
    // Two families may count the same kind.
    const again = known.slice(0, index).filter(({ known: { what } }) => what === entry.what).length;
    const word = `${wordOf(entry.what)}${again === 0 ? '' : again + 1}`;
    const labels = ['namespace', 'job', ...(route === undefined ? [] : [stored(route)])];
    const where = route === undefined ? '' : ` ({{ $labels.${stored(route)} }})`;
    const { only } = entry;
    const kept = only && family.labels.includes(only.label) ? [equals(stored(only.label), only.value)] : [];
    const rate = (more: readonly string[], of = labels, range = window): string =>
      `sum ${by(of)} (rate(${series(count, [...matchers, ...kept, ...more])}[${range}]))`;
    const slow: readonly AlertText[] =
      latency === undefined || latency.type === 'summary'
        ? []
        : [
            {
              name: `${word}Slow`,
              expr: `${quantile(0.99, latency, matchers, window, ['namespace', 'job'])} > ${unitFactor(latency)}<%slow%>`,
              for: 600,
              severity: 'warning',
              needs: ['slow'],
              summary: `${entry.what} of ${who} are slow.`,
              description: 'One in a hundred takes longer than was set as slow.',
            },
          ];
    if (result === undefined) return slow;
    const failed = `${labelIn(stored(result))}=~${quote(entry.failed)}`;
    const fine = `${labelIn(stored(result))}!~${quote(entry.failed)}`;
    return [
      {
        name: `${word}AllFail`,
        // Not a share of 1: sums of the same numbers in another order may differ in their last digit.
        expr: `${rate([failed], labels, long)} > 0 unless ${rate([fine], labels, long)} > 0`,
        for: 600,
        severity: 'warning',
        summary: `All ${entry.what} of ${who} fail${where}.`,
        description: 'For ten minutes there was none that did not.',
      },
      {
        name: `${word}Fail`,
        expr: `${rate([failed], ['namespace', 'job'])} / ${rate([], ['namespace', 'job'])} > <%errors%>`,
        for: 600,
        severity: 'warning',
        needs: ['errors'],
        summary: `{{ $value | humanizePercentage }} of ${entry.what} of ${who} fail.`,
        description: 'That is more than was set as what may fail.',
      },
      ...slow,
    ];
  });
}

/** Labels that name one path of many. */
const PATHS: readonly string[] = ['handler', 'uri', 'http_route', 'http_target', 'endpoint', 'resource'];

/** A threshold in seconds, in the unit of the histogram. */
const unitFactor = ({ name, unit }: Family): string =>
  unit === 'milliseconds' || /_milliseconds$|_rq_time$/.test(name) ? '1000 * ' : '';

function limitAlerts({ matchers, who, families }: Context): readonly AlertText[] {
  const texts = limits
    .filter(({ used, limit }) => families.has(used) && families.has(limit))
    .map(({ used, limit, matchers: own, alert: name, what }): AlertText => {
      const [use, most] = [used, limit].map((each) => series(each, [...matchers, ...own]));
      return {
        name,
        expr: `max by (${OF_TARGET}) (${use} / (${most} > 0)) > <%nearLimit%>`,
        for: 900,
        severity: 'warning',
        summary: `${TARGET} of ${who} runs out of ${what}.`,
        description: '{{ $value | humanizePercentage }} of its own limit is in use.',
      };
    });
  return oneOfEach(texts);
}

/** A page may name thousands; an expression of all of them no API server would take. */
const MOST = 50;

/** Of alerts of the same name one alert: whichever holds, of the first. */
function oneOfEach(texts: readonly AlertText[]): readonly AlertText[] {
  const byName = new Map<string, AlertText>();
  for (const text of texts.slice(0, MOST)) {
    const other = byName.get(text.name);
    byName.set(text.name, other ? { ...other, expr: `(${other.expr}) or (${text.expr})` } : text);
  }
  return [...byName.values()];
}

function stateAlerts({ matchers, who, families }: Context): readonly AlertText[] {
  const texts = states.flatMap(({ name, bad, bare, alert: end, summary }) =>
    [...families.values()]
      .filter((family) => name.test(family.name) && shapeOf(family) === 'gauge' && !(bare && family.labels.length > 0))
      .map((family): AlertText => ({
        name: end,
        expr: `max by (${OF_TARGET}) (${series(family.name, matchers)}) == ${bad}`,
        for: 300,
        severity: 'warning',
        summary: `${TARGET} of ${who} ${summary}.`,
        description: `It says so itself: ${family.name} is ${bad}.`,
      })),
  );
  return oneOfEach(texts);
}

/** Less is no time in Unix seconds of our days: days that are left, an age; milliseconds are never past. */
const UNIX = 1e9;

function timeAlerts({ matchers, who, families, times }: Context): readonly AlertText[] {
  const named = (pattern: RegExp): readonly string[] =>
    [...families.values()]
      .filter((family) => pattern.test(family.name) && family.type !== 'counter')
      .map(({ name }) => name)
      .slice(0, MOST);
  const each = (names: readonly string[], expr: (of: string) => string): string =>
    names.map((name) => expr(series(name, matchers))).join(' or ');
  const ends = named(EXPIRY);
  const successes = named(SUCCESS);
  return [
    ...(ends.length === 0
      ? []
      : [
          {
            name: 'Expired',
            expr: each(ends, (of) => `(${of} > ${UNIX} < time())`),
            for: 300,
            severity: 'warning',
            summary: `Something that ${who} reports has expired.`,
            description: `Its time is past: ${ends.join(', ')}.`,
          } as const,
        ]),
    ...(successes.length === 0
      ? []
      : [
          {
            name: 'NoSuccess',
            // A zero is a task that has never succeeded, which may not have run yet; a small number is an age.
            expr: each(
              successes,
              (of) => `(time() - (${of} > ${UNIX}) > <%stale%>${times.scale === 1 ? '' : ` / ${times.scale}`})`,
            ),
            for: 60,
            severity: 'warning',
            needs: ['stale'],
            summary: `A task of ${who} has not succeeded for long.`,
            description: `The last success is longer ago than was set: ${successes.join(', ')}.`,
          } as const,
        ]),
  ];
}
