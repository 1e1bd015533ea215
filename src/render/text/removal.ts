import { title } from '../../kube/refs.ts';
import type { Ref, Refusal, Removal } from '../../model/index.ts';
import { visible, wrap } from './style.ts';
import type { Style } from './style.ts';

/** What uninstall will do, for a person. */
export function removalText({ remove, restore, left }: Removal, style: Style): string {
  const lines = [
    ...remove.map(({ ref }) => `  ${style.red('-')} ${visible(title(ref))}`),
    ...restore.flatMap(({ ref, labels }) => [
      `  ${style.yellow('~')} ${visible(title(ref))}`,
      ...labels.map(
        ({ key, is, becomes }) =>
          `      metadata.labels.${visible(key)}: ${visible(is ?? '(none)')} → ${visible(becomes ?? '(none)')}`,
      ),
    ]),
    ...left.flatMap(({ ref, why }) => wrap(visible(`${title(ref)} is left: ${why}.`), 100, '    ', '      ')),
  ];
  if (remove.length + restore.length === 0) lines.push('Nothing here was made or changed by promwire.');
  return `${lines.join('\n')}\n`;
}

export function asRefusalText(ref: Ref, refusal: Refusal): string {
  return `${title(ref)}: ${refusal.kind === 'forbidden' ? 'not allowed: ' : ''}${refusal.message}\n`;
}
