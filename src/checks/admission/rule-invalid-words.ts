/** Words and fixes of rule-invalid. */
import { refOf } from '../../kube/refs.ts';
import type { RuleProblem } from '../../lang/rules/rule.ts';
import type { Fix, KubeObject, PatchField } from '../../model/index.ts';
import { printPlace, valueAt } from '../../backends/prometheus-operator/rule-place.ts';

export const WHOLE = 'One problem rejects the whole object, all its groups.';

interface Evidence {
  readonly problems: readonly { readonly field: string; readonly message: string }[];
}

export const evidenceOf = (object: KubeObject, problems: readonly RuleProblem[]): readonly Evidence[] => [
  { problems: problems.map(({ path, message }) => ({ field: printPlace(object, path), message })) },
];

export const howMany = ({ length }: Evidence['problems']): string =>
  length === 1 ? 'one thing in it is' : `${length} things in it are`;

export const reasons = (problems: Evidence['problems']): readonly string[] =>
  problems.map(({ field, message }) => `${field}: ${message}`);

/** Fields that a recording rule may not have can go, and a name that is there twice can be made another. */
export function fixOf(rule: KubeObject, problems: readonly RuleProblem[]): Fix {
  const fields = problems.flatMap(({ path, about }): readonly PatchField[] => {
    const was = valueAt(rule, path);
    const place = ['spec', ...path.map(String)];
    if (about === 'record-field') return [{ path: place, was, becomes: null }];
    if (about === 'group-name')
      return [{ path: place, was, becomes: `${typeof was === 'string' ? was : ''}-${path[1] ?? ''}` }];
    return [];
  });
  if (fields.length === problems.length)
    return {
      kind: 'patch',
      object: refOf(rule),
      fields,
      risk: 'What is taken out of a recording rule never had an effect; a group has a new name in Prometheus.',
    };
  return {
    kind: 'advise',
    steps: problems.map(({ path, message }) => `${printPlace(rule, path)}: ${message}`),
    whyNotAutomatic: 'What the rule should say is known only to its author.',
  };
}
