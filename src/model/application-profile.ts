/** The file of `promwire profile init` and --profile: what setup does for one application, to be read and changed. */
import type { Labels } from './kube.ts';

/**
 * How one application is found and scraped, its alerts, its dashboard, and what must hold once it is wired in. In texts
 * and expressions `<%job%>` and `<%namespace%>` are those of its series, and `<%NAME%>` is the value of a setting.
 */
export interface ApplicationProfile {
  /** The version of this format. */
  readonly apiVersion: 'promwire.dev/v1alpha1';
  /** What this file is. */
  readonly kind: 'ApplicationProfile';
  /** How the application is found. */
  readonly detect: ApplicationDetect;
  /** How its metrics are read. */
  readonly scrape: ApplicationScrape;
  /** What its alerts leave open, by name: `<%NAME%>` in an alert is the value. */
  readonly settings?: Readonly<Record<string, ApplicationSetting>>;
  /** Its alerts. One that names a setting without a value waits for it. */
  readonly alerts?: readonly ApplicationAlert[];
  /** Its dashboard. Absent: none. */
  readonly dashboard?: ApplicationDashboard;
  /** What must hold once it is wired in: setup waits for it, and verify asks for it. Absent: targets, rules and dashboard. */
  readonly expectations?: readonly ApplicationExpectation[];
}

/** The object that leads to its pods: by its name, or by labels that only it has. */
export interface ApplicationDetect {
  /** The namespace where it runs; -n goes before it. */
  readonly namespace?: string;
  /** What kind of object leads to its pods. */
  readonly kind: 'Service' | 'Deployment' | 'StatefulSet' | 'DaemonSet' | 'Pod';
  /** The name of that object. */
  readonly name?: string;
  /** Labels of that object, where its name is not always the same. */
  readonly labels?: Labels;
}

/** The monitor that is made where there is none yet. */
export interface ApplicationScrape {
  /** Name or number of the port with its metrics. */
  readonly port: string | number;
  /** The path of its metrics, without a query; `/metrics` where it is left out. */
  readonly path?: string;
  /** The query behind the path, by name. */
  readonly params?: Readonly<Record<string, readonly string[]>>;
  /** https where it serves its metrics by TLS only; its certificate is not verified. */
  readonly scheme?: 'http' | 'https';
  /** How often its metrics are read: 30s. */
  readonly interval?: string;
  /** How long Prometheus waits for them; its own 10 seconds where it is left out. */
  readonly timeout?: string;
  /** What an answer is read as that has no Content-Type of metrics; Prometheus 3 refuses it else. */
  readonly fallbackProtocol?:
    'PrometheusText0.0.4' | 'PrometheusText1.0.0' | 'OpenMetricsText0.0.1' | 'OpenMetricsText1.0.0';
  /**
   * The label job of its series, for commands that look at no cluster (dashboard export, settings); setup finds it out.
   */
  readonly job?: string;
  /** Steps that change or drop samples before they are stored. */
  readonly metricRelabelings?: readonly ApplicationRelabeling[];
}

/** One step of a relabeling, in the operator's field names. */
export interface ApplicationRelabeling {
  /** What the step does: drop, keep, replace, labeldrop and the others of Prometheus. */
  readonly action: string;
  /** Labels whose values are joined and compared. */
  readonly sourceLabels?: readonly string[];
  /** The label that is written. */
  readonly targetLabel?: string;
  /** What the joined values must match, from end to end. */
  readonly regex?: string;
  /** What is written; $1 is the first group of the regex. */
  readonly replacement?: string;
}

/** Something that alerts leave open. */
export interface ApplicationSetting {
  /**
   * duration: as Prometheus writes it. share: between 0 and 1. count: a whole number. factor: a number above 0.
   * url: an address. names: words separated by commas.
   */
  readonly form: 'duration' | 'share' | 'count' | 'factor' | 'url' | 'names';
  /** Its value, such as 0.05 or 10m. off: the alerts that name it wait until it is given. */
  readonly value?: string | number | boolean;
  /** The smallest value it takes. */
  readonly least?: number;
  /** What it means, in one line. */
  readonly help?: string;
}

