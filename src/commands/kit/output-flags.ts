/** -o, which each command has in the forms that it can print. */
import type { Flag } from './flag.ts';

export const OUTPUT_FLAGS = {
  output: {
    name: 'output',
    short: 'o',
    value: 'text|json|yaml',
    oneOf: ['text', 'json', 'yaml'],
    help: 'form of the result (default text)',
  },
  pageOutput: {
    name: 'output',
    short: 'o',
    value: 'FORM',
    oneOf: ['text', 'html', 'json', 'yaml'],
    help: 'text, html, json, yaml (default text)',
  },
  reportOutput: {
    name: 'output',
    short: 'o',
    value: 'FORM',
    oneOf: ['text', 'html', 'json', 'yaml', 'sarif', 'junit', 'github', 'prometheus'],
    help: 'text, html, json, yaml, sarif, junit, github, prometheus (default text)',
  },
  comparisonOutput: {
    name: 'output',
    short: 'o',
    value: 'FORM',
    oneOf: ['text', 'html', 'json', 'yaml', 'markdown', 'github', 'sarif'],
    help: 'text, html, json, yaml, github, sarif, markdown: a comment of at most 60 lines, empty if nothing changes (default text)',
  },
} as const satisfies Record<string, Flag>;
