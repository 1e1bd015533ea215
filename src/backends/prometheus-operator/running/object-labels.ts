import { objectsAt, stringAt } from '../../../kube/json.ts';
import { memo } from '../../../kube/memo.ts';
import { parseExpression } from '../../../lang/promql/index.ts';
import type { KubeObject } from '../../../model/index.ts';

/** A label or annotation of objects that a rule asks kube-state-metrics for. */
export interface ObjectLabels {
  readonly rule: string;
  readonly metric: string;
  readonly label: string;
  readonly of: 'labels' | 'annotations';
  /** "jobs", as allowlists name it. */
  readonly resource: string;
}

const METRIC = /^kube_([a-z]+)_(labels|annotations)$/;

/** What the rules of a PrometheusRule ask for in kube_…_labels and kube_…_annotations; what cannot be parsed is left out. */
export const objectLabelsIn = memo((object: KubeObject): readonly ObjectLabels[] =>
  objectsAt(object.body, 'spec', 'groups')
    .flatMap((group) => objectsAt(group, 'rules'))
    .flatMap((rule) => {
      const parsed = parseExpression(stringAt(rule, 'expr') ?? '');
      if (parsed.kind !== 'ok') return [];
      return parsed.selectors.flatMap(({ metric = '', matchers }): readonly ObjectLabels[] => {
        const [, kind = '', of] = METRIC.exec(metric) ?? [];
        if (of !== 'labels' && of !== 'annotations') return [];
        const [own] = matchers.filter(
          ({ name, op, value }) => name.startsWith(`${of.slice(0, -1)}_`) && asksForOne(op, value),
        );
        const name = stringAt(rule, 'alert') ?? stringAt(rule, 'record') ?? '';
        return own ? [{ rule: name, metric, label: own.name, of, resource: plural(kind) }] : [];
      });
    }),
);

/** Does it hold only where the label is there? */
function asksForOne(op: string, value: string): boolean {
  if (op === '=') return value !== '';
  if (op === '!=') return value === '';
  return op === '=~' && !/^$|\*|\?|\|\||^\||\|$|\(\||\|\)/.test(value);
}

function plural(kind: string): string {
  return /(?:s|x)$/.test(kind) ? `${kind}es` : kind.endsWith('y') ? `${kind.slice(0, -1)}ies` : `${kind}s`;
}
