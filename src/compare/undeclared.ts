/** Ports that a Service leads to by number, which containers declared and do not any more: nothing may listen there. */
import { groupOf, title } from '../kube/refs.ts';
import { numberAt, objectsAt, stringAt } from '../kube/json.ts';
import { POD_TEMPLATES } from '../kube/pod-templates.ts';
import type { KubeObject, Ref, Unsettled, Wire } from '../model/index.ts';
import type { Side } from './side.ts';
import { placeOf } from './side.ts';

/** Both wires lead to targets: Kubernetes asks no container whether it declares a number. */
export function undeclaredNow(
  { base, head }: { readonly base: Side; readonly head: Side },
  was: Wire,
  is: Wire,
): readonly Unsettled[] {
  const { service } = is;
  const object = service && head.analysis.world.get(service);
  const entry = object && objectsAt(object.body, 'spec', 'ports').find((port) => stringAt(port, 'name') === is.port);
  const number = numberAt(entry, 'targetPort');
  if (!service || number === undefined) return [];
  const pods = is.targets.flatMap(({ pod }) => (pod ? [pod] : []));
  const gone = pods.find((pod) => {
    const [old, now] = [portsAt(base, pod), portsAt(head, pod)];
    return (
      now.length > 0 && !now.includes(number) && old.length > 0 && was.targets.some(({ port }) => old.includes(port))
    );
  });
  const workload = gone && head.analysis.world.get(gone);
  if (!workload) return [];
  const ports = portsAt(head, gone).join(', ');
  return [
    {
      object: is.monitor,
      by: is.stack,
      summary: `Whether ${title(is.monitor)} still finds something at ${title(service)}, port ${is.port ?? number} is not known: no container declares port ${number} any more.`,
      because: [`${title(service)} leads to port ${number}; ${title(gone)} declares ${ports}.`],
      checks: [],
      remedy: `Set targetPort of ${title(service)} to the name of the port of the container, which follows its number.`,
      ...placeOf(head, 'head', workload.origin),
    },
  ];
}

function portsAt({ analysis }: Side, pod: Ref): readonly number[] {
  const object = analysis.world.get(pod);
  return object
    ? containersOf(object).flatMap((each) =>
        objectsAt(each, 'ports').flatMap((port) => numberAt(port, 'containerPort') ?? []),
      )
    : [];
}

function containersOf({ apiVersion, kind, body }: KubeObject): ReturnType<typeof objectsAt> {
  const template = POD_TEMPLATES.find((each) => each.group === groupOf(apiVersion) && each.kind === kind);
  return objectsAt(body, ...(template?.path ?? []), 'spec', 'containers');
}
