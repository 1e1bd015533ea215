/** A profile of any application, made from what it exposes. */
import { shipped } from '../../lang/holes/template.ts';
import type {
  AlertingRule,
  Detection,
  Family,
  Profile,
  ProfileVariant,
  RuleGroup,
  RuleSetting,
  Scrape,
} from '../../model/index.ts';
import { ofApplication, type Application } from './alert.ts';
import { familyAlerts } from './alerts-families.ts';
import { ABSENCE, targetAlerts, windowOf } from './alerts-targets.ts';
import { dashboardOf } from './dashboard.ts';
import { isBirthOf } from './family.ts';
import { camelCase, isAskable, series } from './query.ts';
import { requestsOf } from './requests.ts';
import { ALL, type Times } from './settings.ts';
import { isRuntime } from './signals.ts';

export type { Application } from './alert.ts';

export interface ProfileOptions extends Partial<Times> {
  /** What marks its pods. */
  readonly detect?: readonly Detection[];
}

/** A profile whose settings are still open in its texts. */
export interface OpenProfile {
  readonly variant: Omit<ProfileVariant, 'template'>;
  readonly settings: readonly RuleSetting[];
  readonly metricPrefixes: readonly string[];
}

/**
 * Alerts and a dashboard out of the families of metrics that an application exposes: alerts only on what needs no number
 * that nobody gave, everything else is a panel.
 */
export function profileFrom(
  application: Application,
  scrape: Scrape,
  families: readonly Family[],
  options: ProfileOptions = {},
): Profile {
  return closed(application, openProfile(application, scrape, families, options));
}

/** The profile of an application, its texts filled with the settings as they are. */
export function closed({ id, title, namespace }: Application, open: OpenProfile): Profile {
  const { variant, settings, metricPrefixes } = open;
  return {
    id,
    title,
    namespace,
    metricPrefixes,
    kinds: [],
    reads: [],
    environment: [],
    settings,
    variants: [shipped(variant, settings)],
  };
}

/** The same before the settings are filled in. */
export function openProfile(
  application: Application,
  scrape: Scrape,
  families: readonly Family[],
  { scale = 1, detect = [] }: ProfileOptions = {},
): OpenProfile {
  const askable = families.filter(({ name }) => isAskable(name));
  const byName = new Map(askable.map((family) => [family.name, family]));
  const unique = [...byName.values()].filter((family) => !isBirthOf(family, byName));
  const known = requestsOf(byName);
  const groups: readonly RuleGroup[] = [
    { name: `${application.id}-targets`, rules: targetAlerts(application, scrape, { scale }) },
    {
      name: `${application.id}-metrics`,
      rules: familyAlerts(application, byName, known, { scale, window: windowOf(300, scrape) }),
    },
  ].filter(({ rules }) => rules.length > 0);
  const alerts = groups.flatMap(({ rules }) => rules as readonly AlertingRule[]);
  const used = JSON.stringify(alerts);
  return {
    metricPrefixes: prefixesOf(unique),
    settings: ALL.filter(({ name }) => used.includes(`<%${name}`)),
    variant: {
      id: 'generic',
      title: application.title,
      detect,
      scrape,
      rules: groups,
      absenceAlerts: [absenceAlert(application)],
      dashboards: [
        dashboardOf(
          application,
          unique,
          known,
          alerts.map(({ alert }) => alert),
        ),
      ],
      expectations: [
        { kind: 'target-up' },
        { kind: 'rule-loaded' },
        { kind: 'series-present', query: series('scrape_samples_scraped', ofApplication(application)) },
        { kind: 'dashboard-present' },
      ],
    },
  };
}

/** The alert that is false in a Prometheus that scrapes nothing of it. */
export const absenceAlert = ({ id }: Pick<Application, 'id'>): string => `${camelCase(id)}${ABSENCE}`;

/** The beginnings that tell the application's own metrics; those of client libraries are everybody's. */
function prefixesOf(families: readonly Family[]): readonly string[] {
  const first = families
    .filter((family) => !isRuntime(family))
    .map(({ name }) => /^[A-Za-z0-9]+_/.exec(name)?.[0] ?? '');
  return [...new Set(first)].filter((prefix) => prefix !== '' && !COMMON.includes(prefix)).toSorted();
}

const COMMON: readonly string[] = ['http_', 'grpc_', 'rpc_', 'rest_', 'workqueue_', 'controller_'];
