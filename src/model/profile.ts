/** Profiles: what promwire knows of an application. All of it is data, which survives JSON. */
import type { DashboardSpec } from './dashboard.ts';
import type { Labels } from './kube.ts';
import type { RuleGroup } from './rule.ts';
import type { Reads } from './snapshot.ts';

/** What marks an application, or tells its variants apart; world/applications.ts says which counts for what. */
export type Detection =
  /** A CRD that no other variant has. Where it is of one of the profile's `kinds`, a list of that kind proves it too. */
  | { readonly by: 'crd'; readonly name: string }
  /**
   * The application's container: the end of its image's path, which mirrors keep, or its name. `tag`: a pattern of the
   * tags that only this variant has.
   */
  | { readonly by: 'workload'; readonly image: string; readonly container?: string; readonly tag?: string }
  /** A variable that only this variant knows, in the application's container; one of the profile's `environment`. */
  | { readonly by: 'environment'; readonly name: string }
  /** A metric that no other variant exports: tells them apart where there is only a Prometheus to ask. */
  | { readonly by: 'metric'; readonly name: string };

/** One step of a scrape's metric relabelings, in the operator's field names. */
export interface MetricRelabeling {
  readonly action: string;
  readonly sourceLabels?: readonly string[];
  readonly targetLabel?: string;
  readonly regex?: string;
  readonly replacement?: string;
}

/** What to scrape, in terms of the application: never CRDs. */
export interface Scrape {
  readonly name: string;
  /** Labels of the application's Service, the default where no live Service is found. */
  readonly serviceLabels: Labels;
  readonly port: { readonly name: string; readonly number: number };
  readonly path: string;
  /** Of the query, which does not belong in the path. */
  readonly params?: Readonly<Record<string, readonly string[]>>;
  readonly interval: string;
  /** How long Prometheus waits for a page; its own 10 seconds where it is left out. */
  readonly timeout?: string;
  readonly metricRelabelings: readonly MetricRelabeling[];
  /** The application serves it by TLS only; its certificate is not verified. */
  readonly scheme?: 'https';
  /** What an answer is read as that has no Content-Type of metrics; Prometheus 3 refuses it else. */
  readonly fallbackProtocol?: string;
  /** The label `job` of its series, where another port of the application has the usual one. */
  readonly job?: string;
  /** A monitor of another owner stores labels of the page as they are, also those that targets have. */
  readonly honorLabels?: true;
}

/** What must hold once an application is wired in. Queries are instant PromQL. */
export type ProfileExpectation =
  | { readonly kind: 'target-up' }
  | { readonly kind: 'rule-loaded' }
  | { readonly kind: 'series-present'; readonly query: string; readonly pendingUntil?: string }
  | { readonly kind: 'dashboard-present' };

/**
 * Rules and dashboards as they are written: with holes where settings belong, `<%failingFor|duration%>`, also in the place
 * of numbers. lang/holes fills them.
 */
export interface VariantTemplate {
  readonly rules: readonly RuleGroup[];
  readonly dashboards: readonly DashboardSpec[];
}

/**
 * Texts that the application passes on in a label of a metric: nobody bounds them, one may break the page, and it can be
 * told to leave them out.
 */
export interface PassedTexts {
  readonly metric: string;
  readonly label: string;
  /** The label that names where a text comes from. */
  readonly from: string;
  /** Two texts that differ only in what is generated: a scrape that leaves them apart stores a series for each run. */
  readonly examples: readonly [string, string];
  /** Metric relabelings that bound them. */
  readonly bounds: readonly MetricRelabeling[];
  /** What to do where one breaks the page; `NAME` stands for where it comes from. */
  readonly broken: string;
  /** Variables of the application's container that take texts away: all of them where true, or all beyond a length. */
  readonly without?: { readonly all: string; readonly beyond: string; readonly least: number };
  /** What is lost without them: sentences. */
  readonly lost: readonly string[];
}

export interface ProfileVariant {
  readonly id: string;
  readonly title: string;
  readonly detect: readonly Detection[];
  readonly scrape: Scrape;
  readonly texts?: PassedTexts;
  /** As shipped. */
  readonly rules: readonly RuleGroup[];
  /** Names of those alerts that are false in a Prometheus that holds only some of the targets, or none. */
  readonly absenceAlerts?: readonly string[];
  /** The kind of its own objects that it tells apart by name alone, whatever their namespace. */
  readonly keyedByName?: { readonly group: string; readonly kind: string };
  /** As shipped. */
  readonly dashboards: readonly DashboardSpec[];
  /** The same rules and dashboards with the settings left open. */
  readonly template: VariantTemplate;
  readonly expectations: readonly ProfileExpectation[];
  /** Helm values of the application's own chart that fix its monitor. `{release}` style placeholders are label values. */
  readonly chart?: {
    readonly name: string;
    /** Label keys of the chart's own monitor that a value sets. */
    readonly monitorLabels: Readonly<Record<string, string>>;
    /** The value that switches the chart's own monitor off. */
    readonly monitorEnabled: string;
  };
}

/** Something that a person can set in a profile's rules. */
export interface RuleSetting {
  readonly name: string;
  /**
   * duration: as Prometheus writes it. share: between 0 and 1. count: a whole number. factor: a number above 0.
   * names: words separated by commas.
   */
  readonly form: 'duration' | 'share' | 'count' | 'factor' | 'url' | 'names';
  readonly least?: number;
  /** Another setting, which must not be larger. */
  readonly notBelow?: string;
  /** As shipped, as it goes into the holes of the templates: seconds, a number, a text. Absent: off until it is given. */
  readonly value?: number | string;
  /** The same as a person writes it; `off` where there is none. */
  readonly standard: string;
  readonly help: string;
}

/** A kind of the application's own objects. */
export interface OwnKind {
  readonly group: string;
  readonly kind: string;
  /** Where the API has it. Absent: it is read from files only. */
  readonly api?: { readonly versions: readonly string[]; readonly plural: string; readonly namespaced: boolean };
  /**
   * Fields besides the metadata that are kept, by the field above them: `{ spec: ["interval"] }`. They are kept whole, so
   * none may hold a secret.
   */
  readonly fields: Readonly<Record<string, readonly string[]>>;
}

/** Environment variables of a container whose values are kept. They are printed, so none may hold a secret. */
export interface OwnEnvironment {
  /** Part of the container's image, as mirrors keep it, or of its name. */
  readonly image: string;
  readonly names: readonly string[];
}

export interface Profile {
  readonly id: string;
  readonly title: string;
  readonly namespace: string;
  /** How the names of its own metrics begin, with the separator: "shop_". */
  readonly metricPrefixes: readonly string[];
  readonly kinds: readonly OwnKind[];
  /** The lists that are read for it in a cluster, of its own kinds. */
  readonly reads: readonly Reads[];
  readonly environment: readonly OwnEnvironment[];
  readonly variants: readonly ProfileVariant[];
  /** What can be set in its rules. */
  readonly settings: readonly RuleSetting[];
}
