import { defineCheck } from '../check.ts';
import { listAt, objectsAt, stringAt } from '../../kube/json.ts';
import { isWritten, loadedRules, reloadSucceeded } from '../../backends/prometheus-operator/running/live.ts';
import { SELECTION } from '../../world/reads.ts';
import { refOf, title } from '../../kube/refs.ts';
import { command, inNamespace } from '../../kube/shell.ts';

/** The operator takes the rule, and a running Prometheus has not loaded it. */
export const ruleNotLoaded = defineCheck({
  id: 'rule-not-loaded',
  title: 'Prometheus runs without the rules',
  stage: 'targets',
  kinds: ['PrometheusRule'],
  reads: SELECTION,
  live: true,
  find: ({ object, stack }, context) => {
    const live = context.live(stack);
    if (!live || !isWritten(stack) || !context.selected(object, stack)) return [];
    const wanted = objectsAt(object.body, 'spec', 'groups')
      .filter((group) => listAt(group, 'rules').length > 0)
      .flatMap((group) => stringAt(group, 'name') ?? []);
    const missing = loadedRules(live, refOf(object)).flatMap(({ instance, groups }) => {
      const loaded = new Set(groups.map(({ name }) => name));
      const absent = wanted.filter((name) => !loaded.has(name));
      return absent.length === 0 ? [] : [{ instance, absent }];
    });
    if (missing.length === 0) return [];
    const groups = [...new Set(missing.flatMap(({ absent }) => absent))];
    const instances = missing.map(({ instance }) => instance);
    return [{ groups, instances, reload: reloadSucceeded(live) ?? null }];
  },
  explain: ({ groups, instances, reload }, { object, stack }) => ({
    severity: reload === false ? 'error' : 'warning',
    summary:
      reload === false
        ? `${title(stack.ref)} refused its new configuration, and runs without rules of ${title(refOf(object))}.`
        : `${title(stack.ref)} has not loaded the rules of ${title(refOf(object))} yet.`,
    because: [
      `groups that are not loaded: ${groups.slice(0, 5).join(', ')}`,
      `instances: ${instances.join(', ')}`,
      reload === false
        ? 'The last reload failed: one bad object keeps every new rule out.'
        : 'A ConfigMap takes up to two minutes until it is in the pod.',
    ],
    remedy:
      reload === false
        ? `Look for the reason: ${command`kubectl logs ${inNamespace(stack.ref.namespace)} ${podOf(instances)}`}; see config-refused.`
        : 'Ask again in two minutes. If it stays so, look into the log of the config-reloader.',
    fix: {
      kind: 'advise',
      steps: [command`kubectl logs ${inNamespace(stack.ref.namespace)} ${podOf(instances)} --all-containers`],
      whyNotAutomatic: 'Why it is not loaded is in the log of the pod only.',
    },
  }),
});

/** Instances are named NAMESPACE/POD. */
function podOf([first = '']: readonly string[]): string {
  return first.slice(first.indexOf('/') + 1);
}
