/** The value of a chart behind what is told, and the template that makes something of it. */
import type { ChartValue } from '../model/index.ts';

/** " (serviceMonitor.labels.release), by charts/web/templates/monitor.yaml:3", to stand behind the place of the value. */
export function behindText(value: ChartValue | undefined): string {
  if (value === undefined) return '';
  const { path, template } = value;
  return ` (${path}), by ${template.file}:${template.line}`;
}

/** The same as a sentence, where the place stands elsewhere. */
export function behindLines(value: ChartValue | undefined): readonly string[] {
  if (value === undefined) return [];
  const { path, template } = value;
  return [`It is from value ${path}, by ${template.file}:${template.line}.`];
}
