/** An application that no profile knows, named by its Service, its workload or a pod. */
import { applicationId } from '../../lang/application-id.ts';
import { PromwireError } from '../../errors.ts';
import type { SeriesLabels } from '../../backends/prometheus-operator/discovery/series-labels.ts';
import type { Kube } from '../../io/kube/connect/open.ts';
import type { Analysis } from '../../judge/analysis.ts';
import { gapRemedy, gapText } from '../../kube/gap-text.ts';
import { refOf } from '../../kube/refs.ts';
import type { ApplicationProfile, Exposition, NamedObject, Profile, Scrape } from '../../model/index.ts';
import { metricsPorts } from '../../plan/metrics-port.ts';
import type { MetricsPort } from '../../plan/metrics-port.ts';
import { annotated } from '../../plan/scrape-annotations.ts';
import { wantedPods } from '../../plan/wanted-pods.ts';
import type { WantedPods } from '../../plan/wanted-pods.ts';
import type { App } from '../../world/applications.ts';
import type { ServiceChoice } from '../../world/service-choice.ts';
import { objectByName } from '../lookup.ts';
import { askForMetrics, refusedPath } from './ask.ts';
import { noMetrics } from './no-metrics.ts';
import { selectsNothing, withCredentials } from './nothing-behind.ts';
import { metricsPath } from './path.ts';
import { choiceOf } from './choice.ts';
import { chosenPorts, portGiven } from './port-given.ts';
import type { MetricsPath } from './path.ts';
import { printable } from '../../io/prometheus/text.ts';
import { fileFrom, profileBy, scrapeBy } from '../../profiles/generic/file.ts';
import { profileFrom } from '../../profiles/generic/index.ts';
import { isOfTargets } from '../../profiles/generic/query.ts';
import type { Application as OfSeries } from '../../profiles/generic/index.ts';
import type { ProfileFile } from '../profile-file/read.ts';

/** An application, and how its monitor finds it. */
export interface NamedApplication {
  readonly object: NamedObject;
  readonly app: App;
  readonly choice: ServiceChoice;
  /** What its series are called, unless something decides otherwise. */
  readonly usual: SeriesLabels;
  /** Its alerts and its dashboard, about series of those labels; none where these are open. */
  readonly profileFor: (series?: SeriesLabels | 'open', theirs?: Partial<Scrape>) => Profile;
  /** The same as a file. */
  readonly fileFor: (job?: string, theirs?: Partial<Scrape>) => ApplicationProfile;
  /** How many samples its page has; undefined: it was not read. */
  readonly samples: number | undefined;
  /** How many of its metrics bring labels that the operator gives to targets. */
  readonly ownLabels: number;
  /** What was found out about it, for a person. */
  readonly notes: readonly string[];
}

export interface ApplicationOptions {
  readonly namespace?: string | undefined;
  /** Name or number of the port with the metrics. */
  readonly port?: string | undefined;
  readonly path?: string | undefined;
  /** Its metrics, read before; then nothing is asked. */
  readonly page?: Exposition | undefined;
  /** Its file: then nothing is asked, and nothing is made of its metrics. */
  readonly described?: ProfileFile | undefined;
  readonly onStep?: ((text: string) => void) | undefined;
  readonly signal: AbortSignal;
}

/**
 * Looks an application up and asks it for its metrics. Throws PromwireError: 'failed' (it is not there, or serves no
 * metrics), 'forbidden' (it may not be asked), 'usage'.
 */
