/** The error texts that kuberhealthy passes on; docs/kuberhealthy-texts.md tells what they mean. */
import type { PassedTexts } from '../../model/index.ts';
import { boundedErrorText } from './scrape.ts';

const COMMON = {
  metric: 'kuberhealthy_check',
  label: 'error',
  from: 'check',
  bounds: boundedErrorText(),
  lost: [
    'KuberhealthyCheckCouldNotRun never fires: whether a check that fails has run is known by its text alone.',
    'KuberhealthyCheckFailing says “fails, or could not run”, and alerts and dashboards show no newest error.',
  ],
} as const satisfies Partial<PassedTexts>;

const CHANGE = 'Let check NAME report a text without a backslash at its end, or delete it until then.';

export const textsV2: PassedTexts = {
  ...COMMON,
  examples: [
    "Check execution error: shop/dns: pods 'dns-1790000001' already exists",
    "Check execution error: shop/dns: pods 'dns-1790000301' already exists",
  ],
  broken: CHANGE,
};

export const textsV3: PassedTexts = {
  ...COMMON,
  examples: [
    'check run aad18d74-bea3-466f-88bf-b037e13a69d6 timed out after 8s (started at 2026-11-23T00:55:27Z)',
    'check run 343529de-c6a2-4530-9514-ff8173768cee timed out after 8s (started at 2026-11-23T00:55:47Z)',
  ],
  broken: `${CHANGE} KH_PROM_SUPPRESS_ERROR_LABEL=true in kuberhealthy's environment leaves all texts out.`,
  // cmd/kuberhealthy/config.go of v3.0.13. The longest that the rules read: "failed to create check".
  without: { all: 'KH_PROM_SUPPRESS_ERROR_LABEL', beyond: 'KH_PROM_ERROR_LABEL_MAX_LENGTH', least: 22 },
};
