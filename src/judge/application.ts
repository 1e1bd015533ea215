import { gapText } from '../kube/gap-text.ts';
import { needDashboards } from '../backends/grafana/dashboards.ts';
import type { Analysis } from './analysis.ts';
import { keyOf, refOf } from '../kube/refs.ts';
import { PromwireError } from '../errors.ts';
import { rulesAbout, unclearGap } from './belonging.ts';
import { labelsAt, stringAt } from '../kube/json.ts';
import type { Gap, KubeObject, Profile, Ref } from '../model/index.ts';
import type { App } from '../world/applications.ts';
import { mustExist } from './must-exist.ts';
import { withoutStrays } from './strays.ts';
import { containersOf, openVariant } from '../world/variants.ts';
import type { OpenVariant } from '../world/variants.ts';
import { hiding } from '../world/hiding.ts';
import { command, inNamespace } from '../kube/shell.ts';

/** What a question about an application is about. `gaps`: rules that may be about it. */
interface ApplicationQuestion {
  readonly objects: readonly Ref[];
  readonly about: readonly Ref[];
  readonly gaps: readonly Gap[];
}

/** The monitors that reach an application's Services or are named after it, and the rules about its metrics. */
export function applicationQuestion(
  analysis: Analysis,
  profile: Profile,
  namespace: string | undefined,
): ApplicationQuestion {
  const apps = analysis.apps.filter(
    (app) => app.profile === profile.id && (namespace === undefined || app.namespace === namespace),
  );
  if (apps.length === 0) throw notFound(analysis, profile, namespace);
  for (const app of apps) {
    analysis.world.needs('', 'Service', app.workload ? app.namespace : undefined);
    needDashboards(analysis.world, app.namespace);
    if (app.keyedByName) analysis.world.needs(app.keyedByName.group, app.keyedByName.kind);
  }
  const services = apps.flatMap((app) => app.services);
  const reaching = apps.flatMap((app) =>
    withoutStrays(analysis, [...new Set(app.services.flatMap((service) => analysis.reaching(service)))], app.namespace),
  );
  const rules = analysis.subjects().filter(({ kind }) => kind === 'PrometheusRule');
  const { about, unclear } = rulesAbout(profile, rules);
  // What a rule is about, its expressions say, not its name.
  const named = analysis
    .subjects()
    .filter(({ kind }) => kind !== 'PrometheusRule')
    .filter((object) => apps.some((app) => app.namespace === object.metadata.namespace) && isNamed(object, profile.id));
  const objects = [...reaching, ...named, ...about, ...unclear.map(({ object }) => object)];
  const distinct = new Map(objects.map((object) => [keyOf(refOf(object)), refOf(object)]));
  // Where nothing could scrape it, the finding is about the workload itself.
  const workloads = apps.flatMap((app) => app.workload ?? []);
  const dashboards = apps.flatMap((app) => analysis.world.inNamespace('', 'ConfigMap', app.namespace).map(refOf));
  const own = apps.flatMap(({ keyedByName }) =>
    keyedByName ? analysis.world.all(keyedByName.group, keyedByName.kind).map(refOf) : [],
  );
  return {
    objects: [...distinct.values()],
    about: [...services, ...workloads, ...dashboards, ...own],
    gaps: unclear.map((rule) => unclearGap(profile, rule)),
  };
}

/** Is the id a word of the object's name, or of a label's value that it has or wants? "promwire-shop-v2" is named after "shop". */
function isNamed({ metadata: { name, labels }, body }: KubeObject, id: string): boolean {
  const wanted = labelsAt(body, 'spec', 'selector', 'matchLabels');
  return [name, ...Object.values(labels), ...Object.values(wanted)].some((text) =>
    text
      .toLowerCase()
      .split(/[^a-z0-9]+/)
      .includes(id),
  );
}

