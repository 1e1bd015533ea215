/** Entries of a page, gathered by family. */
import type { Family, FamilyType } from '../../model/index.ts';
import type { Entry, Sample } from './page.ts';

/** Most values of a label that are kept, and the longest of them. */
const VALUES = 20;
const LONGEST = 200;
/** Nobody has so many; of a page that has more, the first. */
const MOST = 50_000;

interface Gathered {
  readonly declared: string;
  type?: FamilyType;
  unit?: string;
  help?: string;
  samples: number;
  readonly series: Set<string>;
  readonly labels: Map<string, Set<string>>;
}

/** The ends of a family's series besides its own name; OpenMetrics names a counter and an info without them. */
const ENDS: Readonly<Partial<Record<FamilyType, readonly string[]>>> = {
  counter: ['_total', '_created'],
  histogram: ['_bucket', '_count', '_sum', '_created'],
  gaugehistogram: ['_bucket', '_gcount', '_gsum'],
  summary: ['_count', '_sum', '_created'],
  info: ['_info'],
};
const KNOWN_ENDS = [...new Set(Object.values(ENDS).flat())];
const STEMS: readonly FamilyType[] = ['histogram', 'gaugehistogram', 'summary'];

export interface Gathering {
  readonly add: (entry: Entry) => void;
  readonly families: () => readonly Family[];
}

export function gather(format: 'text' | 'openmetrics'): Gathering {
  const families = new Map<string, Gathered>();
  const at = (name: string): Gathered => {
    const found = families.get(name);
    if (found) return found;
    const made: Gathered = { declared: name, samples: 0, series: new Set(), labels: new Map() };
    if (families.size < MOST) families.set(name, made);
    return made;
  };
  const of = (name: string): Gathered => {
    const exact = families.get(name);
    if (exact) return exact;
    for (const end of KNOWN_ENDS) {
      if (!name.endsWith(end)) continue;
      const stem = families.get(name.slice(0, -end.length));
      if (stem?.type !== undefined && ENDS[stem.type]?.includes(end) === true) return stem;
    }
    return at(name);
  };
  return {
    add(entry) {
      if (entry.kind === 'sample') return count(of(entry.sample.name), entry.sample);
      const family = at(entry.name);
      const text = entry.text.slice(0, 2000);
      if (entry.kind === 'type') family.type = text === 'untyped' ? 'unknown' : (text as FamilyType);
      else if (text !== '') family[entry.kind] = text;
    },
    families: () => [...families.values()].map((family) => familyOf(family, format)),
  };
}

function count(family: Gathered, { name, labels }: Sample): void {
  family.samples += 1;
  family.series.add(name);
  for (const [label, value] of labels) {
    const known = family.labels.get(label);
    const values = known ?? new Set();
    if (known === undefined) family.labels.set(label, values);
    if (values.size < VALUES) values.add(value.slice(0, LONGEST));
  }
}

/** The label that a type of its own brings along. */
const OWN_LABEL: Readonly<Partial<Record<FamilyType, string>>> = {
  histogram: 'le',
  gaugehistogram: 'le',
  summary: 'quantile',
};

/** OpenMetrics declares these without the end that their series have. */
const NAMED: Readonly<Partial<Record<FamilyType, string>>> = { counter: '_total', info: '_info' };

function familyOf(
  { declared, type = 'unknown', unit, help, samples, series, labels }: Gathered,
  format: 'text' | 'openmetrics',
): Family {
  labels.delete(OWN_LABEL[type] ?? '');
  const names = [...series].toSorted();
  const unseen = `${declared}${format === 'openmetrics' ? (NAMED[type] ?? '') : ''}`;
  const own = STEMS.includes(type) ? declared : (names.find((name) => !name.endsWith('_created')) ?? unseen);
  return {
    name: own,
    type,
    ...(unit === undefined ? {} : { unit }),
    ...(help === undefined ? {} : { help }),
    series: names,
    labels: [...labels.keys()].toSorted(),
    values: Object.fromEntries([...labels].map(([label, values]) => [label, [...values]])),
    samples,
  };
}
