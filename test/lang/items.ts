import { isDeepStrictEqual } from 'node:util';
import type { Json, Labels } from '../../src/model/index.ts';
import { parseDuration, parseGoDuration } from '../../src/lang/go/duration.ts';
import { isLabelName, isMetricName } from '../../src/lang/labels.ts';
import { featuresOf, parseExpression } from '../../src/lang/promql/index.ts';
import { pretty } from '../../src/lang/promql/pretty.ts';
import { compileMatcher, compileRe2, matchesAnchored, matchesMatcher } from '../../src/lang/re2/index.ts';
import { applyRelabelings } from '../../src/lang/relabel/apply.ts';
import { decodeRelabeling } from '../../src/lang/relabel/relabel.ts';
import { lintRuleSpec } from '../../src/lang/rules/rule.ts';
import { checkTemplate } from '../../src/lang/template/index.ts';
import type { Question, Verdict } from '../bed/judge/judge.ts';
import { expression, longExpression } from './generate/expression.ts';
import type { Random } from './generate/random.ts';
import { regex, subject } from './generate/regex.ts';
import { labels, relabeling, VERSIONS } from './generate/relabeling.ts';
import { features, ruleSpec } from './generate/rule.ts';
import { duration, goDuration, name } from './generate/small.ts';
import { template } from './generate/template.ts';

/*
 * One kind of question of the differential test: how to make one, and what we say to it, in the judge's words.
 */

export const KINDS = [
  'expr',
  'pretty',
  'regex',
  'matcher',
  'template',
  'name',
  'duration',
  'goduration',
  'relabel',
  'rule',
] as const;
export type Kind = (typeof KINDS)[number];

const MAKE: Readonly<Record<Kind, (random: Random) => Readonly<Record<string, unknown>>>> = {
  expr: (random) => ({ text: expression(random), features: features(random) }),
  pretty: (random) => ({ text: longExpression(random) }),
  regex: (random) => ({ text: regex(random), subjects: random.some(1, 5, () => subject(random)) }),
  matcher: (random) => ({ text: regex(random), subjects: ['', ...random.some(1, 4, () => subject(random))] }),
  template: (random) => ({ text: template(random), alert: random.pick(['A', 'B', '']) }),
  name: (random) => ({ text: name(random) }),
  duration: (random) => ({ text: duration(random) }),
  goduration: (random) => ({ text: goDuration(random) }),
  relabel: (random) => ({ relabel: relabeling(random), labels: labels(random), version: random.pick(VERSIONS) }),
  // The operator reads a ThanosRuler's rules without features (pkg/thanos/rules.go).
  rule: (random) =>
    random.chance(0.15)
      ? {
          spec: ruleSpec(random),
          thanos: true,
          version: random.pick(['v0.42.2', 'v0.38.0', 'v0.37.0', 'v0.30.0']),
          features: [],
        }
      : { spec: ruleSpec(random), thanos: false, version: random.pick(VERSIONS), features: features(random) },
};

export const makeQuestion = (random: Random, kind: Kind): Question => ({ kind, ...MAKE[kind](random) });

const text = (question: Question): string => String(question['text']);
const list = (question: Question, field: string): readonly string[] => (question[field] ?? []) as readonly string[];

