/** What asks for series by names that they no longer have. */
import { keyOf, title } from '../kube/refs.ts';
import type { CauseChange, Unsettled } from '../model/index.ts';
import type { Taker } from './facts.ts';
import { namesOf } from './pairing.ts';
import type { Pairing, Told } from './pairing.ts';
import { askedOtherwise, renamedJobs } from './series.ts';
import { placeOf } from './side.ts';
import * as words from './words.ts';

interface SeriesTold extends Told {
  readonly appeared: readonly CauseChange[];
}

/** Where a rule or dashboard asks for the old name, it is lost; else what is elsewhere may ask for it. */
export function seriesLost(pair: Pairing, before: Taker, taker: Taker): SeriesTold {
  const told = renamedJobs(pair, before, taker).map(({ from, to, item, askedBy }) => {
    const old = [...pair.items].find(([, key]) => key === keyOf(item.ref))?.[0] ?? '';
    const names = namesOf(pair.was.items.get(old) ?? item, item);
    const [asker] = askedBy;
    const findings = askedBy.flatMap(({ item: rule }) => (rule ? pair.is.about(rule.ref) : []));
    const telling = findings.filter(({ check }) => check === 'rule-job-missing');
    for (const finding of telling) pair.used.add(finding);
    const place = placeOf(pair.head, 'head', telling[0]?.origin ?? asker?.item?.object.origin ?? item.object.origin);
    const fields = {
      ...names,
      by: taker.ref,
      summary: words.jobText(names, from, to),
      because: askedBy.map(({ by }) => `${by} asks for job="${from}"`),
      checks: [...new Set(telling.map(({ check }) => check))],
      remedy: asker
        ? `Ask for job="${to[0] ?? ''}" there, or keep the old name: the Service's, or what spec.jobLabel names.`
        : 'Look for it in rules and dashboards that are kept elsewhere.',
      ...place,
    };
    return { fields, isAsked: asker !== undefined };
  });
  const asks = askedOtherwise(pair, before, taker).map(({ rule, item, from, to, isSlip }) => {
    const fields = {
      object: item.ref,
      by: taker.ref,
      summary: words.askText(rule, item.ref, from, to),
      because: [`No monitor here that ${title(taker.ref)} takes gives job="${to}".`],
      checks: [],
      ...placeOf(pair.head, 'head', item.object.origin),
    };
    return { fields, isSlip };
  });
  const lost = [
    ...told.filter(({ isAsked }) => isAsked).map(({ fields }) => ({ part: 'job' as const, ...fields })),
    ...asks.filter(({ isSlip }) => isSlip).map(({ fields }) => ({ part: 'rule-query' as const, ...fields })),
  ];
  return {
    losses: lost.map((fields) => ({ how: 'series', targets: 0, ...fields })),
    unknown: asks.flatMap(({ fields, isSlip }): readonly Unsettled[] => (isSlip ? [] : [fields])),
    appeared: told.flatMap(({ fields, isAsked }) => (isAsked ? [] : [{ severity: 'warning' as const, ...fields }])),
  };
}
