import type { SettingChange } from '../../model/index.ts';
import { wrap } from './style.ts';
import { visible } from '../visible.ts';
import type { Style } from './style.ts';

/** What is set otherwise in the alerts, one line each: "failingFor: 5m → 10m", "team=platform on 16 alerts". */
export function settingLines(changes: readonly SettingChange[], style: Style): readonly string[] {
  return changes.flatMap((change) => wrap(visible(settingText(change)), style.width, '  ', '      '));
}

function settingText(change: SettingChange): string {
  const { kind, name, was, becomes } = change;
  if (kind !== 'label') return `${name}: ${was ?? ''} → ${becomes ?? ''}`;
  const where = `on ${labelled(change)}`;
  if (becomes === undefined) return `no label ${name} ${where} (it was ${was ?? ''})`;
  return was === undefined ? `${name}=${becomes} ${where}` : `label ${name}: ${was} → ${becomes} ${where}`;
}

/** What is set, in one line: "failingFor=10m, WebSlow=off". */
export function settingsInLine(changes: readonly SettingChange[]): string {
  const texts = changes.map(({ kind, name, becomes, alert }) =>
    kind === 'label' && alert !== undefined ? `${alert} ${name}=${becomes ?? ''}` : `${name}=${becomes ?? ''}`,
  );
  return visible(texts.join(', '));
}

function labelled({ alert, alerts = 0 }: SettingChange): string {
  return alert ?? (alerts === 1 ? '1 alert' : `${alerts} alerts`);
}
