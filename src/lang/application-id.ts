import { createHash } from 'node:crypto';

/** Names of Kubernetes may have 253 characters and dots; a label's value and a dashboard's uid may not. */
const LONGEST = 50;

/** The id of an application that one object names: "service-web". Two objects never have the same. */
export function applicationId(kind: string, name: string): string {
  const whole = `${kind.toLowerCase()}-${name}`;
  const id = whole.replaceAll(/[^a-z0-9-]+/g, '-');
  if (id === whole && id.length <= LONGEST) return id;
  const hash = createHash('sha256').update(whole).digest('hex').slice(0, 8);
  return `${id.slice(0, LONGEST - 9).replace(/-+$/, '')}-${hash}`;
}

/** Kinds of which one object names an application. */
export const HAS_PODS: readonly string[] = ['Service', 'Deployment', 'StatefulSet', 'DaemonSet', 'Pod'];

/** The word whose id that is; undefined: it is not the id of an object. */
export function wordOfId(id: string): string | undefined {
  const [kind = '', ...rest] = id.split('-');
  const name = rest.join('-');
  const known = HAS_PODS.some((each) => each.toLowerCase() === kind) && name !== '';
  return known && applicationId(kind, name) === id ? `${kind}/${name}` : undefined;
}
