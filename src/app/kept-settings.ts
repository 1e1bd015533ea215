/** Settings that an earlier run left at the rules it made, and what a run now makes of them. */
import { gapText } from '../kube/gap-text.ts';
import type { App } from '../world/applications.ts';
import { isMadeFor } from '../backends/prometheus-operator/placement.ts';
import { rulesPlace } from '../plan/rules.ts';
import { isOurMark } from '../kube/owner.ts';
import { refOf, title } from '../kube/refs.ts';
import type { World } from '../world/world.ts';
import { PromwireError } from '../errors.ts';
import type { Gap, KubeObject, Profile, ProfileVariant, SettingChange, Stack } from '../model/index.ts';
import { settingChanges } from '../plan/setting-changes.ts';
import { layered, nothingSet } from '../plan/written-settings.ts';
import type { WrittenSettings } from '../plan/written-settings.ts';
import { decodeSettings, SETTINGS, STANDARD, tuned } from './settings.ts';
import type { Tuned } from './settings.ts';
import { settingsInLine } from '../render/text/settings.ts';
import { hiding } from '../world/hiding.ts';

/** Settings at a PrometheusRule that an earlier run made, as they are written there. */
export interface Kept {
  readonly at: string;
  readonly text: string;
}

/** Settings that a user gives. */
export interface AlertSettings extends WrittenSettings {
  /** They are all that is wanted: what an earlier run kept is dropped. Else they are added to it. */
  readonly whole?: boolean;
}

/** The settings kept at an object; undefined: none. */
export function keptAt(object: KubeObject): Kept | undefined {
  const text = object.metadata.annotations[SETTINGS];
  return text === undefined ? undefined : { at: title(refOf(object)), text };
}

/**
 * What an earlier run left: at the object that setup writes, else next to the application or the stack, where it wrote before. `hidden`: there is nothing to
 * be seen, and what hides it.
 */
export function keptSettings(
  world: World,
  stack: Stack,
  app: App,
): { readonly kept?: Kept; readonly hidden: readonly Gap[] } {
  const place = rulesPlace(world, stack, app);
  const written = world
    .all('monitoring.coreos.com', 'PrometheusRule')
    .filter((object) => isMadeFor(object, app) && keptAt(object));
  const here = place.kind === 'place' ? place.namespace : undefined;
  // The user who may write that object may as well write its rules. Elsewhere the text proves nothing: it counts only where
  // the manager of fields shows that promwire wrote it (of files no manager is known).
  const counts = (object: KubeObject): boolean =>
    object.metadata.namespace === here || world.snapshot.source === 'files' || isOurMark(object, SETTINGS);
  const object = [here, app.namespace, stack.ref.namespace]
    .map((namespace) => written.find((each) => each.metadata.namespace === namespace && counts(each)))
    .find((found) => found !== undefined);
  const kept = object && keptAt(object);
  if (kept) return { kept, hidden: [] };
  if (here === undefined) return { hidden: [] };
  const gaps = world.gaps('monitoring.coreos.com', 'PrometheusRule', here);
  return {
    hidden: hiding(gaps)
      .filter(({ reason }) => reason !== 'not-read')
      .map(asLoss),
  };
}

function asLoss(gap: Gap): Gap {
  const sentence = `${gapText(gap)} What an earlier run set in the alerts could be lost: give it with --settings FILE, or --settings ${STANDARD} for the alerts as shipped.`;
  return { ...gap, sentence };
}

/** The settings that were kept. Throws PromwireError 'usage' where they cannot be read, or do not fit the profile. */
async function readKept(profile: Profile, variant: ProfileVariant, { at, text }: Kept): Promise<WrittenSettings> {
  try {
    const written = await decodeSettings(text, SETTINGS);
    tuned(profile, variant, written);
    return written;
  } catch (error) {
    if (!(error instanceof PromwireError)) throw error;
    throw new PromwireError(
      'usage',
      `${at}: ${error.message}`,
      `Give the settings again with --settings FILE, or --settings ${STANDARD} for the alerts as shipped.`,
      { cause: error },
    );
  }
}

/** What is kept, against the alerts as shipped; nothing where it cannot be read. */
export async function keptChanges(profile: Profile, { text }: Kept): Promise<readonly SettingChange[]> {
  try {
    return settingChanges(profile, undefined, nothingSet, await decodeSettings(text, SETTINGS));
  } catch (error) {
    if (error instanceof PromwireError) return [];
    throw error;
  }
}

/** What the alerts are to be, from what a user gives and what was kept. */
export interface ChosenSettings {
  /** undefined: as shipped, and nobody ever set anything. */
  readonly tuned?: Tuned;
  /** Against what was kept; where nothing was, against the alerts as shipped. */
  readonly changes: readonly SettingChange[];
  /** The settings with a value of their own. */
  readonly set: readonly string[];
  /** Of settings kept before that stay. */
  readonly notes: readonly string[];
}

/** `variant`: as shipped. Throws PromwireError 'usage' where settings are not possible, or kept ones not readable. */
export async function chooseSettings(
  profile: Profile,
  variant: ProfileVariant,
  given: AlertSettings | undefined,
  kept: Kept | undefined,
): Promise<ChosenSettings> {
  if (!given && !kept) return { changes: [], set: [], notes: [] };
  const before =
    kept &&
    (await readKept(profile, variant, kept).catch((error: unknown) =>
      given?.whole === true ? undefined : Promise.reject(error),
    ));
  const after = given?.whole === true ? given : layered(before ?? nothingSet, given ?? nothingSet);
  const set = tuned(profile, variant, after);
  return {
    tuned: set,
    changes: settingChanges(profile, set.variant, before ?? nothingSet, after),
    set: Object.entries(after.values).flatMap(([name, value]) => (value === 'off' ? [] : [name])),
    notes: kept ? notesOn(kept, before && settingChanges(profile, undefined, nothingSet, before), given) : [],
  };
}

/** `changes`: what was kept, against the alerts as shipped; undefined where it cannot be read. */
function notesOn(
  { at }: Kept,
  changes: readonly SettingChange[] | undefined,
  given: AlertSettings | undefined,
): readonly string[] {
  if (!changes) return [`the settings at ${at} cannot be read, and are dropped`];
  if (given?.whole === true) return [];
  const set = changes.length === 0 ? '' : ` (${settingsInLine(changes)})`;
  return [
    given
      ? `the flags are added to what an earlier run set at ${at}${set}; --settings ${STANDARD} drops that`
      : `the alerts as set at ${at} by an earlier run${set}; --settings ${STANDARD} for those as shipped`,
  ];
}
