import type { Places } from '../io/files/index.ts';
import type { Analysis } from '../judge/analysis.ts';
import { reporting } from '../judge/report.ts';
import { builderOf } from '../kube/kustomization-file.ts';
import { setterOf } from '../kube/label-setter.ts';
import { isMarked, keeperOf, ownerOf, sourceOf } from '../kube/owner.ts';
import { fixesOf } from '../plan/fixes.ts';
import type { ObjectFix, Report, Snapshot, Trails } from '../model/index.ts';
import { clusterChecks } from '../registry.ts';
import { saidWhyAbsent } from './absent-alert.ts';
import { panelAnswers } from './panels.ts';
import { asInGit } from './file-names.ts';
import { withPlaces, withValues } from './places.ts';
import { mustBeChecks, questionOf, trailsOf } from './question.ts';
import type { CheckOptions } from './question.ts';
import { analysisOf } from './read.ts';
import { inTurns } from '../io/turns.ts';

/** What has no effect, and why, and the answers to what was asked besides. */
export interface CheckReport extends Report, Trails {
  /** How many of the findings fix tries to fix by a change of its own. */
  readonly tried: number;
  /** How many more it prints the fix of, which belongs in the source of the object: a chart, a controller, a template. */
  readonly atSource: number;
}

/**
 * Answers a question about a snapshot of a cluster or of files. The checks of running stacks are made where it has
 * `observations` (see observe). Throws PromwireError: 'usage' (a name that is not known), 'failed' (what is asked about
 * is not there), 'forbidden' (it may not be seen). Long work is cut off by `signal`, whose reason is thrown.
 */
export async function check(
  snapshot: Snapshot & { readonly places?: Places; readonly roots?: readonly string[] },
  options: CheckOptions & { readonly signal?: AbortSignal | undefined } = {},
): Promise<CheckReport> {
  return asInGit(await checkAnalysis(analysisOf(snapshot), options, snapshot.places), snapshot.roots);
}

/** `places`: where fields of files are, for findings; on the disk by default. */
export async function checkAnalysis(
  analysis: Analysis,
  options: CheckOptions & { readonly signal?: AbortSignal | undefined },
  places?: Places,
): Promise<CheckReport> {
  mustBeChecks('only', options.only ?? []);
  mustBeChecks('skip', options.skip ?? []);
  const judged = await inTurns(reporting(analysis, clusterChecks, questionOf(analysis, options)), options.signal);
  const found = await withValues(await withPlaces(judged, places), analysis.world, places);
  const trails = trailsOf(analysis, options);
  const { panels, unknown } = panelAnswers(analysis, found, options);
  const whole = { ...found, ...(panels.length > 0 ? { panels } : {}), unknown: [...found.unknown, ...unknown] };
  const alerts = await saidWhyAbsent(analysis, trails.alerts, options.namespace);
  return { ...whole, ...trails, ...triedOf(found.findings, analysis), alerts };
}

/** What proves to be no fix is known only when it is tried; what fix leaves alone is left out. */
function triedOf(findings: Report['findings'], { world }: Analysis): Pick<CheckReport, 'tried' | 'atSource'> {
  const isCluster = world.snapshot.source === 'cluster';
  const whoFixes = ({ object: ref, fields }: ObjectFix): 'tried' | 'atSource' | undefined => {
    const object = world.get(ref);
    if (!object || builderOf(object) !== undefined) return undefined;
    if (isCluster ? ownerOf(object) !== undefined : sourceOf(object) !== undefined) return 'atSource';
    const isLeft = isCluster
      ? keeperOf(object) !== undefined || isMarked(object) || object.origin.source === 'file'
      : fields.some(({ path }) => setterOf(object, path));
    return isLeft ? undefined : 'tried';
  };
  const counts = { tried: 0, atSource: 0 };
  for (const fix of fixesOf(findings, world).fixes) {
    const who = whoFixes(fix);
    if (who) counts[who] += fix.findings.length;
  }
  return counts;
}
