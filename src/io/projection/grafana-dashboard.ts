/** What is kept of the dashboard in a GrafanaDashboard of grafana-operator. */
import { Buffer } from 'node:buffer';
import { gunzipSync } from 'node:zlib';
import { dashboardFacts } from './dashboard.ts';
import { isRecord, type RawObject } from './scrub.ts';

const LARGEST = 1024 * 1024;

/** Where a dashboard may be that is not in the object itself (grafana-operator v5.24 api/v1beta1/grafanacontent_types.go). */
const ELSEWHERE = ['url', 'grafanaCom', 'jsonnet', 'jsonnetLib'] as const;

/** {keys: {json?, gzipJson?: {dashboard}}, elsewhere?}: facts of the texts in it, as of those in a ConfigMap. */
export function grafanaDashboardFacts(raw: RawObject): Record<string, unknown> {
  if (isRecord(raw['facts'])) return raw['facts'];
  const spec = isRecord(raw['spec']) ? raw['spec'] : {};
  const texts = { json: spec['json'], gzipJson: unzipped(spec['gzipJson']) };
  const keys = Object.entries(texts).flatMap(([key, text]) => {
    if (typeof text !== 'string' || text === '') return [];
    return [[key, { dashboard: dashboardFacts('.json', text) ?? { invalid: true } }] as const];
  });
  const elsewhere = ELSEWHERE.find((field) => Object.hasOwn(spec, field) && spec[field] !== null && spec[field] !== '');
  return { keys: Object.fromEntries(keys), ...(elsewhere === undefined ? {} : { elsewhere }) };
}

/** What is larger than a ConfigMap can hold is not read. */
function unzipped(value: unknown): string | undefined {
  if (typeof value !== 'string' || value === '') return undefined;
  try {
    return gunzipSync(Buffer.from(value, 'base64'), { maxOutputLength: LARGEST }).toString('utf8');
  } catch (error) {
    // No gzip, or too much: the operator would not take it either. The message says nothing more.
    void error;
    return 'not readable';
  }
}
