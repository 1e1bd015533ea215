/** Alerts that an earlier run made, and this one would not. */
import type { Analysis } from '../../judge/analysis.ts';
import { objectAt, objectsAt, stringAt } from '../../kube/json.ts';
import { refOf } from '../../kube/refs.ts';
import type { JsonObject, Plan, ProfileVariant } from '../../model/index.ts';

const NAMED = 5;

/** Of the rules that a plan writes over; where a profile file made them, it has to be given again. `shipped`: what it may leave out. */
export function goingAlerts(
  { world }: Pick<Analysis, 'world'>,
  { changes }: Pick<Plan, 'changes'>,
  shipped: Pick<ProfileVariant, 'rules'>,
): readonly string[] {
  const known = shipped.rules.flatMap(({ rules }) => rules.flatMap((rule) => ('alert' in rule ? [rule.alert] : [])));
  const going = changes.flatMap((change) => {
    if (change.action !== 'apply' || change.step !== 'rules') return [];
    const kept = new Set([...known, ...alertsOf(objectAt(change.manifest as unknown as JsonObject, 'spec'))]);
    return alertsOf(objectAt(world.get(refOf(change.manifest))?.body, 'spec')).filter((name) => !kept.has(name));
  });
  if (going.length === 0) return [];
  const more = going.length > NAMED ? ` and ${going.length - NAMED} more` : '';
  return [
    `alerts that are there now and would go: ${going.slice(0, NAMED).join(', ')}${more}. Where a profile file made them, give it again with --profile FILE`,
  ];
}

function alertsOf(spec: JsonObject | undefined): readonly string[] {
  return objectsAt(spec, 'groups')
    .flatMap((group) => objectsAt(group, 'rules'))
    .flatMap((rule) => stringAt(rule, 'alert') ?? []);
}
