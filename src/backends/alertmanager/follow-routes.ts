import { compileRe2, matchesAnchored } from '../../lang/re2/index.ts';
import type { Pattern } from '../../lang/re2/index.ts';
import type { AlertRoute, RouteMatcher } from '../../model/index.ts';
import type { SeriesLabels } from '../../lang/promql/series-labels.ts';
import { MASK } from '../../kube/mask.ts';
import { memo } from '../../kube/memo.ts';

/*
 * Which routes an alert takes: alertmanager v0.31.1 dispatch/route.go Match, pkg/labels/matcher.go. Labels that are
 * not known make it "maybe"; what is called sure holds whatever they are.
 */

export type Answer = 'yes' | 'no' | 'maybe';

/** A place where an alert ends up: the routes that lead there, from the root on. */
export interface End {
  readonly path: readonly AlertRoute[];
  readonly sure: boolean;
}

/** Where alerts with these labels end; at least one of the ends is taken. */
export function endsOf(root: AlertRoute, labels: SeriesLabels): readonly End[] {
  return walk(root, labels).ends;
}

interface Walked {
  readonly matched: Answer;
  readonly ends: readonly End[];
}

function walk(route: AlertRoute, labels: SeriesLabels): Walked {
  const own = allHold(route.matchers, labels);
  if (own === 'no') return { matched: 'no', ends: [] };
  const ends: End[] = [];
  // Whether the next child is looked at at all, and whether some child took the alert.
  let reached = true;
  let taken: Answer = 'no';
  for (const child of route.routes) {
    const below = walk(child, labels);
    if (below.matched === 'no') continue;
    ends.push(...below.ends.map(({ path, sure }) => ({ path: [route, ...path], sure: sure && reached })));
    if (below.matched === 'yes') taken = 'yes';
    else if (taken === 'no') taken = 'maybe';
    if (child.continue) continue;
    if (below.matched === 'yes') break;
    reached = false;
  }
  if (taken !== 'yes') ends.push({ path: [route], sure: taken === 'no' });
  return { matched: own, ends: ends.map(({ path, sure }) => ({ path, sure: sure && own === 'yes' })) };
}

/** Do all matchers hold? */
export function allHold(matchers: readonly RouteMatcher[], labels: SeriesLabels): Answer {
  const answers = matchers.map((matcher) => holds(matcher, labels));
  if (answers.includes('no')) return 'no';
  return answers.includes('maybe') ? 'maybe' : 'yes';
}

/** Does a matcher hold for every alert with these labels, for none, or for some? */
export function holds(matcher: RouteMatcher, { known, possible }: SeriesLabels): Answer {
  const { name, op, value } = matcher;
  const negative = op === '!=' || op === '!~';
  const open = !Object.hasOwn(known, name) && (possible === 'any' || possible.includes(name));
  const found = Object.hasOwn(known, name) ? (known[name] ?? '') : '';
  if (value === MASK || found === MASK) return ofMasked(matcher, found, open);
  if (op === '=' || op === '!=') return open ? 'maybe' : (found === value) === negative ? 'no' : 'yes';
  // What takes everything takes the unknown, too.
  if (open && value !== '.*') return 'maybe';
  const pattern = patternOf(matcher);
  if (!pattern) return 'maybe';
  return (open || matchesAnchored(pattern, found)) === negative ? 'no' : 'yes';
}

/** Of a masked value it is known that it is not empty. */
function ofMasked({ op, value }: RouteMatcher, found: string, open: boolean): Answer {
  const negative = op === '!=' || op === '!~';
  const isNone = value === '' || (!open && found === '' && !op.endsWith('~'));
  if (isNone) return negative ? 'yes' : 'no';
  const isAll = op.endsWith('~') && (value === '.*' || (value === '.+' && !open));
  return isAll ? (negative ? 'no' : 'yes') : 'maybe';
}

/** Unlike in a relabeling, a dot is not a line break here. */
const patternOf = memo(({ value }: RouteMatcher): Pattern | undefined => {
  const answer = compileRe2(`(?-s:${value})`);
  return answer.kind === 'ok' ? answer.pattern : undefined;
});

/** `{severity="page", namespace="shop"}`. */
export function printMatchers(matchers: readonly RouteMatcher[]): string {
  return `{${matchers.map(({ name, op, value }) => `${name}${op}${JSON.stringify(value)}`).join(', ')}}`;
}
