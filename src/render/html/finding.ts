/** A finding on the page: what is wrong, why, and what to do, with lines to copy. */
import type { Finding } from '../../model/index.ts';
import { command } from '../../kube/shell.ts';
import { rightsCommands } from '../text/rights-commands.ts';
import { toYamlStream } from '../yaml.ts';
import { behindText } from '../behind.ts';
import { markup, lines } from './markup.ts';
import type { Markup } from './markup.ts';

const WORDS = { error: 'Error', warning: 'Warning', info: 'Info' } as const;
/** What has a page: "label-mismatch", and not "lost". */
const CAUSE = /-/;
/** Reasons of one finding. */
const MANY = 50;

export function findingHtml(finding: Finding): Markup {
  const { check, severity, summary, because, remedy, instead = [], origin } = finding;
  const place =
    origin?.source === 'file'
      ? `${[origin.file, origin.line, ...(origin.column ? [origin.column] : [])].join(':')}${behindText(origin.value)}`
      : '';
  const more = because.length > MANY ? [markup`<li>and ${because.length - MANY} more; -o json has them all</li>`] : [];
  return markup`<article class="finding ${severity}"><h4><b>${WORDS[severity]}</b> <code>${check}</code>${
    place === '' ? undefined : markup`<span class="place">${place}</span>`
  }</h4><p class="sum">${summary}</p>${
    because.length > 0 ? markup`<ul class="why">${because.slice(0, MANY).map(reason)}${more}</ul>` : undefined
  }${remedy === '' ? undefined : markup`<p><b>Fix</b> ${remedy}</p>`}${pasted(finding)}${instead.map(
    ({ text, command: line }) => markup`<p><b>Or</b> ${text}</p>${line === undefined ? undefined : block([line])}`,
  )}${CAUSE.test(check) ? markup`<p class="more">More: <code>${command`promwire explain ${check}`}</code></p>` : undefined}</article>`;
}

/** "Prometheus wants: release=prometheus": what is compared stands under each other. */
function reason(text: string): Markup {
  const part = /^(\S[^:]*:) (.+)$/.exec(text);
  return part ? markup`<li><span>${part[1]}</span> <code>${part[2]}</code></li>` : markup`<li>${text}</li>`;
}

function pasted({ remedy, commands = [], fix }: Finding): Markup | undefined {
  const all = fix?.kind === 'rbac' ? rightsCommands(fix.manifests) : commands;
  const manifests = fix?.kind === 'create' && remedy.endsWith(':') ? toYamlStream(fix.manifests).trimEnd() : undefined;
  const text = [...all, ...(manifests === undefined ? [] : [manifests])];
  return text.length > 0 ? block(text) : undefined;
}

/** Lines with a button that copies them. */
export function block(text: readonly string[]): Markup {
  return markup`<div class="copy"><pre tabindex="0">${lines(text.join('\n'))}</pre><button type="button" class="js">Copy</button></div>`;
}
