import { applicationId, wordOfId } from '../../lang/application-id.ts';
import { applicationOf, profileOf } from '../../backends/prometheus-operator/placement.ts';
import { PromwireError } from '../../errors.ts';
import { get, list } from '../../io/kube/list.ts';
import type { Kube } from '../../io/kube/connect/open.ts';
import { project } from '../../io/projection/index.ts';
import { gapText } from '../../kube/gap-text.ts';
import { findResource } from '../../kube/resources.ts';
import { isShownOurs, MANAGED_BY, PROMWIRE } from '../../kube/owner.ts';
import { selectsPods } from '../../kube/service.ts';
import type { KubeObject, NamedObject, Profile } from '../../model/index.ts';
import { templateOf } from '../../world/stand-ins.ts';
import { listed, ourSelector } from '../list-metadata.ts';
import { objectIn } from '../profile-file/detect.ts';
import type { Application } from '../subject.ts';

/** What an application is called in the labels of what setup made for it. */
export interface RemovedBy {
  readonly id: string;
  readonly profile?: Profile;
  readonly namespace?: string | undefined;
}

interface Where {
  readonly namespace?: string | undefined;
  readonly signal: AbortSignal;
}

/** Kinds by which an application that setup wired in is found again. */
const MADE: readonly string[] = ['ServiceMonitor', 'PodMonitor', 'PrometheusRule'];

/**
 * The id of what is taken back, and where the application is. Throws PromwireError: 'usage' (several are called so),
 * 'forbidden', and what Kube.request throws.
 */
export async function removedBy(
  kube: Kube,
  subject: Application,
  { namespace, byApi, signal }: Where & { readonly byApi: boolean },
): Promise<RemovedBy> {
  if (subject.kind === 'profile') return { id: subject.profile.id, profile: subject.profile, namespace };
  const object =
    subject.kind === 'object' ? subject.object : await objectIn(kube, subject.described, namespace, signal);
  if (byApi)
    throw new PromwireError(
      'usage',
      `--grafana-url: not with ${object.word}`,
      'Dashboards that went through the API are deleted in Grafana; leave the flag out.',
    );
  const own = applicationId(object.kind, object.name);
  const homes = await homesOf(kube, own, { namespace, signal });
  const [home, other] = homes;
  if (other !== undefined)
    throw new PromwireError(
      'usage',
      `${object.word} was set up more than once: in ${homes.join(', ')}`,
      'Say which with -n.',
    );
  if (home !== undefined || object.kind === 'Service') return { id: own, namespace: home ?? namespace };
  return { id: (await byService(kube, object, namespace ?? kube.namespace, signal)) ?? own, namespace };
}

/** The namespaces of the applications of an id. */
async function homesOf(kube: Kube, id: string, { namespace, signal }: Where): Promise<readonly string[]> {
  const found: KubeObject[] = [];
  for (const kind of MADE) {
    const options = { labelSelector: ourSelector(id), signal };
    found.push(...(await listed(kube, 'monitoring.coreos.com', kind, namespace, options)).objects);
  }
  const homes = new Set(found.map(applicationOf));
  return [...homes].filter((home) => namespace === undefined || home === namespace).toSorted();
}

/** Setup names an application after the Service that leads to it: that id, where setup made something for it. */
async function byService(
  kube: Kube,
  object: NamedObject,
  namespace: string,
  signal: AbortSignal,
): Promise<string | undefined> {
  const pod = await podOf(kube, object, namespace, signal);
  const resource = findResource('', 'Service');
  if (!pod || !resource) return undefined;
  const services = await list(kube, resource, { namespace, signal });
  if (services.kind === 'gap') throw new PromwireError('forbidden', gapText(services.gap), 'Name the Service instead.');
  const leading = services.items
    .flatMap((item) => shown(item))
    .filter((service) => selectsPods(service, pod.metadata.labels));
  for (const { metadata } of leading) {
    const id = applicationId('Service', metadata.name);
    if ((await homesOf(kube, id, { namespace, signal })).length > 0) return id;
  }
  return undefined;
}

/** A pod of it, real or as its template describes it; undefined: it is gone. */
async function podOf(
  kube: Kube,
  { apiVersion, kind, name }: NamedObject,
  namespace: string,
  signal: AbortSignal,
): Promise<KubeObject | undefined> {
  const got = await get(kube, { apiVersion, kind, namespace, name }, signal);
  if (got.kind === 'gap') throw new PromwireError('forbidden', gapText(got.gap), 'Name the Service instead.');
  const [object] = got.kind === 'missing' ? [] : shown(got.object);
  return object && (kind === 'Pod' ? object : templateOf(object));
}

function shown(raw: Parameters<typeof project>[0]): readonly KubeObject[] {
  const object = project(raw, { source: 'cluster' });
  return 'invalid' in object ? [] : [object];
}

/** An application that setup wired in, as uninstall takes it. */
export interface WiredIn {
  readonly word: string;
  readonly namespace: string;
}

/**
 * The applications without a profile that setup wired in, as what is shown to be promwire's own tells. Throws PromwireError
 * 'forbidden', and what Kube.request throws.
 */
export async function wiredIn(kube: Kube, { namespace, signal }: Where): Promise<readonly WiredIn[]> {
  const found = new Map<string, WiredIn>();
  for (const kind of MADE) {
    const options = { labelSelector: `${MANAGED_BY}=${PROMWIRE}`, signal };
    const { objects } = await listed(kube, 'monitoring.coreos.com', kind, namespace, options);
    for (const object of objects.filter(isShownOurs)) {
      const [home, word] = [applicationOf(object), wordOfId(profileOf(object) ?? '')];
      if (word !== undefined && (namespace === undefined || home === namespace))
        found.set(`${home} ${word}`, { word, namespace: home });
    }
  }
  return [...found].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, each]) => each);
}
