/** One PanelSpec -> one Grafana panel, without its place and id. */
import type {
  DashboardLink as GrafanaLink,
  DataSourceRef,
  DataTransformerConfig,
  FieldConfig,
  GraphFieldConfig,
  Panel,
  ThresholdsConfig,
  ValueMap,
} from '@grafana/schema';
import {
  BigValueColorMode,
  BigValueGraphMode,
  BigValueJustifyMode,
  BigValueTextMode,
  FieldColorModeId,
  GraphDrawStyle,
  GraphThresholdsStyleMode,
  LegendDisplayMode,
  MappingType,
  SortOrder,
  TableCellDisplayMode,
  TableCellHeight,
  ThresholdsMode,
  TooltipDisplayMode,
  VisibilityMode,
  VizOrientation,
} from '@grafana/schema';
import { pretty } from '../../../lang/promql/pretty.ts';
import type { DashboardLink, Meaning, PanelSpec, TableColumn, ValueMeaning } from '../../../model/index.ts';

/** The dashboard's own variable: no datasource is named in a panel. */
export const PROMETHEUS: DataSourceRef = { type: 'prometheus', uid: '${datasource}' };

/** Okabe and Ito's palette: told apart in the three common kinds of colour blindness. */
const COLOUR: Readonly<Record<Meaning, string>> = {
  good: '#009E73',
  warn: '#E69F00',
  bad: '#D55E00',
  neutral: '#999999',
};

/** A link in Grafana's form. A link to another dashboard keeps the time range and the tab. */
export function linkOf({ title, url }: DashboardLink): GrafanaLink {
  const inside = url.startsWith('/d/');
  return {
    title,
    url,
    type: 'link',
    icon: inside ? 'dashboard' : 'external link',
    tooltip: '',
    tags: [],
    asDropdown: false,
    includeVars: false,
    keepTime: inside,
    targetBlank: !inside,
  };
}

function thresholdsOf(steps: NonNullable<PanelSpec['thresholds']>): ThresholdsConfig {
  return {
    mode: ThresholdsMode.Absolute,
    steps: steps.map((step) => ({ value: step.from, color: COLOUR[step.meaning] })),
  };
}

function mappingsOf(mappings: readonly ValueMeaning[]): ValueMap[] {
  if (mappings.length === 0) return [];
  const options = mappings.map(
    ({ value, text, meaning }, index) => [value, { text, color: COLOUR[meaning], index }] as const,
  );
  return [{ type: MappingType.ValueToText, options: Object.fromEntries(options) }];
}

function defaultsOf(spec: PanelSpec): FieldConfig {
  return {
    unit: spec.unit ?? 'none',
    noValue: spec.noValue ?? 'No data',
    mappings: mappingsOf(spec.mappings ?? []),
    thresholds: thresholdsOf(spec.thresholds ?? [{ from: null, meaning: 'neutral' }]),
    ...(spec.min === undefined ? {} : { min: spec.min }),
    ...(spec.max === undefined ? {} : { max: spec.max }),
    color: { mode: FieldColorModeId.Thresholds },
  };
}

function refId(index: number): string {
  return 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'.charAt(index);
}

function targetsOf(spec: PanelSpec): Record<string, unknown>[] {
  return spec.queries.map((query, index) => ({
    refId: refId(index),
    datasource: PROMETHEUS,
    editorMode: 'code',
    expr: pretty(query.expr, { variables: true }) ?? query.expr,
    legendFormat: query.legend ?? '__auto',
    instant: query.instant ?? false,
    range: !(query.instant ?? false),
    ...(spec.kind === 'table' || spec.kind === 'heatmap' ? { format: spec.kind } : {}),
  }));
}

/** The name Grafana gives a column: a label's own, or `Value`, numbered where several queries are merged. */
function fieldOf(column: TableColumn, spec: PanelSpec): string {
  if ('label' in column.from) return column.from.label;
  return spec.queries.length === 1 ? 'Value' : `Value #${refId(column.from.query)}`;
}

function transformationsOf(spec: PanelSpec): DataTransformerConfig[] {
  const columns = (spec.columns ?? []).map((column) => [fieldOf(column, spec), column.title] as const);
  return [
    { id: 'merge', options: {} },
    { id: 'filterFieldsByName', options: { include: { names: columns.map(([field]) => field) } } },
    {
      id: 'organize',
      options: {
        excludeByName: {},
        indexByName: Object.fromEntries(columns.map(([field], index) => [field, index])),
        renameByName: Object.fromEntries(columns),
      },
    },
  ];
}

