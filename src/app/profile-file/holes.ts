/** The holes in the texts of a profile file: every text is looked at, whatever field it stands in. */
import { mapTexts } from '../../kube/json.ts';
import { filled } from '../../lang/holes/index.ts';
import type { ApplicationProfile, Json, RuleSetting } from '../../model/index.ts';
import { FILLED, hasHole, settingsIn } from '../../profiles/generic/file-texts.ts';
import type { Fault } from '../checked-file.ts';

/** What stands in holes while a text is judged. */
export const SAMPLE = { job: 'job', namespace: 'namespace', alerts: 'Alert' } as const;

const STAND_INS: Readonly<Record<RuleSetting['form'], string | number>> = {
  duration: 60,
  share: 0.5,
  count: 2,
  factor: 2,
  url: 'https://example.com',
  names: 'name',
};

/** The file with something possible in each of its holes, and what is wrong with those that can not be filled. */
export function sampleOf(
  file: ApplicationProfile,
  settings: readonly RuleSetting[],
): { readonly sample: ApplicationProfile; readonly faults: readonly Fault[] } {
  const faults: Fault[] = [];
  const values = Object.fromEntries(settings.map(({ name, form, value }) => [name, value ?? STAND_INS[form]]));
  const off = new Set(settings.flatMap(({ name, value }) => (value === undefined ? [name] : [])));
  const wrong = (text: string, path: readonly string[]): string | undefined => {
    const [section = '', , field] = path;
    // What a setting means may be told with the hole it fills.
    if (section === 'settings' && path.at(-1) === 'help') return undefined;
    if (!FILLED.includes(section)) return `nothing is filled in here, only in ${FILLED.join(', ')}`;
    if (section === 'alerts' && path.length === 3 && field === 'name') return 'nothing is filled in a name';
    const used = settingsIn(text);
    const strange = used.find((name) => !Object.hasOwn(values, name) && !Object.hasOwn(SAMPLE, name));
    if (strange !== undefined) return `<%${strange}%> is no setting of this file${listed(Object.keys(values))}`;
    const open = used.find((name) => off.has(name));
    return open !== undefined && section !== 'alerts'
      ? `<%${open}%> has no value; only an alert waits for one`
      : undefined;
  };
  const fill = (text: string, path: readonly string[]): string => {
    if (!hasHole(text)) return text;
    const message = wrong(text, path);
    if (message !== undefined) {
      faults.push({ path, message });
      return text;
    }
    try {
      const value = FILLED.includes(path[0] ?? '') ? filled(text, { ...values, ...SAMPLE }) : text;
      const becomes = typeof value === 'string' ? value : JSON.stringify(value);
      // Filled once more, it would be another one.
      if (hasHole(becomes)) faults.push({ path, message: 'a hole cannot stand in a hole' });
      return becomes;
    } catch (error) {
      faults.push({ path, message: error instanceof Error ? error.message : String(error) });
      return text;
    }
  };
  const sample = mapTexts(file as unknown as Json, fill) as unknown as ApplicationProfile;
  return { sample, faults };
}

function listed(names: readonly string[]): string {
  return names.length === 0 ? '' : `; there are ${names.join(', ')}`;
}
