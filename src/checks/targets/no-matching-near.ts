/** Which of the objects that a monitor finds no labels on come nearest, and what differs. */
import { meets } from '../../backends/prometheus-operator/discovery/discovery.ts';
import { labelText, namesApplication } from '../../kube/near-labels.ts';
import { nameOf, refOf } from '../../kube/refs.ts';
import { printRequirement } from '../../kube/selector.ts';
import type { KubeObject, Labels, Monitor, Requirement } from '../../model/index.ts';

export interface Candidate {
  readonly name: string;
  readonly labels: Labels;
  /** What is asked for and is not there: "app=web: no label app, but app.kubernetes.io/name=web". */
  readonly differs: readonly string[];
  /** Another label that has the first value which is asked for. */
  readonly instead?: string;
}

/** More of them do not tell more. */
const SHOWN = 2;

/** The nearest first: those that lack the fewest labels, then those that are called like the monitor. */
export function nearestOf(monitor: Monitor, objects: readonly KubeObject[], first?: KubeObject): readonly Candidate[] {
  const requirements = monitor.selector.kind === 'matching' ? monitor.selector.requirements : [];
  return objects
    .map((object) => {
      const { labels, name } = object.metadata;
      const unmet = requirements.filter((each) => !meets(monitor, each, labels));
      const kin = requirements.some(
        (each) => namesApplication(each.key) && (!unmet.includes(each) || elsewhereIn(labels, each) !== undefined),
      );
      const far = unmet.length + (kin ? 0 : 10) + (called(name, monitor.ref.name) ? 0 : 1);
      return { object, unmet, far: object === first ? -1 : far };
    })
    .toSorted((a, b) => a.far - b.far)
    .slice(0, SHOWN)
    .map(({ object, unmet }) => {
      const { labels } = object.metadata;
      const instead = unmet.flatMap((each) => elsewhereIn(labels, each) ?? [])[0];
      const differs = unmet.map((each) => differenceText(each, labels));
      return { name: nameOf(refOf(object)), labels: { ...labels }, differs, ...(instead ? { instead } : {}) };
    });
}

const called = (name: string, monitor: string): boolean => name.startsWith(monitor) || monitor.startsWith(name);

function differenceText(requirement: Requirement, labels: Labels): string {
  const other = elsewhereIn(labels, requirement);
  const has = Object.keys(labels).length === 0 ? 'no labels' : labelText(labels, requirement.key);
  return `${printRequirement(requirement)}: ${has}${other === undefined ? '' : `, but ${other}`}`;
}

/** Another label with the value that is asked for. */
function elsewhereIn(labels: Labels, { key, values }: Requirement): string | undefined {
  const [other] = Object.entries(labels).filter(
    ([each, value]) => each !== key && namesApplication(each) && values.includes(value),
  );
  return other && other.join('=');
}
