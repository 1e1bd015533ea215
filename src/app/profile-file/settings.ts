/** The settings of a profile file. */
import type { ApplicationProfile, ApplicationSetting, RuleSetting } from '../../model/index.ts';
import { valueOf } from '../../plan/tuned-variant.ts';
import type { FileSettings } from '../../profiles/generic/file.ts';

/** A setting as the alerts take it. Throws PromwireError 'usage' for a value that is not possible. */
export function settingBy(name: string, { form, value = 'off', least, help = name }: ApplicationSetting): RuleSetting {
  const open = { name, form, help, standard: 'off', ...(least === undefined ? {} : { least }) };
  if (isOff(value)) return open;
  const written = typeof value === 'boolean' ? String(value) : value;
  return { ...open, value: valueOf(open, written), standard: String(written) };
}

export function settingsBy({ settings = {} }: ApplicationProfile): FileSettings {
  return Object.entries(settings).map(([name, setting]) => settingBy(name, setting));
}

/** YAML reads off as false. */
function isOff(value: string | number | boolean): boolean {
  return value === false || (typeof value === 'string' && /^off$/i.test(value.trim()));
}
