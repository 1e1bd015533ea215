import { defineCheck } from '../check.ts';
import { objectLabelsIn } from '../../backends/prometheus-operator/running/object-labels.ts';
import type { ObjectLabels } from '../../backends/prometheus-operator/running/object-labels.ts';
import { objectsAt, stringAt, stringsAt } from '../../kube/json.ts';
import { MASK } from '../../kube/mask.ts';
import { refOf, title } from '../../kube/refs.ts';
import type { KubeObject } from '../../model/index.ts';
import { sanitiseLabelName } from '../../lang/labels.ts';
import type { World } from '../../world/world.ts';
import { SELECTION } from '../../world/reads.ts';

/** A rule asks for a label of objects that kube-state-metrics is not told to give. */
export const metricLabelsNotAllowed = defineCheck({
  id: 'metric-labels-not-allowed',
  title: 'kube-state-metrics does not give the labels that a rule asks for',
  stage: 'targets',
  kinds: ['PrometheusRule'],
  reads: SELECTION,
  find: ({ object, stack }, context) => {
    if (!context.selected(object, stack)) return [];
    const asked = objectLabelsIn(object);
    const sources = asked.length === 0 ? [] : exporters(context.world);
    if (sources.length === 0) return [];
    const missing = asked.filter((each) => !sources.some(({ args }) => gives(args, each)));
    const [first] = missing;
    if (!first) return [];
    return [
      {
        rules: [...new Set(missing.map(({ rule }) => rule))].slice(0, 3),
        metrics: [...new Set(missing.map(({ metric, label }) => `${metric}{${label}}`))].slice(0, 5),
        flag: `--metric-${first.of}-allowlist=${first.resource}=[*]`,
        exporters: sources.map(({ object: each }) => title(refOf(each))),
        has: sources.flatMap(({ args }) => args.filter((arg) => arg.includes(`-${first.of}-`))).slice(0, 2),
      },
    ];
  },
  explain: ({ rules, metrics, flag, exporters: from, has }, { object }) => ({
    severity: 'warning',
    summary: `${rules.join(', ')} of ${title(refOf(object))} ${rules.length === 1 ? 'asks' : 'ask'} for ${metrics.join(', ')}, which ${from.join(' and ')} does not give.`,
    because: [
      has.length === 0 ? `${from.join(' and ')} has no such flag` : `it runs with ${has.join(' ')}`,
      'kube-state-metrics gives labels and annotations of objects only where an allowlist names them.',
      'An expression without series yields nothing, so the rule never does anything.',
    ],
    remedy: `Have the owner of kube-state-metrics add ${flag}; of kube-prometheus-stack it is kube-state-metrics.${flag.includes('labels') ? 'metricLabelsAllowlist' : 'metricAnnotationsAllowList'}.`,
    fix: {
      kind: 'advise',
      steps: [`Add ${flag} to the arguments of kube-state-metrics.`],
      whyNotAutomatic: 'Each label is one more series for each object.',
    },
  }),
});

interface Exporter {
  readonly object: KubeObject;
  readonly args: readonly string[];
}

/** What runs kube-state-metrics here, with its allowlists. */
function exporters(world: World): readonly Exporter[] {
  return ['Deployment', 'StatefulSet', 'DaemonSet']
    .flatMap((kind) => world.all('apps', kind))
    .flatMap((object) => {
      const containers = objectsAt(object.body, 'spec', 'template', 'spec', 'containers');
      const own = containers.find((each) => /kube-state-metrics(?:[:@]|$)/.test(stringAt(each, 'image') ?? ''));
      return own ? [{ object, args: stringsAt(own, 'args').filter((arg) => ALLOWS.test(arg)) }] : [];
    });
}

const ALLOWS = /^--(?:metric-\w+-allowlist|config)=/;

/** kube-state-metrics v2.17 pkg/options/types.go LabelsAllowList: "pods=[app,team],*=[*]". */
function gives(args: readonly string[], { of, resource, label }: ObjectLabels): boolean {
  // A file, or what is not written as a list is: then it is not known.
  if (args.some((arg) => arg.endsWith(`=${MASK}`))) return true;
  return args
    .filter((arg) => arg.startsWith(`--metric-${of}-allowlist=`))
    .flatMap((arg) => [...arg.slice(arg.indexOf('=') + 1).matchAll(/([\w*]+)=\[([^\]]*)\]/g)])
    .some(
      ([, name, list = '']) =>
        (name === resource || name === '*') &&
        list.split(',').some((each) => each === '*' || label.endsWith(`_${sanitiseLabelName(each)}`)),
    );
}
