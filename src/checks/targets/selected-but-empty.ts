import { ENDPOINTS_FIELD } from '../../backends/prometheus-operator/monitors.ts';
import { defineCheck } from '../check.ts';
import { chartOf } from '../../kube/chart-of.ts';
import { listAt, objectAt, objectsAt, stringsAt } from '../../kube/json.ts';
import type { KubeObject, Stack } from '../../model/index.ts';
import type { Found, Words } from '../../world/context.ts';
import { SELECTION } from '../../world/reads.ts';
import { refOf, title } from '../../kube/refs.ts';

const FIELDS: Readonly<Record<string, string>> = { ...ENDPOINTS_FIELD, PrometheusRule: 'groups' };

interface Evidence {
  readonly field: string;
  readonly groups: number;
  /** Static targets of which Prometheus makes none. */
  readonly targets?: readonly string[];
}

/** The object has nothing to scrape or to evaluate in it. */
export const selectedButEmpty = defineCheck({
  id: 'selected-but-empty',
  title: 'The object has no endpoint, target or rule group',
  stage: 'effect',
  kinds: ['ServiceMonitor', 'PodMonitor', 'PrometheusRule', 'ScrapeConfig'],
  reads: SELECTION,
  find: ({ object, stack }): Found<Evidence> => {
    if (object.kind === 'ScrapeConfig') return ofScrapeConfig(object, stack);
    const field = FIELDS[object.kind];
    if (field === undefined) return [];
    // What the API server refuses there may be meant as an entry.
    if (object.problems?.some(({ kind, path }) => kind === 'invalid' && path[1] === field)) return [];
    const entries = listAt(object.body, 'spec', field);
    const filled =
      object.kind === 'PrometheusRule' ? entries.filter((group) => listAt(group, 'rules').length > 0) : entries;
    return filled.length === 0 ? [{ field, groups: entries.length }] : [];
  },
  explain: ({ field, groups, targets }, { object }) =>
    targets
      ? targetWords(targets, object)
      : {
          // Charts leave it there while no rules are given: nothing that was written has no effect.
          ...(object.kind === 'PrometheusRule' && chartOf(object) ? { severity: 'warning' } : {}),
          summary: `${title(refOf(object))} has ${groups > 0 ? 'no rule' : 'no entry'} in spec.${field}, so nothing comes of it.`,
          because: [
            object.kind === 'ScrapeConfig'
              ? 'spec has neither staticConfigs nor a discovery (…SDConfigs)'
              : groups > 0
                ? `spec.${field}: ${groups} without a rule`
                : `spec.${field}: empty`,
            `The operator accepts it and makes ${object.kind === 'ScrapeConfig' ? 'a job without a target' : 'no job and no rule'} from it.`,
          ],
          field: ['spec', field],
          remedy: `Fill in spec.${field}.`,
          fix: {
            kind: 'advise',
            steps: [`Fill in spec.${field} of ${title(refOf(object))}.`],
            whyNotAutomatic: 'What it should scrape or evaluate is not written anywhere.',
          },
        },
});

/**
 * A target of Prometheus is HOST:PORT: one with a "/" it leaves out (prometheus config/config.go CheckTargetAddress), unless
 * relabelings make another address of it.
 */
function ofScrapeConfig({ body, problems }: KubeObject, stack: Stack): readonly Evidence[] {
  const spec = objectAt(body, 'spec') ?? {};
  const statics = objectsAt(spec, 'staticConfigs');
  const targets = statics.flatMap((config) => stringsAt(config, 'targets')).filter((target) => target.includes('/'));
  const classes = objectsAt(stack.object.body, 'spec', 'scrapeClasses');
  const isMoved = [spec, ...classes].some((from) =>
    objectsAt(from, 'relabelings').some(
      ({ targetLabel, action }) => targetLabel === '__address__' || (action ?? 'replace') !== 'replace',
    ),
  );
  if (targets.length > 0 && !isMoved) return [{ field: 'staticConfigs', groups: statics.length, targets }];
  const names = Object.keys(spec).filter((name) => name === 'staticConfigs' || name.endsWith('SDConfigs'));
  const isFilled =
    problems?.some(({ kind }) => kind === 'invalid') || names.some((name) => listAt(spec, name).length > 0);
  return isFilled ? [] : [{ field: 'staticConfigs', groups: 0 }];
}

function targetWords(targets: readonly string[], object: KubeObject): Words {
  const hosts = targets.slice(0, 3).map((target) => target.replace(/^[a-z]+:\/\//i, '').replace(/\/.*$/, ''));
  return {
    summary: `${title(refOf(object))} has ${targets.length === 1 ? 'a target that is' : 'targets that are'} no address, so Prometheus leaves ${targets.length === 1 ? 'it' : 'them'} out.`,
    because: [
      `targets of spec.staticConfigs: ${targets.slice(0, 3).join(', ')}`,
      'A target is HOST or HOST:PORT; Prometheus makes none of a text with a "/".',
    ],
    field: ['spec', 'staticConfigs'],
    remedy: `Write ${hosts.join(', ')}, the scheme into spec.scheme and the path into spec.metricsPath.`,
    fix: {
      kind: 'advise',
      steps: [`In spec.staticConfigs of ${title(refOf(object))} write ${hosts.join(', ')}.`],
      whyNotAutomatic: 'Scheme and path are those of the whole object, and other targets may need others.',
    },
  };
}
