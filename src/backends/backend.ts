import type {
  Binding,
  KubeObject,
  Labels,
  Manifest,
  Monitor,
  Reads,
  RuleGroup,
  Scrape,
  ServiceSelection,
  Stack,
} from '../model/index.ts';
import type { World } from '../world/world.ts';

/** Where an object of ours goes, and what it must carry to be selected. */
export interface Placement {
  readonly name: string;
  readonly namespace: string;
  readonly labels: Labels;
  readonly annotations?: Labels;
}

/** One kind of monitoring stack: speaks its CRDs, knows no application. A new backend is a new entry in the registry. */
export interface Backend {
  readonly id: string;
  readonly reads: readonly Reads[];
  readonly findStacks: (world: World) => readonly Stack[];
  /** undefined: not a monitor of this backend. */
  readonly decodeMonitor: (object: KubeObject) => Monitor | undefined;
  readonly bindingFor: (object: KubeObject, stack: Stack) => Binding | undefined;
  /** A monitor for one Service of an application. */
  readonly renderMonitor: (scrape: Scrape, placement: Placement, service: ServiceSelection) => Manifest;
  readonly renderRules: (groups: readonly RuleGroup[], placement: Placement) => Manifest;
}
