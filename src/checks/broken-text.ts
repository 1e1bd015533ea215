import type { Wire } from '../model/index.ts';
import { appBehind } from '../world/applications.ts';
import type { App } from '../world/applications.ts';

/** The label of the line at fault, as Go quotes the line in "… while parsing: …". */
const labelIn = (lastError: string, label: string): string | undefined =>
  new RegExp(String.raw`[{,]${label}=\\"([^"\\]+)\\"`).exec(lastError)?.[1];

/**
 * Where a page breaks off at a text that an application passes on: what says so, and what fixes it. Undefined where the
 * wires lead to no such application. `says` is absent where the error names no line.
 */
export function brokenText(
  lastError: string,
  wires: readonly Wire[],
  apps: readonly App[],
): { readonly says?: string; readonly remedy: string } | undefined {
  const app = appBehind(wires, apps);
  const texts = app?.texts;
  if (!app || !texts) return undefined;
  const from = labelIn(lastError, texts.from);
  const remedy = texts.broken.replace('NAME', from ?? 'at fault');
  if (from === undefined) return { remedy };
  const says = `The page breaks off at the ${texts.label} text of ${texts.from} ${from}: ${app.title} passes it on as it is, and no pod can be read.`;
  return { says, remedy };
}
