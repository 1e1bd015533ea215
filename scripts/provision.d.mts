/** Where everything is or will be. */
export interface BedPaths {
  readonly root: string;
  readonly bin: string;
  readonly crds: string;
  readonly grafanaCrds: string;
  readonly tool: string;
}
export interface Probed {
  readonly ok: boolean;
  readonly detail: string;
}
export interface Probe {
  readonly ready: boolean;
  readonly platform: Probed;
  readonly go: Probed;
  /** Absent while the tool that can try it is not built. */
  readonly namespace?: Probed;
  readonly root: string;
}
type Env = Readonly<Record<string, string | undefined>>;
export function bedPaths(env?: Env): BedPaths;
export function binaryPaths(env?: Env): Readonly<Record<string, string>>;
export function isProvisioned(env?: Env): boolean;
export function probeGo(): Probed;
export function provision(env?: Env): Promise<BedPaths>;
export function probe(env?: Env): Probe;
export function probeNamespace(tool: string): Probed;
