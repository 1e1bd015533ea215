import { defineCheck } from '../check.ts';
import { objectsAt, stringAt } from '../../kube/json.ts';
import { SCRAPE_KINDS } from '../../kube/kinds.ts';
import { SELECTION } from '../../world/reads.ts';
import { refOf, title } from '../../kube/refs.ts';

/** The object names a scrape class that the stack does not define: resource_selector.go:313-325 (operator v0.93.0). */
export const rejectedScrapeClass = defineCheck({
  id: 'rejected-scrape-class',
  title: 'The scrape class is not defined in this Prometheus',
  stage: 'admission',
  kinds: SCRAPE_KINDS,
  reads: SELECTION,
  find: ({ object, stack }) => {
    const wanted = stringAt(object.body, 'spec', 'scrapeClass') ?? '';
    if (wanted === '') return [];
    const defined = objectsAt(stack.object.body, 'spec', 'scrapeClasses').flatMap(
      (entry) => stringAt(entry, 'name') ?? [],
    );
    return defined.includes(wanted) ? [] : [{ wanted, defined }];
  },
  explain: ({ wanted, defined }, { object, stack }) => ({
    summary: `${title(stack.ref)} rejects ${title(refOf(object))}: it has no scrape class ${wanted}.`,
    because: [
      `${title(refOf(object))} spec.scrapeClass: ${wanted}`,
      `${title(stack.ref)} spec.scrapeClasses: ${defined.length > 0 ? defined.join(', ') : '(none)'}`,
    ],
    remedy: `Have the owner of ${title(stack.ref)} define ${wanted}, or take scrapeClass out: then the default class counts, if there is one.`,
    fix: {
      kind: 'patch',
      object: refOf(object),
      fields: [{ path: ['spec', 'scrapeClass'], was: wanted, becomes: null }],
      risk: 'What the class would have brought (TLS, authorization, relabelings) is not there; the default class counts instead.',
    },
  }),
});
