import { demoCluster } from '../generated/demo-cluster.ts';
import { readFiles } from '../io/files/index.ts';
import type { FileSnapshot } from '../io/files/index.ts';
import { writeFiles } from '../io/files/write-files.ts';
import { report } from '../judge/report.ts';
import type { Plan, Profile, Report } from '../model/index.ts';
import { clusterChecks } from '../registry.ts';
import { filesOf, manifestsOf } from './manifests.ts';
import { reportHtml } from '../render/html/page.ts';
import { isPage } from '../render/html/shell.ts';
import { withFiles } from './file-names.ts';
import { profileById } from './profile.ts';
import { propose } from './propose.ts';
import { analysisOf } from './read.ts';

/**
 * The bundled snapshot of a cluster, as two `helm install`s leave it: one label is wrong, and nothing shows up. `file`: where
 * a reader finds it.
 */
export async function readDemo(file = 'demo-cluster.yaml'): Promise<FileSnapshot> {
  const bytes = new TextEncoder().encode(demoCluster);
  const nothing = async (): Promise<never> => await Promise.reject(new Error('the demo reads one file'));
  return await readFiles([file], {
    isFolder: async () => await Promise.resolve(false),
    list: nothing,
    read: async () => await Promise.resolve(bytes),
    stdin: nothing,
  });
}

/** The report, to look at in a browser. */
const PAGE = 'page.html';

/** The snapshot, to try other commands on. */
const CLUSTER = 'cluster.yaml';

/** How a snapshot begins. */
const FIRST_LINES = demoCluster.split('\n', 2).join('\n');

/** What is wrong there, what setup would do, and the files of it. */
export interface Demo {
  readonly report: Report;
  readonly plan: Plan;
  /** Written to the folder, or there already; in order. */
  readonly files: readonly string[];
}

/** Explains and plans on the bundled snapshot, and writes the manifests of the plan, the page and the snapshot to `folder`. */
export async function demo(folder: string, profile: Profile = profileById(undefined)): Promise<Demo> {
  const analysis = analysisOf(await readDemo(`${folder.replace(/[\\/]+$/, '')}/${CLUSTER}`));
  const { plan, variant } = await propose(analysis, { profile }, { correct: false });
  const found = report(analysis, clusterChecks);
  // Next to the page that names it.
  const beside = withFiles(found, () => CLUSTER);
  const page = { path: PAGE, text: reportHtml(beside, { of: 'the demo' }), isOurs: isPage };
  const cluster = { path: CLUSTER, text: demoCluster, isOurs: (text: string) => text.startsWith(FIRST_LINES) };
  const files = [...filesOf(manifestsOf(plan), variant), page, cluster];
  const { written, unchanged } = await writeFiles(folder, files, { canForce: false });
  return { report: found, plan, files: [...written, ...unchanged].sort() };
}
