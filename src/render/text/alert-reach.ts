import type { AlertReach } from '../../model/index.ts';
import { wrap } from './style.ts';
import { visible } from '../visible.ts';
import type { Style } from './style.ts';
import { INDENT } from './verification.ts';
import { command, inNamespace } from '../../kube/shell.ts';

/** Whom alerts reach, a row for each receiver, for nobody and for what is not known, as rows below what was verified. */
export function alertReachText({ rule, receivers, nowhere, unknown }: AlertReach, style: Style): string {
  const rows: readonly (readonly [mark: string, text: string])[] = [
    ...receivers.map(
      ({ names, integrations, alerts }) =>
        [
          style.green('ok     '),
          `${counted(alerts)} receiver ${names.map((name) => `"${name}"`).join(' or ')}${names.length > 1 ? ', by their labels' : ''} (${integrations.join(', ')})`,
        ] as const,
    ),
    ...(nowhere.alerts === 0
      ? []
      : [[style.yellow('nobody '), `${counted(nowhere.alerts)} nobody: ${nowhere.why.join(' ')}`] as const]),
    ...(unknown.alerts === 0
      ? []
      : [
          [
            style.yellow('unknown'),
            `whom ${unknown.alerts === 1 ? '1 alert reaches' : `${unknown.alerts} alerts reach`} is not known: ${unknown.why.join(' ')}`,
          ] as const,
        ]),
  ];
  const lines = rows.flatMap(([mark, text]) => wrap(visible(`alerts: ${text}`), style.width, `  ${mark}  `, INDENT));
  // A command is copied, so it is never broken.
  const next =
    nowhere.alerts + unknown.alerts === 0
      ? []
      : [`${INDENT}${command`promwire check ${`prometheusrule/${rule.name}`} ${inNamespace(rule.namespace)} -v`}`];
  return [...lines, ...next].map((line) => `${line}\n`).join('');
}

function counted(alerts: number): string {
  return alerts === 1 ? '1 reaches' : `${alerts} reach`;
}