/** What is not known of the applications that are asked about: which variant runs. */
export function openVariants(analysis: Analysis, profile: Profile, namespace: string | undefined): readonly Gap[] {
  return analysis.apps
    .filter((app) => app.profile === profile.id && (namespace === undefined || app.namespace === namespace))
    .filter(({ variant }) => variant === undefined)
    .map((app) => {
      const { what, ways, right } = whyOpen(analysis, profile, app);
      const reads = { group: 'apiextensions.k8s.io', kind: 'CustomResourceDefinition' };
      return {
        reason: 'not-read',
        reads,
        sentence: `${what}. setup, generate, diff, verify and dashboard preview take ${ways}${right}.`,
      };
    });
}

/** It runs, and nothing tells which variant of it. */
export function variantNotKnown(analysis: Analysis, profile: Profile, app: App): PromwireError {
  const { what, ways, right } = whyOpen(analysis, profile, app);
  return new PromwireError('forbidden', what, `Say which it is with ${ways}${right}.`);
}

/** `what`: no sentence yet; `ways`: flags that decide; `right`: what would tell, or ''. */
function whyOpen(
  { world }: Analysis,
  profile: Profile,
  app: App,
): { readonly what: string; readonly ways: string; readonly right: string } {
  const workload = app.workload && world.get(app.workload);
  const image = (workload ? containersOf(profile, workload) : []).flatMap((each) => stringAt(each, 'image') ?? [])[0];
  const [gap] = world.gaps('apiextensions.k8s.io', 'CustomResourceDefinition');
  const titles = profile.variants.map(({ title }) => title).join(' and ');
  const seen: Readonly<Record<OpenVariant, readonly [why: string, right: string]>> = {
    several: [`the API has the kinds of ${titles}`, ''],
    none: [`the API has no kind of ${titles}`, ''],
    'crds-hidden':
      world.snapshot.source === 'files'
        ? ['none of its CRDs or own objects is among the files', ', or give the file with its CRDs to --from too']
        : [
            `its CRDs could not be seen${gap ? ` (${gapText(gap).replace(/\.$/, '')})` : ''}`,
            ', or ask for the right to list customresourcedefinitions.apiextensions.k8s.io',
          ],
  };
  const [why, right] = seen[openVariant(world, profile)];
  const named = image === undefined ? '' : `the image ${image} does not name it, and `;
  return {
    what: `${profile.title} runs in ${app.namespace}, but its version is not known: ${named}${why}`,
    ways: profile.variants.map(({ id }) => `--variant ${id}`).join(' or '),
    right,
  };
}

/** Not there, or not seen. */
export function notFound(analysis: Analysis, profile: Profile, namespace: string | undefined): PromwireError {
  const where = namespace === undefined ? 'here' : `in namespace ${namespace}`;
  const gaps = [
    ...analysis.world.gaps('apps', 'Deployment', namespace),
    ...analysis.world.gaps('', 'Service', namespace),
  ];
  // Files with workloads in them are those of what is meant to run.
  const [gap] = analysis.world.all('apps', 'Deployment').length > 0 ? hiding(gaps) : gaps;
  const elsewhere = analysis.apps.filter((app) => app.profile === profile.id).map((app) => app.namespace);
  if (elsewhere.length > 0)
    return new PromwireError(
      gap ? 'forbidden' : 'failed',
      `${profile.title} was not found ${where}; it runs in ${elsewhere.join(', ')}`,
      `Say ${inNamespace(elsewhere[0]).word}.`,
    );
  if (gap)
    return new PromwireError(
      'forbidden',
      `${profile.title} was not found ${where}, and not everything could be seen: ${gapText(gap)}`,
      'Ask for the right to list it, or name the namespace with -n.',
    );
  if (namespace !== undefined) mustExist(analysis.world, namespace);
  const at =
    namespace === undefined ? { word: '' } : { ...inNamespace(namespace), word: ` ${inNamespace(namespace).word}` };
  return new PromwireError(
    'failed',
    `${profile.title} does not run ${where}`,
    `Install it first. Without it, with labels that you give (which ones is up to your Prometheus): ${command`promwire generate ${profile.id}${at} --monitor-labels release=NAME --rule-labels release=NAME`}`,
  );
}
