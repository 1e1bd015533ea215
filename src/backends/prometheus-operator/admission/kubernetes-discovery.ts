import type { JsonObject } from '../../../model/index.ts';
import { objectAt, objectsAt, stringAt, trueAt } from '../../../kube/json.ts';

/** Which roles a selector may be about, by the role of the discovery: resource_selector.go:733-757 (operator v0.93.0). */
const SELECTABLE: Readonly<Record<string, readonly string[]>> = {
  pod: ['pod'],
  service: ['service'],
  endpointslice: ['pod', 'service', 'endpointslice'],
  endpoints: ['pod', 'service', 'endpoints'],
  node: ['node'],
  ingress: ['ingress'],
};

/** What the operator refuses in one entry of kubernetesSDConfigs. */
export function kubernetesProblem(config: JsonObject, knowsSlices: boolean): string | undefined {
  const role = stringAt(config, 'role') ?? '';
  // The comparison is with the exact spelling, the one below is not.
  if (role === 'EndpointSlice' && !knowsSlices) return 'role EndpointSlice needs Prometheus 2.21.0';
  const remote = (config['apiServer'] ?? null) !== null;
  if (remote && trueAt(objectAt(config, 'namespaces'), 'ownNamespace'))
    return 'apiServer and namespaces.ownNamespace exclude each other';
  const selectors = objectsAt(config, 'selectors');
  const allowed = SELECTABLE[role.toLowerCase()];
  for (const selector of selectors) {
    const about = stringAt(selector, 'role') ?? '';
    if (!allowed) return `role ${role} takes no selectors`;
    if (!allowed.includes(about.toLowerCase()))
      return `a discovery of role ${role} takes selectors of role ${allowed.join(', ')}, not ${about}`;
  }
  return selectorsProblem(config);
}

/** A selector that cannot be read. */
export function selectorsProblem(config: JsonObject): string | undefined {
  return objectsAt(config, 'selectors')
    .map(selectorProblem)
    .find((problem) => problem !== undefined);
}

function selectorProblem(selector: JsonObject): string | undefined {
  const field = stringAt(selector, 'field');
  if (field !== undefined && field.split(',').some((term) => term.trim() !== '' && !/(?:==|!=|=)/.test(term)))
    return `the field selector ${JSON.stringify(field)} cannot be read`;
  const label = stringAt(selector, 'label');
  return label !== undefined && !isLabelSelector(label)
    ? `the label selector ${JSON.stringify(label)} cannot be read`
    : undefined;
}

const TERM =
  /^\s*(?:!\s*[^\s,=!()<>]+|[^\s,=!()<>]+(?:\s*(?:==|!=|=|<|>)\s*[^\s,=!()<>]*|\s+(?:in|notin)\s*\([^()]*\))?)\s*$/;

/** labels.Parse of apimachinery, as far as its shape goes. */
function isLabelSelector(text: string): boolean {
  return text.trim() === '' || text.split(/,(?![^(]*\))/).every((term) => TERM.test(term));
}
