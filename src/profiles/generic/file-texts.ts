/** The texts of a profile file, in which holes are filled. */
import { mapTexts } from '../../kube/json.ts';
import { HOLE, matcherText } from '../../lang/holes/index.ts';
import { oneOf } from '../../lang/promql/matcher.ts';
import { quote } from '../../lang/go/string.ts';
import type { ApplicationProfile, Json } from '../../model/index.ts';

/** What is known of an application once it is found. */
export interface Found {
  readonly job: string;
  readonly namespace: string;
  /** The names of all its alerts. */
  readonly alerts: readonly string[];
}

/** Names that no setting may have. */
export const TAKEN: readonly string[] = ['job', 'namespace', 'alerts', 'severity'];

/** The parts of a file whose texts are filled, every one of them. */
export const FILLED: readonly string[] = ['alerts', 'dashboard', 'expectations'];

/** The names in the holes of a text. */
export function settingsIn(text: string): readonly string[] {
  return [...text.matchAll(HOLE)].flatMap(([, inside = '']) => inside.match(/[A-Za-z][\w.]*/g) ?? []);
}

export const hasHole = (text: string): boolean => text.search(HOLE) >= 0;

/** The file with what is known in its texts; holes of settings stay, for those can be changed later. */
export function withFound(file: ApplicationProfile, { job, namespace, alerts }: Found): ApplicationProfile {
  const matcher = oneOf(alerts);
  const known = { job, namespace, alerts: alerts.join(',') };
  const fill = (text: string, isQuery: boolean): string =>
    text.replaceAll(HOLE, (hole, inside: string, format?: string) => {
      // The hole alone would become a number, where a text belongs.
      if (!isKnown(inside)) return hole === text && format === undefined ? `<%${inside}|text%>` : hole;
      if (format === 'matcher') return inside === 'alerts' ? matcher : matcherText(known[inside]);
      return isQuery ? quote(known[inside]).slice(1, -1) : known[inside];
    });
  const fillAt = (text: string, path: readonly string[]): string => {
    const field = path.at(-1);
    return fill(text, field === 'expr' || field === 'query');
  };
  const sections = Object.entries(file as unknown as Readonly<Record<string, Json>>).map(([name, section]) => [
    name,
    FILLED.includes(name) ? mapTexts(section, fillAt) : section,
  ]);
  return Object.fromEntries(sections) as ApplicationProfile;
}

function isKnown(name: string): name is 'job' | 'namespace' | 'alerts' {
  return name === 'job' || name === 'namespace' || name === 'alerts';
}