/** One alert. */
export interface ApplicationAlert {
  /** Its name, such as WebTargetDown. */
  readonly name: string;
  /** The end of the name of its group of rules; metrics where it is left out. */
  readonly group?: string;
  /** PromQL: while it has a result, the alert is active. */
  readonly expr: string;
  /** How long that must hold before it fires. */
  readonly for?: string;
  /** How long it goes on when that no longer holds. */
  readonly keepFiringFor?: string;
  /** The label severity, by which an Alertmanager routes it: critical, warning, info or a word of yours. */
  readonly severity: string;
  /** Further labels. */
  readonly labels?: Labels;
  /** What is wrong, in one sentence. It may hold Prometheus' templates, such as {{ $labels.pod }}. */
  readonly summary?: string;
  /** What that means, and what to look at. */
  readonly description?: string;
  /** The address of a page about it. */
  readonly runbook?: string;
}

/** A dashboard in rows. */
export interface ApplicationDashboard {
  /** Its uid in Grafana; made of the namespace and the application where it is left out. */
  readonly uid?: string;
  /** Its title. */
  readonly title: string;
  /** What it shows. */
  readonly description?: string;
  /** The choices at its top; a query refers to one by $name. Absent: namespace and pod. */
  readonly variables?: readonly ApplicationVariable[];
  /** Its rows, from the top. */
  readonly rows: readonly ApplicationRow[];
}

/** A choice at the top of a dashboard. */
export interface ApplicationVariable {
  /** How queries call it: $name. */
  readonly name: string;
  /** What a reader sees; the name where it is left out. */
  readonly label?: string;
  /** Where its values come from: `label_values(SELECTOR, LABEL)`. */
  readonly query: string;
}

/** A row of a dashboard. */
export interface ApplicationRow {
  /** Its title. */
  readonly title: string;
  /** Folded together at first: its queries are asked when a reader opens it. */
  readonly collapsed?: boolean;
  /** Its panels, from left to right. */
  readonly panels: readonly ApplicationPanel[];
}

/** A panel of a dashboard. */
export interface ApplicationPanel {
  /** Its title. */
  readonly title: string;
  /** What it shows, and what to look for. */
  readonly description?: string;
  /** How it is drawn. heatmap: one query, whose series are the buckets of a histogram. */
  readonly kind: 'stat' | 'timeseries' | 'table' | 'state-timeline' | 'heatmap';
  /** What it asks; one or more. */
  readonly queries: readonly ApplicationQuery[];
  /** Grafana's unit: s, bytes, percentunit, reqps, short. */
  readonly unit?: string;
  /** Its width: 24 is a whole row; 8 where it is left out. */
  readonly width?: number;
  /** Its height, where 8 is a usual graph; 7 where it is left out. */
  readonly height?: number;
  /** The least value of its axis. */
  readonly min?: number;
  /** The largest value of its axis. */
  readonly max?: number;
  /** From which value on it means what. */
  readonly thresholds?: readonly ApplicationThreshold[];
  /** Words in place of values. */
  readonly mappings?: readonly ApplicationMapping[];
  /** Tables only: the columns, from the left. */
  readonly columns?: readonly ApplicationColumn[];
  /** What it shows where a query has no result. */
  readonly noValue?: string;
}

/** A query of a panel. */
export interface ApplicationQuery {
  /** PromQL; $namespace, $pod and Grafana's own variables may be in it. */
  readonly expr: string;
  /** The name of each line; {{pod}} is the value of a label. */
  readonly legend?: string;
  /** Only the value of now is asked for, not those of a range of time. */
  readonly instant?: boolean;
}

/** What the values from one on mean. */
export interface ApplicationThreshold {
  /** The value from which on it holds; null: from the smallest on. */
  readonly from: number | null;
  /** What it means, which decides the colour. */
  readonly meaning: 'good' | 'warn' | 'bad' | 'neutral';
}

/** A word in place of a value. */
export interface ApplicationMapping {
  /** The value. */
  readonly value: string;
  /** What is shown. */
  readonly text: string;
  /** What it means, which decides the colour. */
  readonly meaning: 'good' | 'warn' | 'bad' | 'neutral';
}

/** A column of a table: the values of a label. */
export interface ApplicationColumn {
  /** The label. */
  readonly label: string;
  /** The heading; the label where it is left out. */
  readonly title?: string;
}

/** Something that must hold once the application is wired in. */
export interface ApplicationExpectation {
  /** targets are up, rules are loaded, a query has a result, the dashboard is there. */
  readonly kind: 'target-up' | 'rule-loaded' | 'series-present' | 'dashboard-present';
  /** With series-present: PromQL that must have a result. */
  readonly query?: string;
}