/** Our answer in the judge's shape; `unknown` where we decline. */
export function ourAnswer(question: Question): Partial<Verdict> | 'unknown' {
  switch (question.kind as Kind) {
    case 'expr': {
      const answer = parseExpression(text(question), featuresOf(list(question, 'features')));
      if (answer.kind !== 'ok') return answer.kind === 'unknown' ? 'unknown' : { ok: false };
      const selectors = answer.selectors.map(({ matchers }) =>
        matchers.map(({ name: label, op, value }) => [label, op, value]),
      );
      return { ok: true, type: answer.type, selectors: selectors as unknown as NonNullable<Verdict['selectors']> };
    }
    case 'pretty': {
      const printed = pretty(text(question));
      if (printed !== undefined) return { ok: true, pretty: printed };
      return parseExpression(text(question)).kind === 'invalid' ? { ok: false } : 'unknown';
    }
    case 'regex': {
      const answer = compileRe2(text(question));
      if (answer.kind !== 'ok') return answer.kind === 'unknown' ? 'unknown' : { ok: false };
      return { ok: true, matches: list(question, 'subjects').map((item) => matchesAnchored(answer.pattern, item)) };
    }
    case 'matcher': {
      const answer = compileMatcher(text(question));
      if (answer.kind !== 'ok') return answer.kind === 'unknown' ? 'unknown' : { ok: false };
      return { ok: true, matches: list(question, 'subjects').map((item) => matchesMatcher(text(question), item)) };
    }
    case 'template': {
      const answer = checkTemplate(text(question), String(question['alert']));
      return answer.kind === 'unknown' ? 'unknown' : { ok: answer.kind === 'ok' };
    }
    case 'name': {
      const value = text(question);
      return {
        ok: true,
        legacy: [
          isLabelName(value, 'legacy'),
          isLabelName(value, 'utf8'),
          isMetricName(value, 'legacy'),
          isMetricName(value, 'utf8'),
        ],
      };
    }
    case 'duration':
    case 'goduration': {
      const answer = (question.kind === 'duration' ? parseDuration : parseGoDuration)(text(question));
      return answer.kind === 'ok' ? { ok: true, millis: Math.trunc(answer.milliseconds) || 0 } : { ok: false };
    }
    case 'relabel':
      return relabelAnswer(question);
    case 'rule':
      return ruleAnswer(question);
  }
}

function relabelAnswer(question: Question): Partial<Verdict> | 'unknown' {
  const answer = decodeRelabeling(question['relabel'] as Json, String(question['version']));
  if (answer.kind === 'unknown') return 'unknown';
  if (answer.kind === 'invalid') return answer.by === 'prometheus' ? { ok: true, loads: false } : { ok: false };
  const after = applyRelabelings(question['labels'] as Labels, [answer.relabeling]);
  return { ok: true, loads: true, ...(after === undefined ? { dropped: true } : { labels: after }) };
}

function ruleAnswer(question: Question): Partial<Verdict> | 'unknown' {
  const lint = lintRuleSpec(question['spec'] as Json, {
    evaluator: question['thanos'] === true ? 'thanos' : 'prometheus',
    version: String(question['version']),
    features: featuresOf(list(question, 'features')),
  });
  // The judge is the operator alone: what the API server's schema refuses never reaches it.
  if (lint.problems.some(({ by }) => by === 'schema')) return 'unknown';
  if (lint.problems.length > 0) return { ok: false };
  return lint.unknown.length > 0 ? 'unknown' : { ok: true };
}

/** What of the judge's answer we are to say as well. */
function expected(question: Question, verdict: Verdict): Partial<Verdict> {
  if (!verdict.ok) return { ok: false };
  const { error: _, ...rest } = verdict;
  if (question.kind === 'rule' || question.kind === 'template') return { ok: true };
  if (question.kind === 'expr')
    return {
      ...rest,
      selectors: (verdict.selectors ?? []).map(({ matchers }) => matchers) as unknown as NonNullable<
        Verdict['selectors']
      >,
    };
  if (question.kind === 'relabel' && verdict.loads === true && verdict.dropped !== true)
    return { ok: true, loads: true, labels: verdict.labels ?? {} };
  return rest;
}

/** Undefined where we agree. Go's order of selectors puts an aggregation's parameter last; order is not compared. */
export function disagreement(question: Question, verdict: Verdict): string | undefined {
  const ours = ourAnswer(question);
  if (ours === 'unknown') return undefined;
  const theirs = expected(question, verdict);
  const sorted = (answer: Partial<Verdict>): Partial<Verdict> =>
    answer.selectors === undefined
      ? answer
      : {
          ...answer,
          selectors: answer.selectors.map((item) => JSON.stringify(item)).sort() as unknown as NonNullable<
            Verdict['selectors']
          >,
        };
  if (isDeepStrictEqual(sorted(ours), sorted(theirs))) return undefined;
  return `${JSON.stringify(question)}\n  we say    ${JSON.stringify(ours)}\n  they say  ${JSON.stringify(verdict)}`;
}
