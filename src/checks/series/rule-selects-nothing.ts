import { defineClusterCheck } from '../check.ts';
import { SELECTION } from '../../world/reads.ts';
import { refOf, title } from '../../kube/refs.ts';
import { asksOfRules } from '../../backends/prometheus-operator/series/asks.ts';
import { sourcesFor } from '../../backends/prometheus-operator/series/sources.ts';
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
    return foundIn(
      rules.flatMap((rule) => {
        const sources = sourcesFor(context, rule);
        return sources.length === 0 ? [] : [{ about: refOf(rule), asks: asksOfRules(rule), sources }];
      }),
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
