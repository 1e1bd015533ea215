/** Documents without apiVersion and kind that are something known. */
import { isObject, objectsAt } from '../../kube/json.ts';
import type { Json } from '../../model/index.ts';

/** Grafana's JSON is next to manifests, as promwire generate --out writes it: no object was forgotten there. */
export function isDashboard(value: Json): boolean {
  return isObject(value) && typeof value['schemaVersion'] === 'number' && Array.isArray(value['panels']);
}

/** `groups:` of rules, as `rule_files` of Prometheus names them (model/rulefmt RuleGroups), without an object around them. */
export function isRuleFile(value: Json): boolean {
  return isObject(value) && objectsAt(value, 'groups').some(({ rules }) => Array.isArray(rules));
}
