import { choiceOf, readSettings, tuned } from '../../app/settings.ts';
import type { AlertSettings } from '../../app/kept-settings.ts';
import { PromwireError } from '../../errors.ts';
import type { Profile, ProfileVariant } from '../../model/index.ts';
import { layered, nothingSet } from '../../plan/written-settings.ts';
import type { WrittenSettings } from '../../plan/written-settings.ts';
import { pairs } from './flags.ts';
import type { Flags } from './flags.ts';

type SettingsFlags = Flags<'settings' | 'threshold' | 'alert' | 'alertLabels'>;

/** The settings of alerts that the flags give; undefined: none. Throws PromwireError 'usage'. */
export async function settingsOf(flags: SettingsFlags): Promise<AlertSettings | undefined> {
  const { settings: file, threshold, alert, alertLabels } = flags;
  if (file === undefined && threshold.length + alert.length === 0 && alertLabels === undefined) return undefined;
  const base = file === undefined ? nothingSet : await readSettings(file);
  const values = Object.fromEntries(named('threshold', threshold));
  const labelled = layered(base, { values, labels: alertLabels ?? {}, alerts: {} });
  // One alert may be named twice: off, and with a severity.
  const all = named('alert', alert).reduce(
    (settings: WrittenSettings, [name, text]) =>
      layered(settings, { ...nothingSet, alerts: { [name]: choiceOf(text) } }),
    labelled,
  );
  return { ...all, whole: file !== undefined };
}

/** The same variant as the flags set it, where there is no cluster that could have kept anything. */
export async function variantUnder(
  flags: SettingsFlags,
  profile: Profile,
  shipped: ProfileVariant,
): Promise<ProfileVariant> {
  const settings = await settingsOf(flags);
  return settings ? tuned(profile, shipped, settings).variant : shipped;
}

function named(flag: 'threshold' | 'alert', texts: readonly string[]): readonly (readonly [string, string])[] {
  return pairs(
    texts,
    /^([^=\s]+)=(.+)$/,
    (text) =>
      new PromwireError(
        'usage',
        `--${flag} ${JSON.stringify(text)} is not NAME=VALUE`,
        `Write it like ${flag === 'alert' ? 'KuberhealthyCheckSlow=off' : 'objective=0.995'}; promwire settings lists the names.`,
      ),
  );
}
