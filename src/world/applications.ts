import type { KubeObject, PassedTexts, Profile, ProfileVariant, Ref, RuleGroup, Scrape, Wire } from '../model/index.ts';
import { labelsAt, numberAt, objectsAt, stringAt } from '../kube/json.ts';
import { refOf, sameRef } from '../kube/refs.ts';
import { containersOf, isInstalled, variantOf } from './variants.ts';
import type { World } from './world.ts';
import { hasLabels, selectsPods } from '../kube/service.ts';

/** An application of a profile that runs (or is declared) in a namespace. */
export interface App {
  readonly profile: string;
  /** Absent: it runs, and nothing tells which variant of it. */
  readonly variant?: string;
  readonly title: string;
  /** Those that its profile knows, with the names of their rules; absent: no profile knows it. */
  readonly variants?: readonly { readonly id: string; readonly title: string; readonly rules: readonly string[] }[];
  readonly namespace: string;
  /** Absent: known by its Service and CRDs only. */
  readonly workload?: Ref;
  /** Services that lead to its metrics; empty where none was found. */
  readonly services: readonly Ref[];
  readonly port: string;
  /** Where its metrics are, of one that no profile knows: a monitor that leads elsewhere is none for it. */
  readonly target?: {
    readonly number: number;
    readonly path: string;
    readonly params?: Scrape['params'];
    readonly pods: readonly Ref[];
    /** How a command names it: "service/web". */
    readonly word: string;
    /** The file that describes it. */
    readonly file?: string;
  };
  readonly keyedByName?: NonNullable<ProfileVariant['keyedByName']>;
  readonly texts?: PassedTexts;
}

/** Every application that a profile recognises, in the order of profiles and namespaces. */
export function detectApps(world: World, profiles: readonly Profile[]): readonly App[] {
  return profiles.flatMap((profile) => {
    const workloads = world.all('apps', 'Deployment').flatMap((deployment) => {
      const containers = containersOf(profile, deployment);
      if (containers.length === 0) return [];
      return [appOf(world, profile, variantOf(world, profile, containers), deployment)];
    });
    if (workloads.some((app) => !isAsleep(world, app))) return workloads;
    // One that is scaled to 0 does not stand for another one, of which only the Service tells.
    const homes = new Set(workloads.map(({ namespace }) => namespace));
    return [...workloads, ...byService(world, profile).filter(({ namespace }) => !homes.has(namespace))];
  });
}

/** Its workload is scaled to 0. */
export function isAsleep(world: World, { workload }: App): boolean {
  return workload !== undefined && numberAt(world.get(workload)?.body, 'spec', 'replicas') === 0;
}

/** The application as one of its variants. */
export function asVariant(app: App, { id, title, scrape, keyedByName, texts }: ProfileVariant): App {
  const { keyedByName: _keyed, texts: _texts, ...rest } = app;
  const own = { ...(keyedByName ? { keyedByName } : {}), ...(texts ? { texts } : {}) };
  return { ...rest, variant: id, title, port: scrape.port.name, ...own };
}

function appOf(world: World, profile: Profile, variant: ProfileVariant | undefined, deployment: KubeObject): App {
  const namespace = deployment.metadata.namespace ?? '';
  const podLabels = labelsAt(deployment.body, 'spec', 'template', 'metadata', 'labels');
  const services = world
    .inNamespace('', 'Service', namespace)
    .filter((service) => selectsPods(service, podLabels) && hasPort(service, possible(profile, variant)));
  return { ...madeOf(profile, variant, namespace, services), workload: refOf(deployment) };
}

function madeOf(
  profile: Profile,
  variant: ProfileVariant | undefined,
  namespace: string,
  services: readonly KubeObject[],
): App {
  const port = possible(profile, variant)[0]?.scrape.port.name ?? '';
  const variants = profile.variants.map(({ id, title, rules }) => ({ id, title, rules: rules.flatMap(namesOf) }));
  const app = { profile: profile.id, title: profile.title, variants, namespace, services: services.map(refOf), port };
  return variant ? asVariant(app, variant) : app;
}

function namesOf({ rules }: RuleGroup): readonly string[] {
  return rules.map((rule) => ('alert' in rule ? rule.alert : rule.record));
}

/** The variants that it may be. */
function possible({ variants }: Profile, variant: ProfileVariant | undefined): readonly ProfileVariant[] {
  return variant ? [variant] : variants;
}

function hasPort(service: KubeObject, variants: readonly ProfileVariant[]): boolean {
  const ports = objectsAt(service.body, 'spec', 'ports');
  return variants.some(({ scrape: { port } }) =>
    ports.some((each) => stringAt(each, 'name') === port.name || numberAt(each, 'port') === port.number),
  );
}

/** No workload seen (another image, Deployments hidden): the Service's usual labels and what the API has must do. */
function byService(world: World, profile: Profile): readonly App[] {
  if (!isInstalled(world, profile)) return [];
  const variant = variantOf(world, profile, []);
  const variants = possible(profile, variant);
  return world
    .all('', 'Service')
    .filter(
      (service) =>
        variants.some(({ scrape }) => hasLabels(service.metadata.labels, scrape.serviceLabels)) &&
        hasPort(service, variants),
    )
    .map((service) => madeOf(profile, variant, service.metadata.namespace ?? '', [service]));
}

/** The application to whose Services these wires lead. */
export function appBehind(wires: readonly Wire[], apps: readonly App[]): App | undefined {
  return apps.find(({ services }) =>
    wires.some(({ service }) => service !== undefined && services.some((each) => sameRef(each, service))),
  );
}
