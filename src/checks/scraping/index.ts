import type { Check } from '../check.ts';
import { configNotLoaded } from './config-not-loaded.ts';
import { contentTypeV3 } from './content-type-v3.ts';
import { labelRenamed } from './label-renamed.ts';
import { limitExceeded } from './limit-exceeded.ts';
import { meshRefusesPlainText } from './mesh-refuses-plain-text.ts';
import { networkPolicyBlocks } from './network-policy-blocks.ts';
import { scrapeFailing } from './scrape-failing.ts';
import { shardElsewhere } from './shard-elsewhere.ts';
import { timestampsTooOld } from './timestamps-too-old.ts';

/** Why targets that were found bring no samples; most ask a running Prometheus. */
export const scraping = [
  configNotLoaded,
  contentTypeV3,
  limitExceeded,
  networkPolicyBlocks,
  meshRefusesPlainText,
  scrapeFailing,
  timestampsTooOld,
  labelRenamed,
  shardElsewhere,
] as const satisfies readonly Check[];
