import { parse } from 'yaml';
import type { PathMap } from './mounts.ts';
import { mapPaths } from './mounts.ts';

/** What differs between a Pod and a process of the test bed. */
export interface Adaptation {
  readonly paths: PathMap;
  /** How discovery reaches the API server: with the rights of the Pod's own ServiceAccount. */
  readonly apiServer: { readonly url: string; readonly caFile: string; readonly tokenFile: string };
  /** Scrape and evaluation intervals instead of the configured ones; absent leaves them. */
  readonly interval?: string;
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const records = (value: unknown): readonly Record<string, unknown>[] =>
  Array.isArray(value) ? value.filter(isRecord) : [];

/** Fills in `$(NAME)`; an unknown name stays as it is, as in the arguments of a container. */
export const fillIn = (text: string, env: Readonly<Record<string, string>>): string =>
  text.replaceAll(/\$\((\w+)\)/g, (whole, name: string) => env[name] ?? whole);

const withRealPaths = (value: unknown, paths: PathMap): unknown => {
  if (typeof value === 'string') return mapPaths(value, paths);
  if (Array.isArray(value)) return value.map((item) => withRealPaths(item, paths));
  if (!isRecord(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withRealPaths(item, paths)]));
};

/** Discovery asks "the cluster I run in", which a process outside a Pod has to be told. */
const pointAtApiServer = (value: unknown, { url, caFile, tokenFile }: Adaptation['apiServer']): void => {
  if (Array.isArray(value)) for (const item of value) pointAtApiServer(item, { url, caFile, tokenFile });
  if (!isRecord(value)) return;
  for (const discovery of records(value['kubernetes_sd_configs'])) {
    if (discovery['api_server'] !== undefined) continue;
    discovery['api_server'] = url;
    discovery['authorization'] = { type: 'Bearer', credentials_file: tokenFile };
    discovery['tls_config'] = { ca_file: caFile };
  }
  for (const item of Object.values(value)) pointAtApiServer(item, { url, caFile, tokenFile });
};

const setIntervals = (config: Record<string, unknown>, interval: string): void => {
  const global = isRecord(config['global']) ? config['global'] : {};
  config['global'] = { ...global, scrape_interval: interval, scrape_timeout: interval, evaluation_interval: interval };
  for (const job of records(config['scrape_configs'])) {
    job['scrape_interval'] = interval;
    job['scrape_timeout'] = interval;
  }
};

/** The configuration that the operator generated, as a process of the test bed needs it. JSON, which is YAML. */
export const adaptConfig = (generated: string, adaptation: Adaptation): string => {
  const config: unknown = withRealPaths(parse(generated), adaptation.paths);
  if (!isRecord(config)) throw new Error('the generated configuration is not a mapping');
  pointAtApiServer(config, adaptation.apiServer);
  if (adaptation.interval !== undefined) setIntervals(config, adaptation.interval);
  return JSON.stringify(config, null, 1);
};

/** A rule file with shorter times: `interval` for every group, `hold` instead of each alert's non-zero `for`. */
export const adaptRules = (text: string, times: { readonly interval?: string; readonly hold?: string }): string => {
  const file: unknown = parse(text);
  if (!isRecord(file)) return text;
  for (const group of records(file['groups'])) {
    if (times.interval !== undefined) group['interval'] = times.interval;
    for (const rule of records(group['rules'])) {
      if (times.hold !== undefined && rule['for'] !== undefined) rule['for'] = times.hold;
      if (times.hold !== undefined && rule['keep_firing_for'] !== undefined) rule['keep_firing_for'] = times.hold;
    }
  }
  return JSON.stringify(file, null, 1);
};
