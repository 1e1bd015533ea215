/** The first promwire.yaml of a repository: what it holds, and what is taken there now. */
import { PromwireError } from '../../errors.ts';
import { survey, withInstalled } from '../../io/files/survey.ts';
import type { FileSnapshot } from '../../io/files/index.ts';
import type { Survey } from '../../io/files/survey.ts';
import type { Config, ConfigApplication, ConfigCluster, ConfigSource, ExpectedObject } from '../../model/index.ts';
import { toYaml } from '../../render/yaml.ts';
import { analysisOf, readFiles } from '../read.ts';
import { CONFIG } from './file-name.ts';
import { clusterNames, filesOfCluster, pathsAround } from './init-clusters.ts';
import { nameFrom, onlyName } from './init-name.ts';

const SCHEMA = 'https://raw.githubusercontent.com/promwire/promwire/main/schemas/Config.json';
/** What the cluster is called where nothing names it. */
const UNNAMED = 'main';
/** A list that nobody reads protects nothing. */
const MOST = 200;

/** Its text, and what of it was found. */
export interface Begun {
  readonly text: string;
  readonly found: Survey;
  /** What its clusters are called. */
  readonly clusters: readonly string[];
  readonly taken: number;
  /** What promwire generate would wire in there. */
  readonly applications: readonly ConfigApplication[];
  /** Something among the files takes objects, so that check can judge them. */
  readonly judged: boolean;
}

/**
 * A promwire.yaml for a folder, with one cluster, or one for each folder that is called as clusters are. `context`: that of the
 * cluster in use, where it can be reached. Throws PromwireError 'usage' where
 * there is nothing that it could name.
 */
export async function beginConfig(folder: string, context: string | undefined, signal: AbortSignal): Promise<Begun> {
  const all = await survey(folder);
  const read = await readIn(folder, all, signal);
  const found = read ? withInstalled(all, folder, read.strays) : all;
  const sources = sourcesOf(found);
  if (sources.length + found.captured.length === 0 && context === undefined)
    throw new PromwireError(
      'usage',
      `${folder} has no manifests, charts or snapshots, and no cluster can be reached: there is nothing to name in ${CONFIG}`,
      'Run it in the repository with the manifests, or name a cluster with --context.',
    );
  const nothing = { taken: [], applications: [], judged: false };
  const whole = read ? seenIn(folder, found, read) : nothing;
  const several = partsOf(all, found);
  const name = nameFrom(context) ?? onlyName(all, read) ?? UNNAMED;
  const seen: (Part & Seen)[] = several.length > 0 ? [] : [{ name, found, sources, ...whole }];
  // Where nothing of all files takes anything, nothing of a part of them does.
  const isJudged = whole.judged || whole.applications.length > 0;
  for (const part of several) {
    const own = isJudged ? await readIn(folder, part.found, signal) : undefined;
    seen.push({ ...part, ...(own ? seenIn(folder, part.found, own) : nothing) });
  }
  const config: Config = {
    apiVersion: 'promwire.dev/v1alpha1',
    kind: 'Config',
    clusters: seen.map(({ name, found: { captured }, sources: own, taken, applications }): ConfigCluster => ({
      name,
      ...(context === undefined || name !== nameFrom(context) ? {} : { context }),
      ...(captured.length === 0 ? {} : { captured }),
      ...(own.length === 0 ? {} : { sources: own }),
      ...(taken.length === 0 ? {} : { expect: { taken } }),
      ...(applications.length === 0 ? {} : { applications }),
    })),
  };
  return {
    text: `# yaml-language-server: $schema=${SCHEMA}\n${toYaml(config)}`,
    found,
    clusters: seen.map(({ name }) => name),
    taken: seen.reduce((sum, { taken }) => sum + taken.length, 0),
    applications: seen.flatMap(({ applications }) => applications),
    judged: seen.some(({ judged }) => judged),
  };
}

/** What is of one cluster of several. */
interface Part {
  readonly name: string;
  readonly found: Survey;
  readonly sources: readonly ConfigSource[];
}

/** Where folders are called as clusters are, each of these; none: they are not. */
function partsOf(all: Survey, found: Survey): readonly Part[] {
  const installed = all.charts.filter((chart) => !found.charts.includes(chart)).map((chart) => `${chart}/Chart.yaml`);
  const files = [...all.files, ...installed];
  const names = clusterNames([...files, ...all.captured]);
  return names.map((name) => {
    const paths = pathsAround(filesOfCluster(files, name, names), files);
    const [charts, captured] = [found.charts, all.captured].map((each) => filesOfCluster(each, name, names));
    const own = { ...found, paths, charts: charts ?? [], captured: captured ?? [] };
    return { name, found: own, sources: sourcesOf(own) };
  });
}

function sourcesOf({ paths, charts }: Survey): readonly ConfigSource[] {
  return [...paths.map((path) => ({ path })), ...charts.map((chart) => ({ chart, release: releaseOf(chart) }))];
}

function releaseOf(chart: string): string {
  const name = (chart.split('/').at(-1) ?? '').toLowerCase().replaceAll(/[^a-z0-9-]/g, '-');
  return name.replaceAll(/^-+|-+$/g, '').slice(0, 53) || 'release-name';
}

/** What the files are together; undefined: there are none that are read as they are. */
async function readIn(
  folder: string,
  { paths, charts, captured }: Survey,
  signal: AbortSignal,
): Promise<FileSnapshot | undefined> {
  const at = (path: string): string => `${folder}/${path}`;
  if (paths.length + captured.length === 0) return undefined;
  const whole = [...paths, ...charts].map(at);
  return await readFiles(whole, { captured: captured.map(at), empty: true, signal });
}

/** What is there now. */
type Seen = Pick<Begun, 'applications' | 'judged'> & { readonly taken: readonly ExpectedObject[] };

/** What a stack among the files takes now and something comes of, which must stay so, and the applications that a profile knows. */
function seenIn(folder: string, { captured }: Survey, snapshot: FileSnapshot): Seen {
  const at = (path: string): string => `${folder}/${path}`;
  const analysis = analysisOf(snapshot);
  const own = new Set(captured.map(at));
  const taken = analysis
    .subjects()
    .filter(({ origin, made }) => made === undefined && origin.source === 'file' && !own.has(origin.file))
    .filter((object) =>
      analysis.stacks.some(
        (stack) => stack.consumes.includes(object.kind) && analysis.judgement(object, stack).effective,
      ),
    )
    .flatMap(({ kind, metadata: { namespace, name } }) =>
      namespace === undefined ? [] : [{ kind: kind as ExpectedObject['kind'], namespace, name }],
    )
    .slice(0, MOST);
  const applications = analysis.apps.map(({ profile, namespace }) => ({
    profile,
    ...(namespace === '' ? {} : { namespace }),
  }));
  return { taken, applications, judged: analysis.stacks.length > 0 };
}
