import { defineCheck } from '../check.ts';
import { objectsAt, stringAt } from '../../kube/json.ts';
import { SCRAPE_KINDS } from '../../kube/kinds.ts';
import { DISCOVERY, SELECTION } from '../../world/reads.ts';
import { refOf, title } from '../../kube/refs.ts';
import type { Fix, Stack } from '../../model/index.ts';
import { failuresOf } from '../../backends/prometheus-operator/running/down.ts';
import { CONTENT_TYPE } from '../../backends/prometheus-operator/running/scrape-errors.ts';

const FALLBACK = 'PrometheusText0.0.4';

/** Prometheus 3 refuses an answer whose Content-Type is blank or none of metrics. */
export const contentTypeV3 = defineCheck({
  id: 'content-type-v3',
  title: 'Prometheus 3 refuses the Content-Type of the target',
  stage: 'targets',
  kinds: SCRAPE_KINDS,
  reads: [...SELECTION, ...DISCOVERY],
  live: true,
  find: (pair, context) =>
    failuresOf(pair, context, ({ lastError }) => (CONTENT_TYPE.test(lastError) ? 'content-type' : undefined)),
  about: ({ monitors }, { object, stack }) => (monitors > 1 ? stack.ref : refOf(object)),
  explain: ({ lastError, targets, addresses, monitors }, { object, stack }) => {
    const many = monitors > 1;
    const html = /text\/html/.test(lastError);
    const subject = many ? `${monitors} monitors of ${title(stack.ref)}` : title(refOf(object));
    return {
      summary: `Prometheus refuses the Content-Type of ${targets} target${targets === 1 ? '' : 's'} of ${subject}.`,
      because: [
        `lastError: ${lastError}`,
        `targets: ${addresses.join(', ')}`,
        'Since Prometheus 3 a blank or foreign Content-Type fails the scrape; before it was read as text.',
        ...(html ? ['An HTML page is not metrics: the path or the port may be wrong as well.'] : []),
      ],
      remedy: many
        ? `Fix all of them at once: a default scrape class of ${title(stack.ref)} with fallbackScrapeProtocol: ${FALLBACK}.`
        : `Set spec.fallbackScrapeProtocol: ${FALLBACK}, or let the target send Content-Type: text/plain; version=0.0.4.`,
      fix: many
        ? stackFix(stack)
        : {
            kind: 'patch',
            object: refOf(object),
            fields: [{ path: ['spec', 'fallbackScrapeProtocol'], was: null, becomes: FALLBACK }],
            risk: 'Whatever the target answers without a proper Content-Type is read as text.',
          },
    };
  },
});

/** A default scrape class: the one that is there gets the field, else there is a new one. */
function stackFix(stack: Stack): Fix {
  const classes = objectsAt(stack.object.body, 'spec', 'scrapeClasses');
  const at = classes.findIndex((entry) => entry['default'] === true);
  const risk = `It holds for every monitor of ${title(stack.ref)} that names no scrape class of its own.`;
  if (classes.length === 0) {
    const becomes = [{ name: 'default', default: true, fallbackScrapeProtocol: FALLBACK }];
    return {
      kind: 'patch',
      object: stack.ref,
      fields: [{ path: ['spec', 'scrapeClasses'], was: null, becomes }],
      risk,
    };
  }
  if (at >= 0) {
    const path = ['spec', 'scrapeClasses', String(at), 'fallbackScrapeProtocol'];
    const was = stringAt(classes[at], 'fallbackScrapeProtocol') ?? null;
    return { kind: 'patch', object: stack.ref, fields: [{ path, was, becomes: FALLBACK }], risk };
  }
  return {
    kind: 'advise',
    steps: [`Add to spec.scrapeClasses: {name: default, default: true, fallbackScrapeProtocol: ${FALLBACK}}.`],
    whyNotAutomatic: 'The stack has scrape classes, and none of them is the default.',
  };
}
