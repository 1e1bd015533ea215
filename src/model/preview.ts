/** What the panels of a dashboard show now. */
import type { Unanswered } from './running.ts';
import type { Meaning, PanelSpec } from './dashboard.ts';

export interface ShownValue {
  /** As the exporter's or Prometheus' text has it. */
  readonly value: string;
  readonly text: string;
  readonly meaning?: Meaning;
}

/** A panel's content. A cell is null where its row has no such value. */
export type PanelContent =
  | { readonly shows: 'values'; readonly values: readonly (ShownValue & { readonly name: string })[] }
  | {
      readonly shows: 'rows';
      readonly columns: readonly string[];
      readonly rows: readonly (readonly (ShownValue | null)[])[];
    }
  | { readonly shows: 'nothing'; readonly text: string }
  | ({ readonly shows: 'unknown' } & Pick<Unanswered, 'detail' | 'next' | 'server'>);

export interface PanelNow {
  readonly title: string;
  readonly kind: PanelSpec['kind'];
  readonly content: PanelContent;
}

export interface DashboardNow {
  readonly uid: string;
  readonly title: string;
  /** What each variable is at; "All" where nothing was chosen. Hidden ones are left out. */
  readonly variables: Readonly<Record<string, string>>;
  /** How old the values are, and why, where the application is scraped no more. */
  readonly outdated?: string;
  readonly rows: readonly { readonly title: string; readonly panels: readonly PanelNow[] }[];
}
