/** An application that no profile knows, named by its Service, its workload or a pod. */
import { applicationId } from '../../lang/application-id.ts';
import { PromwireError } from '../../errors.ts';
import type { SeriesLabels } from '../../backends/prometheus-operator/discovery/series-labels.ts';
import type { Kube } from '../../io/kube/connect/open.ts';
import type { Analysis } from '../../judge/analysis.ts';
import { gapRemedy, gapText } from '../../kube/gap-text.ts';
import { refOf, title } from '../../kube/refs.ts';
import type { Exposition, NamedObject, Profile, Scrape } from '../../model/index.ts';
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
import { metricsPath } from './path.ts';
import type { MetricsPath } from './path.ts';
import { printable } from '../../io/prometheus/text.ts';
import { profileFrom } from '../../profiles/generic/index.ts';

/** An application, and how its monitor finds it. */
export interface NamedApplication {
  readonly object: NamedObject;
  readonly app: App;
  readonly choice: ServiceChoice;
  /** What its series are called, unless something decides otherwise. */
  readonly usual: SeriesLabels;
  /** Its alerts and its dashboard, about series of those labels; none where these are open. */
  readonly profileFor: (series?: SeriesLabels | 'open', theirs?: Partial<Scrape>) => Profile;
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
  const ports = chosen(metricsPorts(world, wanted), options.port, object.word);
  const { port, path: place, scheme, page, foreign } = await asked(kube, object, wanted, ports, options);
  const { path, params } = sound(place);
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
    },
  };
  const scrape: Scrape = {
    name: `promwire-${id}`,
    serviceLabels: {},
    port: { name: port.name, number: port.number },
    path,
    ...(params ? { params } : {}),
    interval: '30s',
    metricRelabelings: [],
    ...(scheme === 'https' ? { scheme } : {}),
    ...(foreign === undefined ? {} : { fallbackProtocol: 'PrometheusText0.0.4' }),
  };
  const ofPods = choice.kind === 'service' && choice.selection.of === 'pods';
  const profileOf = (job: string, theirs: Partial<Scrape> = {}): Profile =>
    profileFrom(
      { id, title: app.title, namespace: app.namespace, job },
      { ...scrape, ...theirs },
      page?.families ?? [],
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
    ...others(ports, port),
    ...pathsLeftOut(options.path === undefined ? ports : []),
    ...(annotated(wanted).remarks ?? []),
    ...(annotated(wanted).merged
      ? [
          "the annotations of its pods lead to Istio's merged metrics (port 15020), which nothing declares; its own port is used",
        ]
      : []),
    ...(foreign === undefined
      ? []
      : [
          `its Content-Type (${foreign === '' ? 'none' : foreign}) is none of metrics, which Prometheus 3 refuses: the monitor has it read as text all the same (fallbackScrapeProtocol)`,
        ]),
    ...(scheme === 'https'
      ? ['it serves TLS with a certificate that is not verified (tlsConfig.insecureSkipVerify)']
      : []),
  ];
  return { object, app, choice, usual, profileFor, notes };
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
}

async function asked(
  kube: Kube | undefined,
  { word }: NamedObject,
  wanted: WantedPods,
  ports: readonly MetricsPort[],
  { page, path, onStep, signal }: ApplicationOptions,
): Promise<Answered> {
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
  const answer = await askForMetrics(kube, wanted, ports, { path, onStep, signal });
  if (answer.kind === 'forbidden')
    throw new PromwireError(
      'forbidden',
      `${word} could not be asked for its metrics: ${gapText(answer.gap)}`,
      `${gapRemedy(answer.gap)}, or give a page of its metrics with --metrics FILE.`,
    );
  const { found } = answer;
  if (found?.answer.kind !== 'metrics') throw noMetrics(wanted, word, answer.tried);
  const { page: read, foreign } = found.answer;
  return {
    port: found.port,
    path: found.path,
    scheme: found.scheme,
    page: read,
    ...(foreign === undefined ? {} : { foreign }),
  };
}

/** The port that was given; all without one. */
function chosen(ports: readonly MetricsPort[], given: string | undefined, word: string): readonly MetricsPort[] {
  if (given === undefined) return ports;
  const found = ports.filter(({ name, number }) => name === given || String(number) === given);
  if (found.length > 0) return found;
  const known = ports.map(({ name, number }) => (name === String(number) ? name : `${name} (${number})`)).join(', ');
  throw new PromwireError(
    'usage',
    `--port ${given}: ${word} has no such port`,
    known === '' ? 'No Service and no container declares a port of it.' : `It has: ${known}.`,
  );
}

function choiceOf(
  { selection, service, number }: MetricsPort,
  wanted: WantedPods,
  ref: NamedApplication['app']['services'][number],
): ServiceChoice {
  const object = service ? refOf(service) : ref;
  if (selection) return { kind: 'service', service: object, selection };
  const declared = service !== undefined || Object.keys(wanted.labels).length === 0;
  return {
    kind: 'blocked',
    object,
    why: declared
      ? `${title(object)} has no labels that tell it from the other Services of its namespace, and its pods declare no port ${number}.`
      : `Port ${number} of ${title(object)} serves metrics, and neither a Service nor a container declares it, so no monitor can find it.`,
    remedy: declared
      ? 'Give the Service a label of its own.'
      : `Declare it in the ports of the container: name: metrics, containerPort: ${number}.`,
  };
}
