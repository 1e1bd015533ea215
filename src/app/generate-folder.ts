/** The folder of a cluster in a repository: what promwire.yaml wants there, and nothing that it wanted before. */
import { profileOf } from '../backends/prometheus-operator/placement.ts';
import { PromwireError } from '../errors.ts';
import { keepFolder } from '../io/files/keep-folder.ts';
import type { KeptFolder } from '../io/files/keep-folder.ts';
import type { FileToWrite } from '../io/files/write-files.ts';
import { isMarked } from '../kube/owner.ts';
import { compare, groupOf, isCustomGroup, keyOf, refOf, title } from '../kube/refs.ts';
import type { Manifest, ProfileVariant, Snapshot } from '../model/index.ts';
import { manifestFiles } from '../render/manifest-files.ts';
import { ruleComments } from '../render/rule-comments.ts';
import type { Wanted } from './config/applications.ts';
import type { Generated } from './generate.ts';
import { DASHBOARDS, dashboardFile } from './manifests.ts';
import { mustHaveNoOther } from './policy.ts';

/** What was made for one application; `at`: where promwire.yaml names it. */
export interface MadeFor extends Generated {
  readonly at: string;
}

/**
 * A snapshot without what promwire makes for applications. Of it nothing may depend what is made now: neither settings of
 * an earlier run, nor the files in the folder that is written, nor what Git has brought of them to the cluster.
 */
export function withoutOurs<S extends Snapshot>(snapshot: S): S {
  const objects = snapshot.objects.filter((object) => !isMarked(object) || profileOf(object) === undefined);
  return { ...snapshot, objects };
}

const FOLDERS: Readonly<Record<string, string>> = {
  PrometheusRule: 'rules',
  ServiceMonitor: 'servicemonitors',
  PodMonitor: 'podmonitors',
  ConfigMap: 'dashboards',
  GrafanaDashboard: 'dashboards',
};

/**
 * The files of a cluster, by path below its folder. Dashboards that no object brings are JSON, for an import by hand. Throws
 * PromwireError 'usage' where two applications make one object.
 */
function filesFor(made: readonly MadeFor[], argocd: boolean): readonly FileToWrite[] {
  const seen = new Map<string, string>();
  for (const { at, manifests } of made)
    for (const manifest of manifests) {
      const ref = refOf(manifest);
      const other = seen.get(keyOf(ref));
      if (other !== undefined)
        throw new PromwireError(
          'usage',
          `${at}: it makes ${title(ref)}, which ${other} makes, too`,
          'Name each application once. Nothing was written.',
        );
      seen.set(keyOf(ref), at);
    }
  const folderOf = ({ kind }: Manifest): string => FOLDERS[kind] ?? `${kind.toLowerCase()}s`;
  const order = Object.values(FOLDERS);
  const manifests = made
    .flatMap((each) => each.manifests)
    .toSorted(
      (a, b) => order.indexOf(folderOf(a)) - order.indexOf(folderOf(b)) || compare(keyOf(refOf(a)), keyOf(refOf(b))),
    );
  if (manifests.length === 0) return [];
  const rules = made.flatMap(({ variant }) => variant.rules);
  const files = manifestFiles(argocd ? manifests.map(forArgo) : manifests, {
    folderOf,
    commentOf: ruleComments(rules),
  });
  return [...files, ...made.flatMap(importedByHand)];
}

function importedByHand({
  manifests,
  variant,
}: {
  readonly manifests: readonly Manifest[];
  readonly variant: ProfileVariant;
}): readonly FileToWrite[] {
  if (manifests.some(({ kind }) => FOLDERS[kind] === 'dashboards')) return [];
  return variant.dashboards.map((spec) => dashboardFile(spec, DASHBOARDS));
}

/**
 * Argo CD compares with the API server before it applies anything, which fails for a kind that is not defined yet; and
 * within one Application definitions and operators are to come first. Source: argo-cd docs/user-guide/sync-options.md
 * (SkipDryRunOnMissingResource), sync-waves.md (0 is that of all others).
 */
const FOR_ARGO: Readonly<Record<string, string>> = {
  'argocd.argoproj.io/sync-options': 'SkipDryRunOnMissingResource=true',
  'argocd.argoproj.io/sync-wave': '1',
};

function forArgo(manifest: Manifest): Manifest {
  if (!isCustomGroup(groupOf(manifest.apiVersion))) return manifest;
  const { metadata } = manifest;
  return { ...manifest, metadata: { ...metadata, annotations: { ...metadata.annotations, ...FOR_ARGO } } };
}

/** What names the folder. */
const BY = 'output.folder';

/** Writes the folder of a cluster. `dryRun`: only says what would be done. Throws what keepFolder throws. */
export async function writeFolder(
  { root, below, argocd }: Wanted,
  made: readonly MadeFor[],
  options: { readonly force?: boolean; readonly dryRun?: boolean },
): Promise<KeptFolder> {
  const home = below === '' ? '' : `${below}/`;
  const files = filesFor(made, argocd).map((file) => ({ ...file, path: `${home}${file.path}` }));
  if (files.length > 0) await mustHaveNoOther(home === '' ? root : `${root}/${below}`, BY);
  return await keepFolder(root, below, files, { ...options, by: BY });
}
