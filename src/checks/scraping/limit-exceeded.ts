import { defineCheck } from '../check.ts';
import { at, numberAt } from '../../kube/json.ts';
import { SCRAPE_KINDS } from '../../kube/kinds.ts';
import { DISCOVERY, SELECTION } from '../../world/reads.ts';
import { refOf, title } from '../../kube/refs.ts';
import { failuresOf } from '../../backends/prometheus-operator/running/down.ts';
import { LIMIT } from '../../backends/prometheus-operator/running/scrape-errors.ts';

/** Words of lastError -> field of the monitor, and the one that the stack enforces. */
const FIELDS: readonly (readonly [RegExp, string, string])[] = [
  [/label_name_length/i, 'labelNameLengthLimit', 'enforcedLabelNameLengthLimit'],
  [/label_value_length/i, 'labelValueLengthLimit', 'enforcedLabelValueLengthLimit'],
  [/label/i, 'labelLimit', 'enforcedLabelLimit'],
  [/target/i, 'targetLimit', 'enforcedTargetLimit'],
  [/body/i, 'bodySizeLimit', 'enforcedBodySizeLimit'],
  [/sample/i, 'sampleLimit', 'enforcedSampleLimit'],
];

/** A limit of the monitor or the stack throws whole scrapes away. */
export const limitExceeded = defineCheck({
  id: 'limit-exceeded',
  title: 'A limit throws the scrape away',
  stage: 'targets',
  kinds: SCRAPE_KINDS,
  reads: [...SELECTION, ...DISCOVERY],
  live: true,
  find: (pair, context) =>
    failuresOf(pair, context, ({ lastError }) => LIMIT.exec(lastError)?.[0].toLowerCase()).map((failure) => {
      const [, own = 'sampleLimit', enforced = ''] = FIELDS.find(([words]) => words.test(failure.sort)) ?? [];
      const limit = at(pair.object.body, 'spec', own) ?? null;
      const cap = at(pair.stack.object.body, 'spec', enforced) ?? null;
      return { ...failure, own, enforced, limit: failure.monitors > 1 ? null : limit, cap };
    }),
  about: ({ monitors }, { object, stack }) => (monitors > 1 ? stack.ref : refOf(object)),
  explain: ({ lastError, targets, monitors, own, enforced, limit, cap }, { object, stack }) => {
    const many = monitors > 1;
    const count = `${targets} target${targets === 1 ? '' : 's'}`;
    const subject = many ? `${monitors} monitors of ${title(stack.ref)}` : title(refOf(object));
    // Without one of its own, or with an enforced one, the stack decides.
    const mine = !many && limit !== null && cap === null;
    const where = mine
      ? `spec.${own} of ${title(refOf(object))}`
      : `spec.${cap === null ? own : enforced} of ${title(stack.ref)}`;
    return {
      summary: `${count} of ${subject} exceed${targets === 1 ? 's' : ''} a limit, and nothing of the scrape is kept.`,
      because: [
        `lastError: ${lastError}`,
        `spec.${own} of the monitor: ${limit === null ? 'not set' : JSON.stringify(limit)}; spec.${enforced} of the stack: ${cap === null ? 'not set' : JSON.stringify(cap)}`,
        'One sample, label or target too many throws everything of the scrape (of the job, for targets) away.',
      ],
      remedy: `Raise ${where}, or let the application export less.`,
      fix: mine
        ? {
            kind: 'patch',
            object: refOf(object),
            fields: [{ path: ['spec', own], was: limit, becomes: null }],
            risk: `The limit is gone: ${numberAt({ limit }, 'limit') ?? JSON.stringify(limit)} was meant to protect Prometheus. Better set it to what the target needs.`,
          }
        : {
            kind: 'advise',
            steps: [`Raise ${where}.`],
            whyNotAutomatic: 'The limit protects Prometheus; how much it can bear is for its owner to say.',
          },
    };
  },
});
