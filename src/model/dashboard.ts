/** Dashboards in terms of queries and meaning. */

/** A dashboard in terms of queries and meaning; render/dashboard turns it into Grafana's model. */
export interface DashboardSpec {
  readonly uid: string;
  readonly title: string;
  readonly description: string;
  readonly tags: readonly string[];
  readonly variables: readonly DashboardVariable[];
  readonly rows: readonly DashboardRow[];
  readonly links?: readonly DashboardLink[];
}

export interface DashboardVariable {
  readonly name: string;
  readonly label: string;
  /** `label_values(SELECTOR, LABEL)`; its result fills the variable. */
  readonly query: string;
  readonly multi: boolean;
  /** One value is always chosen; else "All" can be, and is at first. */
  readonly required?: true;
  /** Not shown: it matters only where series of several clusters meet. A link may still set it. */
  readonly hidden?: true;
}

/** `url` may use the dashboard's variables; in a table's column also `${__data.fields["title"]}`. */
export interface DashboardLink {
  readonly title: string;
  readonly url: string;
}

export interface DashboardRow {
  readonly title: string;
  readonly panels: readonly PanelSpec[];
  /** Folded together at first: its queries are asked when a reader opens it. */
  readonly collapsed?: true;
}

/** What a colour stands for; the renderer chooses colours that colour-blind readers tell apart. */
export type Meaning = 'good' | 'warn' | 'bad' | 'neutral';

export interface ValueMeaning {
  readonly value: string;
  readonly text: string;
  readonly meaning: Meaning;
}

/** A column of a table: a label, or the value of the query of that index. Columns not named are not shown. */
export interface TableColumn {
  readonly from: { readonly label: string } | { readonly query: number };
  readonly title: string;
  readonly unit?: string;
  readonly width?: number;
  readonly mappings?: readonly ValueMeaning[];
  readonly thresholds?: PanelSpec['thresholds'];
  readonly link?: DashboardLink;
}

export interface PanelSpec {
  readonly title: string;
  readonly description: string;
  /** heatmap: of one query, whose series are the buckets of a histogram by `le`, or native histograms. */
  readonly kind: 'stat' | 'timeseries' | 'table' | 'state-timeline' | 'heatmap';
  readonly queries: readonly { readonly expr: string; readonly legend?: string; readonly instant?: boolean }[];
  /** Grafana unit id: "s", "percentunit", "short". */
  readonly unit?: string;
  /** Width and height in Grafana's 24-column grid. */
  readonly width: number;
  readonly height: number;
  readonly thresholds?: readonly { readonly from: number | null; readonly meaning: Meaning }[];
  /** Graphs only: draw the thresholds as lines. */
  readonly thresholdLines?: true;
  readonly min?: number;
  readonly max?: number;
  readonly mappings?: readonly ValueMeaning[];
  /** Tables only: the rows of all queries are joined on their common labels, sorted by the title of a column. */
  readonly columns?: readonly TableColumn[];
  readonly sortBy?: { readonly title: string; readonly descending: boolean };
  /** Shown where a query has no data. */
  readonly noValue?: string;
  readonly links?: readonly DashboardLink[];
}
