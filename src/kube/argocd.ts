/**
 * How Argo CD marks what it applies. Source: argo-cd 3.4 util/argo/resource_tracking.go (SetAppInstance), util/argo/argo.go
 * (AppInstanceName), common/common.go (ArgoCDSSAManager).
 */
import { chartOf } from './chart-of.ts';
import type { KubeObject } from '../model/index.ts';

/** Tracking by label writes the name of the application into this one, unless application.instanceLabelKey is another. */
export const INSTANCE = 'app.kubernetes.io/instance';

/** What ends the overwriting. Source: docs/user-guide/resource_tracking.md; docs/operator-manual/upgrading/2.14-3.0.md. */
export const TRACK_BY_ANNOTATION = 'application.resourceTrackingMethod: annotation in ConfigMap argocd-cm';

const TRACKING_ID = 'argocd.argoproj.io/tracking-id';
/** Another key for tracking by label, which leaves the usual one alone. */
const OWN_LABEL = 'argocd.argoproj.io/instance';
/** As managers of fields; the second is the default of versions that named none. */
const MANAGERS: readonly string[] = ['argocd-controller', 'argocd-application-controller'];

/** The application that applies an object, with its namespace where that is not Argo CD's own: "team/web". */
export function applicationOf({ metadata }: KubeObject): string | undefined {
  const { labels, annotations, fieldOwners = [] } = metadata;
  const byController = fieldOwners.some(({ manager }) => MANAGERS.includes(manager));
  const mark =
    annotations[TRACKING_ID]?.split(':')[0] ?? labels[OWN_LABEL] ?? (byController ? labels[INSTANCE] : undefined);
  return mark?.replace('_', '/');
}

/**
 * The application whose name tracking by label has written over the label of an object that `monitor` asks for under
 * another value. Their chart gives both the same labels, and only those of the metadata are overwritten: so the monitor has
 * that name, too. `applications`: names of those among the files.
 */
export function overwrittenBy(
  object: KubeObject,
  monitor: KubeObject,
  applications: readonly string[],
): string | undefined {
  const { labels, annotations } = object.metadata;
  const name = labels[INSTANCE];
  if (name === undefined || labels[OWN_LABEL] !== undefined || monitor.metadata.labels[INSTANCE] !== name)
    return undefined;
  const tracked = annotations[TRACKING_ID] ?? monitor.metadata.annotations[TRACKING_ID];
  if (tracked !== undefined) return tracked.startsWith(`${name}:`) ? name : undefined;
  const marked = [object, monitor].some(
    (each) => applicationOf(each) !== undefined || Object.keys(each.metadata.annotations).some(isArgo),
  );
  return marked || applications.includes(name) ? name : undefined;
}

/**
 * The same where nothing tells of Argo CD: tracking by label leaves no other mark. Both are of one chart that Helm has not
 * installed itself (it would have annotated them), and that has the monitor ask for another instance than its own.
 */
export function seemsOverwritten(object: KubeObject, monitor: KubeObject): boolean {
  const chart = chartOf(object)?.name;
  const name = object.metadata.labels[INSTANCE];
  return (
    chart !== undefined &&
    chart === chartOf(monitor)?.name &&
    name !== undefined &&
    name === monitor.metadata.labels[INSTANCE] &&
    [object, monitor].every(
      ({ metadata: { labels, annotations } }) =>
        annotations['meta.helm.sh/release-name'] === undefined &&
        annotations[TRACKING_ID] === undefined &&
        labels[OWN_LABEL] === undefined,
    )
  );
}

function isArgo(annotation: string): boolean {
  return annotation.startsWith('argocd.argoproj.io/');
}
