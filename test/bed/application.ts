/** Applications that one lone Prometheus scrapes, with what promwire makes of their pages: rules loaded, dashboards to ask for. */
import { get as getPlain } from 'node:http';
import { get as getSecure } from 'node:https';
import { askDirect } from '../../src/app/ask.ts';
import { withData, type WithData } from '../../src/app/metrics/with-data.ts';
import { directPrometheus } from '../../src/io/prometheus/direct.ts';
import { prometheusOver } from '../../src/io/prometheus/index.ts';
import { readExposition } from '../../src/lang/exposition/index.ts';
import type { DashboardSpec, Family, Profile, Sample } from '../../src/model/index.ts';
import { tunedVariant } from '../../src/plan/tuned-variant.ts';
import { nothingSet } from '../../src/plan/written-settings.ts';
import { profileFrom } from '../../src/profiles/generic/index.ts';
import { asLoaded } from '../rules/as-loaded.ts';
import { startLonePrometheus } from './lone-prometheus.ts';
import { waitFor } from './wait.ts';

export interface ScrapedApplication {
  readonly id: string;
  /** Of each target. */
  readonly urls: readonly string[];
  readonly families: readonly Family[];
  readonly settings?: Readonly<Record<string, string>>;
  /** Fields of the scrape config, such as credentials. */
  readonly more?: object;
}

export interface Watched {
  readonly profile: (id: string) => Profile;
  readonly query: (expr: string) => Promise<readonly Sample[]>;
  /** The dashboard of one, asked. */
  readonly dashboard: (id: string) => Promise<WithData & { readonly whole: DashboardSpec }>;
  /** Names of the alerts that fire, or did within a Prometheus duration, each once. */
  readonly firing: (within?: string) => Promise<readonly string[]>;
  /** Rules that Prometheus could not evaluate, with its error. */
  readonly sick: () => Promise<readonly string[]>;
  readonly stop: () => Promise<void>;
}

/** How often they are scraped, and by what every time of the alerts is divided. */
export interface Pace {
  readonly every: string;
  readonly scale: number;
}

/** A rate needs two. */
const SCRAPES = 4;

/** Reads a page once, as promwire does. */
export async function familiesAt(
  url: string,
  options: { readonly ca?: string; readonly token?: string } = {},
): Promise<readonly Family[]> {
  const text = await new Promise<string>((resolve, reject) => {
    const headers = {
      accept: 'text/plain;version=0.0.4',
      ...(options.token === undefined ? {} : { authorization: `Bearer ${options.token}` }),
    };
    const get = url.startsWith('https:') ? getSecure : getPlain;
    get(url, { headers, ...(options.ca === undefined ? {} : { ca: options.ca }) }, (answer) => {
      const parts: Buffer[] = [];
      answer.on('data', (part: Buffer) => parts.push(part));
      answer.on('end', () => {
        const body = Buffer.concat(parts).toString('utf8');
        if (answer.statusCode === 200) resolve(body);
        else reject(new Error(`${url}: ${answer.statusCode ?? ''} ${body.slice(0, 200)}`));
      });
    }).on('error', reject);
  });
  const { families, broken } = readExposition(text, 'text');
  if (broken) throw new Error(`${url}: line ${broken.line}: ${broken.why}`);
  return families;
}

function profileOf({ id, urls, families }: ScrapedApplication, { every, scale }: Pace): Profile {
  return profileFrom(
    { id, title: `Service ${id}`, namespace: 'shop', job: id },
    {
      name: `promwire-${id}`,
      serviceLabels: { app: id },
      port: { name: 'http', number: 80 },
      path: new URL(urls[0] ?? 'http://nowhere/metrics').pathname,
      interval: every,
      metricRelabelings: [],
    },
    families,
    { scale },
  );
}

function jobOf({ id, urls, more = {} }: ScrapedApplication): object {
  const { protocol, pathname } = new URL(urls[0]!);
  return {
    job_name: id,
    scheme: protocol.slice(0, -1),
    metrics_path: pathname,
    static_configs: urls.map((url, index) => ({
      targets: [new URL(url).host],
      labels: { namespace: 'shop', pod: `${id}-${index}` },
    })),
    ...more,
  };
}

/** An application without a target has its rules loaded all the same. */
export async function watchApplications(
  applications: readonly ScrapedApplication[],
  pace: Pace,
  flags: readonly string[] = [],
): Promise<Watched> {
  const made = new Map(
    applications.map((application) => {
      const profile = profileOf(application, pace);
      const variant = profile.variants[0]!;
      const { settings } = application;
      return [
        application.id,
        {
          profile,
          variant: settings ? tunedVariant(profile, variant, { ...nothingSet, values: settings }) : variant,
        },
      ] as const;
    }),
  );
  const prometheus = await startLonePrometheus({
    every: pace.every,
    flags,
    groups: [...made.values()].flatMap(({ variant }) => asLoaded(variant.rules)),
    scrapes: applications.filter(({ urls }) => urls.length > 0).map(jobOf),
  });
  const direct = directPrometheus({ url: prometheus.url });
  const port = prometheusOver({ name: direct.name }, direct.transport);
  const { signal } = new AbortController();
  const query = async (expr: string): Promise<readonly Sample[]> => {
    const answer = await port.query(expr, signal);
    if (answer.kind === 'unknown') throw new Error(`${expr}: ${answer.detail}`);
    return answer.value;
  };
  const stop = async (): Promise<void> => {
    direct.close();
    await prometheus.stop();
  };
  try {
    await waitFor(async () => Number((await query('min(count_over_time(up[10m]))'))[0]?.value ?? 0) >= SCRAPES, {
      what: `${SCRAPES} scrapes of all`,
      timeoutMs: 60_000,
    });
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    profile: (id) => made.get(id)!.profile,
    query,
    dashboard: async (id) => {
      const whole = made.get(id)!.variant.dashboards[0]!;
      return { whole, ...(await withData(whole, askDirect(direct))) };
    },
    firing: async (within) => {
      const now = 'ALERTS{alertstate="firing"}';
      const active = await query(within === undefined ? now : `last_over_time(${now}[${within}])`);
      return [...new Set(active.map(({ labels }) => labels['alertname'] ?? ''))].toSorted();
    },
    sick: async () => {
      const answer = await port.rules(signal);
      if (answer.kind === 'unknown') throw new Error(answer.detail);
      return answer.value.flatMap(({ rules }) =>
        rules.filter(({ health }) => health !== 'ok').map(({ name, lastError }) => `${name}: ${lastError}`),
      );
    },
    stop,
  };
}
