import type { Requirement, Selector } from '../model/index.ts';
import { decodeSelector } from './selector.ts';

/** labels.Parse: "a=b,c!=d,e in (f,g),h,!i". */
export function parseSelectorFlag(text: string): Selector {
  if (text.trim() === '') return { kind: 'everything' };
  const requirements: Requirement[] = [];
  for (const part of text.split(/,(?![^(]*\))/)) {
    const term = part.trim();
    const set = /^(\S+)\s+(in|notin)\s*\(([^)]*)\)$/.exec(term);
    const equal = /^([^=!\s]+)\s*(==|=|!=)\s*(\S*)$/.exec(term);
    if (set) {
      const values = (set[3] ?? '').split(',').map((value) => value.trim());
      requirements.push({ key: set[1] ?? '', operator: set[2] === 'in' ? 'In' : 'NotIn', values });
    } else if (equal) {
      requirements.push({
        key: equal[1] ?? '',
        operator: equal[2] === '!=' ? 'NotIn' : 'In',
        values: [equal[3] ?? ''],
      });
    } else if (/^!\s*\S+$/.test(term)) {
      requirements.push({ key: term.slice(1).trim(), operator: 'DoesNotExist', values: [] });
    } else if (/^\S+$/.test(term)) {
      requirements.push({ key: term, operator: 'Exists', values: [] });
    } else {
      return { kind: 'invalid', reason: `cannot read the selector ${JSON.stringify(text)}` };
    }
  }
  const [first] = requirements;
  if (!first) return { kind: 'everything' };
  // The same rules of keys and values as everywhere else.
  const decoded = decodeSelector(
    { matchExpressions: requirements.map((r) => ({ ...r, values: [...r.values] })) },
    'nothing',
  );
  return decoded;
}
