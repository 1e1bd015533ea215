/** What a tool answers, so small that an agent can read it, and with nothing hidden in it. */
import { PromwireError } from '../../errors.ts';
import { isObject } from '../../kube/json.ts';
import type { Json, JsonObject } from '../../model/index.ts';
import { shown } from '../../render/visible.ts';

/** Characters of an answer as JSON, and as text. */
const MOST_JSON = 200_000;
const MOST_TEXT = 40_000;
/** Characters of one value, at first and where that is still too much. */
const LONGEST = [20_000, 1000] as const;

const RANKS: Readonly<Record<string, number>> = { error: 0, warning: 1, info: 2 };

export interface Bounded {
  readonly data: JsonObject;
  /** Entries that are left out, by the name of their list. */
  readonly omitted: Readonly<Record<string, number>>;
}

/**
 * The same data with at most `limit` entries in each list, the worst ones kept, and characters that nobody would see written as
 * escapes. Throws PromwireError 'failed' where that is still too much.
 */
export function bounded(data: JsonObject, limit: number): Bounded {
  for (const longest of LONGEST)
    for (let most = limit; most >= 1; most = Math.floor(most / 2)) {
      const omitted: Record<string, number> = {};
      const cut = cutDown(data, '', { most, longest, omitted }) as JsonObject;
      if (JSON.stringify(cut).length <= MOST_JSON) return { data: cut, omitted };
    }
  throw new PromwireError('failed', 'the answer is too large', 'Ask about one object (subject), or one namespace.');
}

interface Cut {
  readonly most: number;
  readonly longest: number;
  readonly omitted: Record<string, number>;
}

function cutDown(value: Json, name: string, cut: Cut): Json {
  if (typeof value === 'string') return shortened(shown(value), cut.longest);
  if (Array.isArray(value)) {
    const all = value as readonly Json[];
    const rest = all.length - cut.most;
    if (rest > 0) cut.omitted[name] = (cut.omitted[name] ?? 0) + rest;
    const kept = rest > 0 ? all.toSorted((a, b) => rankOf(a) - rankOf(b)).slice(0, cut.most) : all;
    return kept.map((each) => cutDown(each, name, cut));
  }
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => [shortened(shown(key), cut.longest), cutDown(each, key, cut)]),
  );
}

function rankOf(entry: Json): number {
  const severity = isObject(entry) ? entry['severity'] : undefined;
  return typeof severity === 'string' ? (RANKS[severity] ?? 3) : 3;
}

function shortened(text: string, longest: number): string {
  return text.length <= longest ? text : `${text.slice(0, longest)}… (${text.length - longest} more characters)`;
}

/** A text of at most as many characters, cut between lines, with the number of those that are left out. */
export function boundedText(text: string): string {
  if (text.length <= MOST_TEXT) return text;
  const end = text.lastIndexOf('\n', MOST_TEXT);
  const kept = text.slice(0, end > 0 ? end : MOST_TEXT);
  const rest = text
    .slice(kept.length)
    .split('\n')
    .filter((line) => line !== '').length;
  return `${kept}\n… ${rest} more lines; ask with namespace or subject\n`;
}