export async function namedApplication(
  kube: Kube | undefined,
  analysis: Analysis,
  object: NamedObject,
  options: ApplicationOptions,
): Promise<NamedApplication> {
  const { world } = analysis;
  if (options.path !== undefined) sound(options.path);
  const ref = objectByName(analysis, object, options.namespace);
  const found = world.get(ref);
  if (!found) throw new Error('an object that was looked up is there');
  const wanted = wantedPods(world, found);
  const { described } = options;
  const ports = chosenPorts(metricsPorts(world, wanted), portGiven(options), object.word);
  const {
    port,
    path: place,
    scheme,
    page,
    foreign,
    fallback,
  } = await asked(kube, object, wanted, ports, {
    ...options,
    analysis,
  });
  const { path, params = described?.file.scrape.params } = sound(place);
  const about = port.service ? refOf(port.service) : ref;
  const id = applicationId(about.kind, about.name);
  const choice = choiceOf(port, wanted, ref);
  const app: App = {
    profile: id,
    title: about.name,
    namespace: wanted.namespace,
    ...(wanted.workload ? { workload: refOf(wanted.workload) } : {}),
    services: wanted.services.map(refOf),
    port: port.name,
    target: {
      number: port.number,
      path,
      ...(params ? { params } : {}),
      pods: wanted.pods.map(refOf),
      word: object.word,
      ...(described ? { file: described.path } : {}),
    },
  };
  const scrape: Scrape = {
    ...(described
      ? scrapeBy(described.file, id, { name: port.name, number: port.number })
      : { interval: port.rhythm?.interval ?? '30s', metricRelabelings: [] }),
    ...(!described && port.rhythm?.timeout !== undefined ? { timeout: port.rhythm.timeout } : {}),
    name: `promwire-${id}`,
    serviceLabels: {},
    port: { name: port.name, number: port.number },
    path,
    ...(params ? { params } : {}),
    ...(scheme === 'https' ? { scheme } : {}),
    ...(fallback === undefined ? {} : { fallbackProtocol: fallback }),
  };
  const ofPods = choice.kind === 'service' && choice.selection.of === 'pods';
  const families = page?.families ?? [];
  // Where labels are honoured, what such a metric is stored as is its own affair.
  const plainly = families.filter(({ labels }) => !labels.some(isOfTargets));
  const as = (job: string): OfSeries => ({ id, title: app.title, namespace: app.namespace, job });
  const profileOf = (job: string, theirs: Partial<Scrape> = {}): Profile =>
    described
      ? profileBy(described.file, as(job), described.settings, {
          ...scrape,
          ...(theirs.job === undefined ? {} : { job: theirs.job }),
        })
      : profileFrom(as(job), { ...scrape, ...theirs }, theirs.honorLabels === true ? plainly : families);
  const fileFor = (job = usual.job, theirs: Partial<Scrape> = {}): ApplicationProfile =>
    fileFrom(
      as(job),
      { namespace: app.namespace, kind: about.kind as ApplicationProfile['detect']['kind'], name: about.name },
      { ...scrape, ...theirs },
      families,
    );
  // Where the monitor goes is not known yet: next to the application, as a rule.
  const usual = { job: ofPods ? `${app.namespace}/${scrape.name}` : about.name, namespace: app.namespace };
  const profileFor = (series: SeriesLabels | 'open' = usual, theirs?: Partial<Scrape>): Profile =>
    series === 'open' || series.namespace !== app.namespace
      ? withoutSeries(profileOf(''))
      : profileOf(series.job, theirs);
  const notes = [
    ...(page === undefined
      ? []
      : [
          `${object.word} serves metrics on port ${port.name}, ${printable(place)} (names: ${page.families.length}, samples: ${page.samples}); ${port.why}`,
        ]),
    ...(described ? [] : others(ports, port)),
    ...pathsLeftOut(options.path === undefined && !described ? ports : []),
    ...(annotated(wanted).remarks ?? []),
    ...(!described && port.rhythm ? [`it is scraped every ${port.rhythm.interval}, as ${port.rhythm.from} asks`] : []),
    ...(annotated(wanted).merged
      ? [
          "the annotations of its pods lead to Istio's merged metrics (port 15020), which nothing declares; its own port is used",
        ]
      : []),
    ...(foreign === undefined
      ? []
      : [
          `its Content-Type (${foreign === '' ? 'none' : foreign}) is none of metrics, which Prometheus 3 refuses: the monitor has it read all the same (fallbackScrapeProtocol: ${fallback ?? ''})`,
        ]),
    ...(scheme === 'https'
      ? ['it serves TLS with a certificate that is not verified (tlsConfig.insecureSkipVerify)']
      : []),
  ];
  const ownLabels = families.length - plainly.length;
  return { object, app, choice, usual, profileFor, fileFor, samples: page?.samples, ownLabels, notes };
}

