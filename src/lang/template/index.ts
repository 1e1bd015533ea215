import type { TooDeepAnswer } from '../go/refusal.ts';
import { answerOf } from '../go/refusal.ts';
import { lex } from './lex.ts';
import { parseTemplate } from './parse.ts';

export type TemplateAnswer =
  | { readonly kind: 'ok' }
  /** `offset` counts UTF-16 units from the start of the text. */
  | { readonly kind: 'invalid'; readonly message: string; readonly offset: number }
  | TooDeepAnswer;

/** Declared in front of every label and annotation of an alert (rulefmt.testTemplateParsing of Prometheus v0.313.1). */
const VARIABLES = ['$labels', '$externalLabels', '$externalURL', '$value'];

/**
 * Is this label or annotation of an alert a template that Prometheus parses? Parsed only, not executed: a field or label
 * that does not exist is valid, an unknown function or variable is not. `alert` counts because the template has its name,
 * which a {{define}} may not take again.
 */
export function checkTemplate(text: string, alert = ''): TemplateAnswer {
  return answerOf((): TemplateAnswer => {
    parseTemplate(lex(text), `__alert_${alert}`, VARIABLES);
    return { kind: 'ok' };
  });
}
