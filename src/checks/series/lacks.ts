/** What rules or panels ask for and a Prometheus does not have: one piece of evidence for what has one reason. */
import { reconsidering } from '../../backends/prometheus-operator/series/together.ts';
import { presenceOf } from '../../backends/prometheus-operator/series/missing.ts';
import type { Missing } from '../../backends/prometheus-operator/series/missing.ts';
import type { Source } from '../../backends/prometheus-operator/series/sources.ts';
import type { Ask } from '../../backends/prometheus-operator/series/asks.ts';
import type { Lack, LackAt } from './lack.ts';
import type { Stored } from '../../backends/prometheus-operator/series/stored.ts';
import { groupBy } from '../../kube/group.ts';

/** At most so many of a kind are kept. */
const MOST = 50;

const distinct = (texts: readonly string[]): readonly string[] => [...new Set(texts)].slice(0, MOST);

/** The reasons, each once. `open`: of some it is not known. */
export function lacksOf(
  asks: readonly Ask[],
  { stored, recordings, prometheus }: Pick<Source, 'recordings' | 'prometheus'> & { readonly stored: Stored },
): { readonly lacks: readonly LackAt[]; readonly open: boolean } {
  const answers = asks
    .filter(({ role }) => role !== 'spare')
    .map((ask) => ({ by: ask.by, field: ask.field, role: ask.role, presence: presenceOf(ask, stored, recordings) }));
  const reconsidered = reconsidering(
    answers.flatMap(({ presence }) => (typeof presence === 'string' ? [] : [presence])),
    asks,
    stored,
  );
  const missing = answers.flatMap(({ by, field, role, presence }) =>
    // Absence is asked for; but not that of what was never meant.
    typeof presence === 'string' || (role === 'absence' && !('meant' in presence && presence.meant !== undefined))
      ? []
      : [{ by, field, role, missing: reconsidered(presence) }],
  );
  const groups = [...groupBy(missing, ({ missing: each }) => keyOf(each)).values()];
  const lacks = groups.flatMap((group): readonly LackAt[] => {
    const [first] = group;
    if (!first) return [];
    const one = first.missing;
    const same = group.map((each) => each.missing);
    const signs = distinct(same.flatMap((each) => (each.kind === 'not-scraped' ? [each.sign] : [])));
    const near = distinct(same.flatMap((each) => (each.kind === 'not-declared' ? (each.near ?? []) : [])));
    const selectors = distinct(same.flatMap((each) => (each.kind === 'together' ? [each.selector] : [])));
    const evidence: Lack = {
      problem: one.kind,
      metrics: distinct(same.map(({ metric }) => metric)),
      by: distinct(group.map(({ by }) => by)),
      prometheus,
      ...(group.every(({ role }) => role === 'absence') ? { absence: true as const } : {}),
      ...('meant' in one && one.meant !== undefined ? { meant: one.meant } : {}),
      ...('label' in one ? { label: one.label } : {}),
      ...(one.kind === 'value'
        ? { wanted: one.wanted, values: one.values, ...(one.noTarget ? { noTarget: one.noTarget } : {}) }
        : {}),
      ...('external' in one && one.external ? { external: one.external } : {}),
      ...('labels' in one && one.labels ? { labels: one.labels } : {}),
      ...(near.length > 0 ? { near } : {}),
      ...(signs.length > 0 ? { signs } : {}),
      ...(selectors.length > 0 ? { selectors } : {}),
    };
    return [{ evidence, field: first.field }];
  });
  return { lacks, open: answers.some(({ presence }) => presence === 'open') };
}

function keyOf(missing: Missing): string {
  switch (missing.kind) {
    case 'misspelt':
      return `misspelt ${missing.metric}`;
    case 'label':
      return `label ${missing.label} ${missing.meant ?? ''}`;
    case 'value':
      return `value ${missing.label}${missing.wanted} ${missing.meant ?? ''}`;
    default:
      return missing.kind;
  }
}
