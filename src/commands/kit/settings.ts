import { choiceOf, readSettings, tuned } from '../../app/settings.ts';
import type { AlertSettings } from '../../app/propose.ts';
import { PromwireError } from '../../errors.ts';
import { own } from '../../kube/json.ts';
import type { Profile, ProfileVariant } from '../../model/index.ts';
import { nothingSet } from '../../plan/tuned-variant.ts';
import type { AlertChoice } from '../../plan/tuned-variant.ts';
import { pairs } from './flags.ts';
import type { Flags } from './flags.ts';

type SettingsFlags = Flags<'settings' | 'threshold' | 'alert' | 'alertLabels'>;

/** The settings of alerts that the flags give; undefined: none. Throws PromwireError 'usage'. */
export async function settingsOf(flags: SettingsFlags): Promise<AlertSettings | undefined> {
  const { settings: file, threshold, alert, alertLabels } = flags;
  if (file === undefined && threshold.length + alert.length === 0 && alertLabels === undefined) return undefined;
  const base = file === undefined ? nothingSet : await readSettings(file);
  return {
    values: { ...base.values, ...Object.fromEntries(named('threshold', threshold)) },
    labels: { ...base.labels, ...alertLabels },
    alerts: named('alert', alert).reduce(
      (alerts, [name, text]) => ({ ...alerts, [name]: over(own(alerts, name), choiceOf(text)) }),
      base.alerts,
    ),
    whole: file !== undefined,
  };
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

/** The later choice wins; giving a severity to a disabled alert enables it. */
function over({ enabled, ...before }: AlertChoice = {}, choice: AlertChoice): AlertChoice {
  const stays = enabled === undefined || (!enabled && choice.severity !== undefined) ? {} : { enabled };
  return { ...before, ...stays, ...choice };
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
