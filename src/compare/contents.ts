/** What is no longer in an object that is taken in both worlds: alerts and recording rules, dashboards of a ConfigMap, static targets. */
import { filesOf, isDashboard } from '../backends/grafana/dashboards.ts';
import { groupBy } from '../kube/group.ts';
import { labelsAt, objectsAt, stringAt, stringsAt } from '../kube/json.ts';
import { memo } from '../kube/memo.ts';
import { compare } from '../kube/refs.ts';
import type { JsonObject, KubeObject, LostPart } from '../model/index.ts';
import type { Facts } from './facts.ts';

/** "alert WebDown", "recording rule job:requests:rate5m", "dashboard web.json". */
interface Part {
  readonly name: string;
  /** With its labels: two alerts of one name have others. */
  readonly labelled: string;
}

/** Where a part is in its object; undefined: not in a field of its own. */
export function pathOfPart({ body }: KubeObject, part: string): readonly string[] | undefined {
  for (const [g, group] of objectsAt(body, 'spec', 'groups').entries())
    for (const [r, rule] of objectsAt(group, 'rules').entries())
      if (namesIn(rule).some(({ name, labelled }) => name === part || labelled === part))
        return ['spec', 'groups', String(g), 'rules', String(r)];
  return undefined;
}

const partsOf = memo((object: KubeObject): readonly Part[] => {
  if (object.kind === 'ConfigMap')
    return filesOf(object)
      .filter(isDashboard)
      .map((file) => `dashboard ${nameOf(file)}`)
      .map((name) => ({ name, labelled: name }));
  if (object.kind === 'Probe' || object.kind === 'ScrapeConfig') return staticTargets(object);
  if (object.kind !== 'PrometheusRule') return [];
  const rules = objectsAt(object.body, 'spec', 'groups').flatMap((group) => objectsAt(group, 'rules'));
  return rules.flatMap(namesIn);
});

/** What a Probe or ScrapeConfig names itself: its address is all that there is of it. */
function staticTargets({ kind, body }: KubeObject): readonly Part[] {
  const addresses =
    kind === 'Probe'
      ? stringsAt(body, 'spec', 'targets', 'staticConfig', 'static')
      : objectsAt(body, 'spec', 'staticConfigs').flatMap((each) => stringsAt(each, 'targets'));
  return [...new Set(addresses)].map((address) => `static target ${address}`).map((name) => ({ name, labelled: name }));
}

function namesIn(rule: JsonObject): readonly Part[] {
  const [alert, record] = [stringAt(rule, 'alert'), stringAt(rule, 'record')];
  const labels = Object.entries(labelsAt(rule, 'labels'))
    .toSorted(([a], [b]) => compare(a, b))
    .map(([key, value]) => `${key}="${value}"`);
  const named = (name: string): Part => ({
    name,
    labelled: labels.length === 0 ? `${name} without labels` : `${name} with ${labels.join(', ')}`,
  });
  return [...(alert ? [named(`alert ${alert}`)] : []), ...(record ? [named(`recording rule ${record}`)] : [])];
}

/** The file may be called otherwise; its uid or title is what it is found by. */
function nameOf({ key, dashboard }: ReturnType<typeof filesOf>[number]): string {
  return stringAt(dashboard, 'uid') ?? stringAt(dashboard, 'title') ?? key;
}

const KINDS: readonly LostPart[] = ['alert', 'recording-rule', 'dashboard', 'static-target'];

/** "alert" of "alert WebDown". */
export function kindOf(part: string): LostPart | undefined {
  return KINDS.find((kind) => part.startsWith(`${kind.replace('-', ' ')} `));
}

/** Everything of that kind that a stack takes in a world. */
export function partsTaken(facts: Facts, taker: string): ReadonlySet<string> {
  const parts = new Set<string>();
  for (const { object, holds } of facts.items.values())
    if (holds.some((hold) => hold.taker.key === taker && hold.fate === 'taken'))
      for (const { name, labelled } of partsOf(object)) parts.add(name).add(labelled);
  return parts;
}

/** What is not in it any more, and in nothing else that the stack takes. */
export function lostParts(was: KubeObject, is: KubeObject, elsewhere: () => ReadonlySet<string>): readonly string[] {
  const left = groupBy(partsOf(is), ({ name }) => name);
  const gone = [...groupBy(partsOf(was), ({ name }) => name)].flatMap(([name, before]) => {
    const after = left.get(name) ?? [];
    if (after.length === 0) return [name];
    // Of several with one name those are lost whose labels are, unless they only got others.
    const still = new Set(after.map(({ labelled }) => labelled));
    const missing = before.filter(({ labelled }) => !still.has(labelled));
    return missing.slice(0, Math.max(0, before.length - after.length)).map(({ labelled }) => labelled);
  });
  return gone.length === 0 ? [] : gone.filter((part) => !elsewhere().has(part));
}