/** Throws PromwireError 'usage'. */
function sound(text: string): MetricsPath {
  const read = metricsPath(text);
  if (!('refused' in read)) return read;
  const path = printable(text).slice(0, 80);
  throw new PromwireError('usage', `--path ${path}: ${read.refused}`, 'Write it like /metrics.');
}

/** A path of an annotation is foreign text: where it is not used, that is told. */
function pathsLeftOut(ports: readonly MetricsPort[]): readonly string[] {
  const told = ports.flatMap((port) => {
    const refused = refusedPath(port);
    return refused?.answer.kind === 'none'
      ? [`the path ${refused.path} of an annotation was ${refused.answer.fact}`]
      : [];
  });
  return [...new Set(told)];
}

/** What its series are called is not known: alerts on them would be false, and panels empty. */
function withoutSeries(profile: Profile): Profile {
  const none = { rules: [], dashboards: [], template: { rules: [], dashboards: [] } };
  const variants = profile.variants.map((variant) => ({
    ...variant,
    ...none,
    expectations: variant.expectations.filter(({ kind }) => kind === 'target-up'),
  }));
  return { ...profile, variants };
}

/** One port is one monitor: what else is named after metrics is told. */
function others(ports: readonly MetricsPort[], chosenPort: MetricsPort): readonly string[] {
  const names = ports.filter(({ told, number }) => told && number !== chosenPort.number).map(({ name }) => name);
  if (names.length === 0) return [];
  const all = names.join(', ');
  return [
    `left out: port ${all}, which ${names.length === 1 ? 'is' : 'are'} meant for metrics too; --port takes another one in its place`,
  ];
}

interface Answered {
  readonly port: MetricsPort;
  readonly path: string;
  readonly scheme: 'http' | 'https';
  readonly page?: Exposition;
  readonly foreign?: string;
  readonly fallback?: string;
}

async function asked(
  kube: Kube | undefined,
  { word }: NamedObject,
  wanted: WantedPods,
  ports: readonly MetricsPort[],
  { analysis, page, path, described, onStep, signal }: ApplicationOptions & { readonly analysis: Analysis },
): Promise<Answered> {
  if (described) {
    const [port] = ports;
    const { scheme } = described.file.scrape;
    if (!port) throw noMetrics(wanted, word, []);
    return {
      port,
      path: path ?? described.file.scrape.path ?? '/metrics',
      scheme: scheme ?? 'http',
    };
  }
  if (page) {
    const [first, second] = ports;
    if (!first) throw noMetrics(wanted, word, []);
    if (second && !first.told)
      throw new PromwireError(
        'usage',
        `${word} has several ports that may serve metrics: ${ports.map(({ name }) => name).join(', ')}`,
        'Say which with --port.',
      );
    return {
      port: first,
      path: path ?? (refusedPath(first) ? undefined : first.path) ?? '/metrics',
      scheme: first.scheme,
      page,
    };
  }
  if (!kube)
    throw new PromwireError(
      'usage',
      `${word}: files do not tell its metrics`,
      'Give a page of them with --metrics FILE: curl -s http://ADDRESS:PORT/metrics > FILE.',
    );
  const nobody = selectsNothing(analysis.world, wanted, word);
  if (nobody) throw nobody;
  const answer = await askForMetrics(kube, wanted, ports, { path, onStep, signal });
  if (answer.kind === 'forbidden')
    throw new PromwireError(
      'forbidden',
      `${word} could not be asked for its metrics: ${gapText(answer.gap)}`,
      `${gapRemedy(answer.gap)}, or give a page of its metrics with --metrics FILE.`,
    );
  const { found } = answer;
  if (found?.answer.kind !== 'metrics') throw noMetrics(wanted, word, answer.tried, withCredentials(analysis, wanted));
  const { page: read, foreign, fallback } = found.answer;
  return {
    port: found.port,
    path: found.path,
    scheme: found.scheme,
    page: read,
    ...(foreign === undefined ? {} : { foreign }),
    ...(fallback === undefined ? {} : { fallback }),
  };
}
