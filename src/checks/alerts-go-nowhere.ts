import { defineCheck } from '../engine/check.ts';
import { at, listAt, objectsAt, stringAt, stringsAt } from '../engine/json.ts';
import { SELECTION } from '../engine/reads.ts';
import { refOf, title } from '../engine/refs.ts';
import type { JsonObject, KubeObject, Stack } from '../model.ts';

/** Alerts fire and reach nobody: the stack knows no Alertmanager, or the route asks for another namespace. */
export const alertsGoNowhere = defineCheck({
  id: 'alerts-go-nowhere',
  title: 'Alerts fire and reach nobody',
  stage: 'targets',
  kinds: ['PrometheusRule', 'AlertmanagerConfig'],
  reads: SELECTION,
  find: ({ object, stack }, context) => {
    if (!context.selected(object, stack)) return [];
    if (object.kind === 'PrometheusRule')
      return hasAlert(object) && !knowsAlertmanager(stack) ? [{ by: 'stack', other: '' }] : [];
    const strategy = stringAt(stack.object.body, 'spec', 'alertmanagerConfigMatcherStrategy', 'type');
    if (strategy !== undefined && strategy !== 'OnNamespace') return [];
    return namespacesAsked(object)
      .filter((namespace) => namespace !== object.metadata.namespace)
      .map((other) => ({ by: 'matcher', other }));
  },
  about: ({ by }, { object, stack }) => (by === 'stack' ? stack.ref : refOf(object)),
  explain: ({ by, other }, { object, stack }) =>
    by === 'stack'
      ? {
          severity: 'warning',
          summary: `${title(stack.ref)} evaluates alerts and knows no Alertmanager to send them to.`,
          because: [
            stack.ref.kind === 'ThanosRuler'
              ? 'none of spec.alertmanagersUrl and spec.alertmanagersConfig is set'
              : 'none of spec.alerting.alertmanagers and spec.additionalAlertManagerConfigs is set',
            'Alerts fire in its own pages only.',
          ],
          remedy: `Have the owner of ${title(stack.ref)} name an Alertmanager.`,
          fix: {
            kind: 'advise',
            steps: ['Set spec.alerting.alertmanagers: [{namespace, name, port}].'],
            whyNotAutomatic: 'Which Alertmanager is meant, if any, is for the owner of the stack to say.',
          },
        }
      : {
          severity: 'warning',
          summary: `The route of ${title(refOf(object))} asks for namespace "${other}", and only alerts of namespace "${object.metadata.namespace ?? ''}" reach it.`,
          because: [
            `${title(stack.ref)} adds the matcher namespace="${object.metadata.namespace ?? ''}" to the route (alertmanagerConfigMatcherStrategy OnNamespace, the default).`,
            'No alert has both.',
          ],
          field: ['spec', 'route', 'matchers'],
          remedy: `Put it into namespace ${other}, or have the owner of ${title(stack.ref)} set alertmanagerConfigMatcherStrategy.type to None.`,
          fix: {
            kind: 'advise',
            steps: [`Create it in namespace ${other} instead.`],
            whyNotAutomatic: 'Another strategy changes the routes of everybody.',
          },
        },
});

function hasAlert(object: KubeObject): boolean {
  return objectsAt(object.body, 'spec', 'groups').some((group) =>
    objectsAt(group, 'rules').some((rule) => stringAt(rule, 'alert') !== undefined),
  );
}

function knowsAlertmanager({ object, ref }: Stack): boolean {
  const spec = object.body['spec'];
  if (ref.kind === 'ThanosRuler')
    return stringsAt(spec, 'alertmanagersUrl').length > 0 || at(spec, 'alertmanagersConfig') !== undefined;
  return (
    listAt(spec, 'alerting', 'alertmanagers').length > 0 || at(spec, 'additionalAlertManagerConfigs') !== undefined
  );
}

/** Values of plain matchers on `namespace` in the outermost route. */
function namespacesAsked(object: KubeObject): readonly string[] {
  const plain = (matcher: JsonObject): boolean =>
    stringAt(matcher, 'name') === 'namespace' && (stringAt(matcher, 'matchType') ?? '=') === '=' && !matcher['regex'];
  return objectsAt(object.body, 'spec', 'route', 'matchers')
    .filter(plain)
    .flatMap((matcher) => stringAt(matcher, 'value') ?? []);
}
