import { defineClusterCheck } from '../check.ts';
import { SELECTION } from '../../world/reads.ts';
import { keyOf, refOf, title } from '../../kube/refs.ts';
import { replacedLabels } from '../../backends/prometheus-operator/enforcement.ts';
import { asksOfRules, openRules } from '../../backends/prometheus-operator/series/asks.ts';
import { sourcesFor } from '../../backends/prometheus-operator/series/sources.ts';
import { orOpen } from '../../backends/grafana/find.ts';
import type { Gap, KubeObject } from '../../model/index.ts';
import { foundIn } from './found.ts';
import { lackText, severityOf } from './lack-words.ts';
import { listed } from './listed.ts';

/** A selector of a rule matches no series: the rule cannot fire. Asked only for a rule by its name, or of files with an address. */
export const ruleSelectsNothing = defineClusterCheck({
  id: 'rule-selects-nothing',
  title: 'A selector of a rule matches no series',
  kinds: ['PrometheusRule'],
  reads: SELECTION,
  live: true,
  find: (context, asks) => {
    const rules = context.world.all('monitoring.coreos.com', 'PrometheusRule').filter((rule) => asks(refOf(rule)));
    const asking = rules.flatMap((rule) => {
      const sources = sourcesFor(context, rule);
      return sources.length === 0 ? [] : [{ about: refOf(rule), asks: asksOfRules(rule), sources, rule }];
    });
    const found = foundIn(asking);
    const open = asking.flatMap(({ rule }) => openIn(rule));
    if ('unknown' in found) return { unknown: [...found.unknown, ...open] };
    const replaced = new Map(rules.map((rule) => [keyOf(refOf(rule)), replacedLabels(context, rule)]));
    // rule-namespace-enforced tells of a matcher that is replaced.
    const isReplaced = ({ about, evidence: { label } }: (typeof found)[number]): boolean =>
      label !== undefined && replaced.get(keyOf(about))?.has(label) === true;
    return orOpen(
      found.filter((each) => !isReplaced(each)),
      open,
    );
  },
  explain: (lack, about) => {
    const { what, because, remedy } = lackText(lack);
    return {
      severity: severityOf(lack),
      summary: `Rules of ${title(about)} ask for ${what}`,
      because: [
        `asked by ${listed(lack.by, 5)}`,
        ...because,
        lack.absence
          ? 'absent() of what is never there always holds, and after unless it takes nothing away.'
          : 'An expression without series is empty, and an empty alert does not fire.',
      ],
      remedy,
      fix: {
        kind: 'advise',
        steps: [remedy],
        whyNotAutomatic: 'Absence may be right here and wrong in another cluster.',
      },
    };
  },
});

function openIn(rule: KubeObject): readonly Gap[] {
  const [first, ...others] = openRules(rule);
  if (!first) return [];
  const more = others.length === 0 ? '' : ` and ${others.length} more`;
  const { namespace = '' } = rule.metadata;
  return [
    {
      reason: 'unreachable',
      reads: { group: 'monitoring.coreos.com', kind: 'PrometheusRule', namespace },
      sentence: `What ${first.name}${more} of ${title(refOf(rule))} asks for is known only in part: ${first.variable} stands in it, and nothing among the files tells what it will be.`,
    },
  ];
}
