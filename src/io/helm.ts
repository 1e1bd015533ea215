/** What helm makes of a chart in the repository. */
import { NO_NETWORK, runProgram } from './program.ts';
import type { Program, Ran } from './program.ts';

/** A chart and what it is rendered with; paths are as they are called from here. */
export interface Chart {
  readonly folder: string;
  readonly release: string;
  readonly namespace?: string;
  readonly values: readonly string[];
  /** Values that go over those of files, as text. */
  readonly given?: string;
}

const TIMEOUT_MS = 60_000;

/** Names that Helm takes for a release; others would be flags of it. Source: helm pkg/chartutil/validate_name.go. */
const RELEASE = /^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?(?:\.[a-z0-9](?:[-a-z0-9]*[a-z0-9])?)*$/;

/** May a release be called so? */
export function isReleaseName(name: string): boolean {
  return name.length <= 53 && RELEASE.test(name);
}

/** Stands for a name in lines that are printed. */
export const ANY_RELEASE = 'RELEASE';

/** What charts ask for before they make a monitor, by its version or by its kind. */
const APIS = [
  'monitoring.coreos.com/v1',
  ...['ServiceMonitor', 'PodMonitor', 'Probe', 'PrometheusRule'].map((kind) => `monitoring.coreos.com/v1/${kind}`),
  'monitoring.coreos.com/v1alpha1',
  ...['ScrapeConfig', 'AlertmanagerConfig'].map((kind) => `monitoring.coreos.com/v1alpha1/${kind}`),
];

/** The program that prints its manifests. Nothing is fetched: what the chart depends on has to be in its folder. */
export function helmTemplate({ folder, release, namespace, values, given }: Chart): Program {
  // Those who ask have refused it with a better sentence.
  if (!isReleaseName(release) && release !== ANY_RELEASE) throw new Error('no name of a release');
  const words = [
    'template',
    release,
    here(folder),
    ...(namespace === undefined ? [] : ['--namespace', namespace]),
    ...values.flatMap((file) => ['--values', here(file)]),
    ...(given === undefined ? [] : ['--values', '-']),
    ...APIS.flatMap((api) => ['--api-versions', api]),
    '--skip-tests',
  ];
  return {
    program: 'helm',
    words,
    env: NO_NETWORK,
    timeoutMs: TIMEOUT_MS,
    ...(given === undefined ? {} : { input: given }),
  };
}

/** What helm says where a chart wants a newer cluster than that helm takes for granted. Source: helm pkg/action/install.go. */
const TOO_OLD = /requires kubeVersion: .* which is incompatible with Kubernetes/;
/** The Kubernetes that charts are then told of. */
const NEWER = '1.36.0';

/** Runs it to its end, a second time where only the age of the helm at hand is in the way. Never rejects. */
export async function runHelm(program: Program): Promise<Ran> {
  const ran = await runProgram(program);
  if (ran.kind !== 'failed' || !TOO_OLD.test(ran.said)) return ran;
  return await runProgram({ ...program, words: [...program.words, '--kube-version', NEWER] });
}

/** A bare name may be that of a chart in a repository, or a flag. */
function here(path: string): string {
  return /^\.{0,2}\//.test(path) ? path : `./${path}`;
}
