/** The first promwire.yaml of a repository: what it holds, and what is taken there now. */
import { PromwireError } from '../../errors.ts';
import { survey, withInstalled } from '../../io/files/survey.ts';
import type { FileSnapshot } from '../../io/files/index.ts';
import type { Survey } from '../../io/files/survey.ts';
import type { Config, ConfigApplication, ConfigCluster, ConfigSource, ExpectedObject } from '../../model/index.ts';
import { toYaml } from '../../render/yaml.ts';
import { analysisOf, readFiles } from '../read.ts';
import { CONFIG } from './file-name.ts';

const SCHEMA = 'https://raw.githubusercontent.com/promwire/promwire/main/schemas/Config.json';
/** A list that nobody reads protects nothing. */
const MOST = 200;

/** Its text, and what of it was found. */
export interface Begun {
  readonly text: string;
  readonly found: Survey;
  readonly taken: number;
  /** What promwire generate would wire in there. */
  readonly applications: readonly ConfigApplication[];
  /** Something among the files takes objects, so that check can judge them. */
  readonly judged: boolean;
}

/**
 * A promwire.yaml for a folder, with one cluster: that of `context`, where one can be reached. Throws PromwireError 'usage' where
 * there is nothing that it could name.
 */
export async function beginConfig(folder: string, context: string | undefined, signal: AbortSignal): Promise<Begun> {
  const all = await survey(folder);
  const read = await readIn(folder, all, signal);
  const found = read ? withInstalled(all, folder, read.strays) : all;
  const sources: readonly ConfigSource[] = [
    ...found.paths.map((path) => ({ path })),
    ...found.charts.map((chart) => ({ chart, release: releaseOf(chart) })),
  ];
  if (sources.length + found.captured.length === 0 && context === undefined)
    throw new PromwireError(
      'usage',
      `${folder} has no manifests, charts or snapshots, and no cluster can be reached: there is nothing to name in ${CONFIG}`,
      'Run it in the repository with the manifests, or name a cluster with --context.',
    );
  const nothing = { taken: [], applications: [], judged: false };
  const { taken, applications, judged } = read ? seenIn(folder, found, read) : nothing;
  const cluster: ConfigCluster = {
    name: nameFrom(context),
    ...(context === undefined ? {} : { context }),
    ...(found.captured.length === 0 ? {} : { captured: found.captured }),
    ...(sources.length === 0 ? {} : { sources }),
    ...(taken.length === 0 ? {} : { expect: { taken } }),
    ...(applications.length === 0 ? {} : { applications }),
  };
  const config: Config = { apiVersion: 'promwire.dev/v1alpha1', kind: 'Config', clusters: [cluster] };
  return {
    text: `# yaml-language-server: $schema=${SCHEMA}\n${toYaml(config)}`,
    found,
    taken: taken.length,
    applications,
    judged,
  };
}

/** Contexts of cloud providers are paths: "arn:aws:eks:…:cluster/prod". */
function nameFrom(context = ''): string {
  const last = context.split(/[/@:_]/).findLast((part) => part !== '') ?? '';
  const name = last.replaceAll(/[^a-zA-Z0-9.-]/g, '-').replaceAll(/^[^a-zA-Z0-9]+|[^a-zA-Z0-9]+$/g, '');
  return name === '' ? 'main' : name.slice(0, 63).replace(/[^a-zA-Z0-9]+$/, '');
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

/** What a stack among the files takes now, which must stay so, and the applications that a profile knows. */
function seenIn(
  folder: string,
  { captured }: Survey,
  snapshot: FileSnapshot,
): Pick<Begun, 'applications' | 'judged'> & { readonly taken: readonly ExpectedObject[] } {
  const at = (path: string): string => `${folder}/${path}`;
  const analysis = analysisOf(snapshot);
  const own = new Set(captured.map(at));
  const taken = analysis
    .subjects()
    .filter(({ origin, made }) => made === undefined && origin.source === 'file' && !own.has(origin.file))
    .filter((object) =>
      analysis.stacks.some(
        (stack) => stack.consumes.includes(object.kind) && analysis.judgement(object, stack).configured,
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
