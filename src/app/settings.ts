/** Settings of alerts: as a file has them, and as they are kept in an annotation. */
import { isObject, toJson } from '../kube/json.ts';
import { nearest } from '../kube/nearest.ts';
import { PromwireError } from '../errors.ts';
import { readFileFor } from '../io/http/address.ts';
import { readDocuments } from '../io/files/documents.ts';
import { locate } from '../io/files/locate.ts';
import { repeatedKeys } from '../io/files/repeated-keys.ts';
import type { Place } from '../io/files/sought.ts';
import type { Json, JsonObject, Labels, Profile, ProfileVariant } from '../model/index.ts';
import { tunedVariant } from '../plan/tuned-variant.ts';
import { nothingSet } from '../plan/written-settings.ts';
import type { AlertChoice, WrittenSettings } from '../plan/written-settings.ts';

/** On a PrometheusRule of ours whose alerts are not as shipped; a later run without settings keeps them. */
export const SETTINGS = 'promwire.dev/settings';

/** Instead of a file: everything as it is shipped. */
export const STANDARD = 'default';

/** A variant, and what was set in it as one line of JSON, absent where nothing is. */
export interface Tuned {
  readonly variant: ProfileVariant;
  readonly settings?: string;
}

/** What makes a later run keep them. */
export function settingsAnnotation(tuned: Tuned | undefined): Labels {
  return tuned?.settings === undefined ? {} : { [SETTINGS]: tuned.settings };
}

/** The variant under these settings. Throws PromwireError 'usage' with what is wrong and what is possible. */
export function tuned(profile: Profile, variant: ProfileVariant, written: WrittenSettings): Tuned {
  const { values, labels: onAll, alerts } = written;
  const parts: JsonObject = {
    ...values,
    ...(Object.keys(onAll).length > 0 ? { labels: onAll } : {}),
    ...(Object.keys(alerts).length > 0 ? { alerts: toJson(alerts) } : {}),
  };
  const result = { variant: tunedVariant(profile, variant, written) };
  return Object.keys(parts).length === 0 ? result : { ...result, settings: JSON.stringify(parts) };
}

/** What settings contain besides single values. */
const MAPS: readonly string[] = ['labels', 'alerts'];

/** The settings in a file; "default": all as shipped. Throws PromwireError 'usage'. */
export async function readSettings(file: string): Promise<WrittenSettings> {
  return file === STANDARD ? nothingSet : await decodeSettings(readFileFor('--settings', file), `--settings ${file}`);
}

/** The settings in a text. `where`: what the text is, for errors. Throws PromwireError 'usage'. */
export async function decodeSettings(text: string, where: string): Promise<WrittenSettings> {
  const refuse = (what: string): PromwireError =>
    new PromwireError('usage', `${where}: ${what}`, 'promwire settings prints a file with everything that can be set.');
  const body = text.replace(/^\ufeff/, '');
  const [first, more] = readDocuments(body);
  if (more) throw refuse('it holds several documents');
  if (first?.outcome === 'broken') throw refuse(`line ${first.line}, column ${first.column}: ${first.reason}`);
  const value = first?.value ?? {};
  const { settingsMisfit, nameOf } = await import('../io/schema.ts');
  const [repeated] = repeatedKeys(body);
  if (repeated) {
    const { path, first: before, again } = repeated;
    throw refuse(`${placeText(again)}: ${nameOf(path)} stands twice, first in line ${before.line}`);
  }
  const placed = (path: readonly string[], what: string): PromwireError => {
    const [place] = first === undefined ? [] : locate(body, [{ document: first.document, path }]);
    return refuse(`${place ? `${placeText(place)}: ` : ''}${nameOf(path)}: ${what}`);
  };
  const strange = isObject(value)
    ? Object.keys(value).find((name) => isObject(value[name]) && !MAPS.includes(name))
    : undefined;
  if (strange !== undefined) {
    const near = nearest(strange, MAPS);
    throw placed([strange], `no such map${near === undefined ? '' : `; did you mean ${near}?`}`);
  }
  const misfit = settingsMisfit(value);
  if (misfit) throw placed(misfit.path, misfit.message);
  if (!isObject(value)) throw refuse('it is not a map');
  const { labels: onAll, alerts, ...values } = value;
  return {
    values: values as WrittenSettings['values'],
    labels: (onAll ?? {}) as Labels,
    alerts: Object.fromEntries(
      Object.entries(isObject(alerts) ? alerts : {}).map(([name, choice]) => [name, choiceOf(choice)]),
    ),
  };
}

function placeText({ line, column }: Place): string {
  return `line ${line}, column ${column}`;
}

/** Words that YAML takes for false and true switch, whatever their case; another one is a severity. */
export function choiceOf(written: Json): AlertChoice {
  if (typeof written === 'boolean') return { enabled: written };
  if (typeof written === 'string' && /^(?:off|no|false)$/i.test(written)) return { enabled: false };
  if (typeof written === 'string' && /^(?:on|yes|true)$/i.test(written)) return { enabled: true };
  if (typeof written === 'string') return { severity: written };
  return isObject(written) ? written : {};
}
