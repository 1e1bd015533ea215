import { printPath } from '../../kube/field-path.ts';
import { relabelingsOf } from '../../backends/prometheus-operator/admission/relabelings.ts';
import { defineCheck } from '../check.ts';
import { isObject, stringAt } from '../../kube/json.ts';
import { SCRAPE_KINDS } from '../../kube/kinds.ts';
import { SELECTION } from '../../world/reads.ts';
import { refOf, title } from '../../kube/refs.ts';
import { oldestOperator } from '../../kube/version.ts';
import { decodeRelabeling } from '../../lang/relabel/relabel.ts';
import type { Json } from '../../model/index.ts';
import { memo } from '../../kube/memo.ts';

/** A relabeling that the operator refuses for this version of Prometheus. */
export const rejectedRelabeling = defineCheck({
  id: 'rejected-relabeling',
  title: 'A relabeling is not valid for this Prometheus',
  stage: 'admission',
  kinds: SCRAPE_KINDS,
  reads: SELECTION,
  find: ({ object, stack }) => {
    const operator = oldestOperator(stack);
    const wrong = relabelingsOf(object).flatMap(({ path, relabeling }) => {
      const message = problemOf(relabeling, stack.version, operator);
      if (message === undefined) return [];
      const regex = stringAt(relabeling, 'regex') ?? '';
      return [{ field: printPath(path), message, ...(isElsewhereValid(regex, message) ? { lookaround: regex } : {}) }];
    });
    return wrong.length > 0 ? [{ wrong, version: stack.version ?? '' }] : [];
  },
  explain: ({ wrong, version }, { object, stack }) => ({
    summary: `${title(stack.ref)} rejects ${title(refOf(object))}: a relabeling is not valid.`,
    because: [
      ...wrong.map(({ field, message }) => `${field}: ${message}`),
      ...wrong.flatMap(({ lookaround }) =>
        lookaround === undefined
          ? []
          : [
              `${lookaround} is a regular expression elsewhere (PCRE, JavaScript), but Prometheus uses RE2, which has no lookahead, lookbehind or back-reference.`,
            ],
      ),
      ...(version === '' ? [] : [`${title(stack.ref)} spec.version: ${version}; the rules differ by version.`]),
    ],
    remedy: wrong.some(({ lookaround }) => lookaround !== undefined)
      ? 'Rewrite the expression without lookaround: two relabelings, keep and then drop, do what one lookahead does.'
      : 'Correct the relabeling.',
    fix: {
      kind: 'advise',
      steps: wrong.map(({ field, message }) => `${field}: ${message}`),
      whyNotAutomatic: 'What the relabeling was meant to do is known only to its author.',
    },
  }),
});

/** By version of Prometheus and operator. */
const judged = memo((_relabeling: object) => new Map<string, string | undefined>());

/** Judged once per relabeling, version and operator: one object is asked about for every stack. */
function problemOf(relabeling: Json, version: string | undefined, operator: string | undefined): string | undefined {
  if (!isObject(relabeling)) return judge(relabeling, version, operator);
  const answers = judged(relabeling);
  const key = `${version ?? ''} ${operator ?? ''}`;
  if (!answers.has(key)) answers.set(key, judge(relabeling, version, operator));
  return answers.get(key);
}

/** What Prometheus refuses and the operator does not is config-refused. */
function judge(relabeling: Json, version: string | undefined, operator: string | undefined): string | undefined {
  const answer = decodeRelabeling(relabeling, version, operator);
  return answer.kind !== 'invalid' || answer.by === 'prometheus' ? undefined : answer.message;
}

/** A regular expression for people who think of PCRE. */
function isElsewhereValid(regex: string, message: string): boolean {
  if (!message.startsWith('invalid regex') || !/\(\?(?:[=!]|<[=!])|\\[1-9]/.test(regex)) return false;
  try {
    return new RegExp(regex) instanceof RegExp;
  } catch (error) {
    if (error instanceof SyntaxError) return false;
    throw error;
  }
}