function overridesOf(spec: PanelSpec): NonNullable<Panel['fieldConfig']>['overrides'] {
  return (spec.columns ?? []).map((column) => ({
    matcher: { id: 'byName', options: column.title },
    properties: [
      ...(column.unit === undefined ? [] : [{ id: 'unit', value: column.unit }]),
      ...(column.width === undefined ? [] : [{ id: 'custom.width', value: column.width }]),
      ...(column.mappings === undefined
        ? []
        : [
            { id: 'mappings', value: mappingsOf(column.mappings) },
            { id: 'custom.cellOptions', value: { type: TableCellDisplayMode.ColorText } },
          ]),
      ...(column.thresholds === undefined
        ? []
        : [
            { id: 'thresholds', value: thresholdsOf(column.thresholds) },
            { id: 'custom.cellOptions', value: { type: TableCellDisplayMode.ColorText } },
          ]),
      ...(column.link === undefined
        ? []
        : [{ id: 'links', value: [{ title: column.link.title, url: column.link.url }] }]),
    ],
  }));
}

function stat(spec: PanelSpec): Panel {
  return {
    type: 'stat',
    fieldConfig: { defaults: defaultsOf(spec), overrides: [] },
    options: {
      colorMode: BigValueColorMode.Value,
      graphMode: BigValueGraphMode.None,
      justifyMode: BigValueJustifyMode.Auto,
      orientation: VizOrientation.Auto,
      textMode: BigValueTextMode.Auto,
      reduceOptions: { calcs: ['lastNotNull'], fields: '', values: false },
    },
  };
}

function timeseries(spec: PanelSpec): Panel {
  const custom: GraphFieldConfig = {
    drawStyle: GraphDrawStyle.Line,
    lineWidth: 1,
    fillOpacity: 0,
    showPoints: VisibilityMode.Auto,
    spanNulls: false,
    ...(spec.thresholdLines ? { thresholdsStyle: { mode: GraphThresholdsStyleMode.Dashed } } : {}),
  };
  return {
    type: 'timeseries',
    fieldConfig: {
      defaults: { ...defaultsOf(spec), color: { mode: FieldColorModeId.PaletteClassic }, custom: { ...custom } },
      overrides: [],
    },
    options: {
      legend: { displayMode: LegendDisplayMode.Table, placement: 'right', showLegend: true, calcs: ['lastNotNull'] },
      tooltip: { mode: TooltipDisplayMode.Multi, sort: SortOrder.Descending },
    },
  };
}

function stateTimeline(spec: PanelSpec): Panel {
  return {
    type: 'state-timeline',
    fieldConfig: { defaults: { ...defaultsOf(spec), custom: { fillOpacity: 80, lineWidth: 0 } }, overrides: [] },
    options: {
      alignValue: 'left',
      mergeValues: true,
      rowHeight: 0.9,
      showValue: VisibilityMode.Never,
      legend: { displayMode: LegendDisplayMode.List, placement: 'bottom', showLegend: true, calcs: [] },
      tooltip: { mode: TooltipDisplayMode.Single, sort: SortOrder.None },
    },
  };
}

function table(spec: PanelSpec): Panel {
  return {
    type: 'table',
    fieldConfig: {
      defaults: { ...defaultsOf(spec), custom: { align: 'auto', filterable: true } },
      overrides: overridesOf(spec),
    },
    options: {
      cellHeight: TableCellHeight.Sm,
      showHeader: true,
      ...(spec.sortBy === undefined
        ? {}
        : { sortBy: [{ displayName: spec.sortBy.title, desc: spec.sortBy.descending }] }),
    },
    ...(spec.columns === undefined ? {} : { transformations: transformationsOf(spec) }),
  };
}

/** Buckets come as they are counted, and Grafana takes each from the next; `unit` is that of the axis. */
function heatmap(spec: PanelSpec): Panel {
  return {
    type: 'heatmap',
    fieldConfig: { defaults: { noValue: spec.noValue ?? 'No data' }, overrides: [] },
    options: {
      calculate: false,
      cellGap: 1,
      // Dark is few: readable without telling colours apart.
      color: {
        mode: 'scheme',
        scheme: 'Viridis',
        scale: 'exponential',
        exponent: 0.5,
        steps: 64,
        reverse: false,
        fill: '#999999',
      },
      exemplars: { color: '#999999' },
      filterValues: { le: 1e-9 },
      legend: { show: true },
      rowsFrame: { layout: 'auto' },
      showValue: VisibilityMode.Never,
      tooltip: { mode: TooltipDisplayMode.Single, yHistogram: false, showColorScale: false },
      yAxis: { axisPlacement: 'left', reverse: false, unit: spec.unit ?? 'none' },
    },
  };
}

const KINDS: Readonly<Record<PanelSpec['kind'], (spec: PanelSpec) => Panel>> = {
  stat,
  timeseries,
  table,
  'state-timeline': stateTimeline,
  heatmap,
};

/** The panel of a spec; its `id` and `gridPos` are the dashboard's business. */
export function panelOf(spec: PanelSpec): Panel {
  return {
    ...KINDS[spec.kind](spec),
    title: spec.title,
    description: spec.description,
    datasource: PROMETHEUS,
    targets: targetsOf(spec),
    links: (spec.links ?? []).map(linkOf),
  };
}
