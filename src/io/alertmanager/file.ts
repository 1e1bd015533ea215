import { parseAsGo } from '../files/full-yaml.ts';
import { asList, asObject, isObject } from '../../kube/json.ts';
import type { AlertmanagerFile } from '../../model/index.ts';
import { receiversOf, routeOf } from './routes.ts';

/** Larger ones are not looked into; a Secret cannot hold more anyway. */
const MAX_TEXT = 1024 * 1024;

/** What stands in a file until it is deployed: an encrypted text, the name of a variable. */
const LOOKS_LIKE_ONE = /^["']?(?:global|route|receivers)["']?[ \t]*:/m;

/**
 * What decides in a configuration file (`alertmanager.yaml`): routes, and the names of receivers and intervals.
 * undefined: the text is no such file, but what something else puts in its place (SOPS, a variable).
 */
export function alertmanagerFile(text: string): AlertmanagerFile | undefined {
  const nothing = { receivers: {}, names: [], intervals: [] };
  if (text.length > MAX_TEXT) return undefined;
  let config: unknown;
  try {
    config = parseAsGo(text);
  } catch (error) {
    // What the parser says may quote the text.
    void error;
    return LOOKS_LIKE_ONE.test(text) ? { ...nothing, invalid: 'it is not YAML' } : undefined;
  }
  if (!isObject(config)) return undefined;
  const root = asObject(config)['route'];
  const unread: string[] = [];
  const route = isObject(root) ? routeOf(root, unread, 0) : undefined;
  if (unread.length > 0) return { ...nothing, invalid: 'it has a matcher that is not understood' };
  const named = (field: string): readonly string[] =>
    asList(asObject(config)[field]).map((entry) => nameOf(asObject(entry)['name']));
  return {
    ...(route ? { route } : {}),
    receivers: receiversOf(config),
    names: named('receivers'),
    intervals: [...named('mute_time_intervals'), ...named('time_intervals')],
  };
}

/** A number or a boolean is text to Go's YAML; null is nothing. */
function nameOf(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? String(value) : '';
}
