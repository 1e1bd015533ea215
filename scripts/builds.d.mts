/** Where everything is or will be. */
export interface BedPaths {
  readonly root: string;
  readonly crds: string;
  readonly grafanaCrds: string;
  readonly tool: string;
  readonly etcdImage: string;
}
/** An entry of test/bed/pins.json. */
export interface Pin {
  readonly name: string;
  readonly source?: string;
  readonly module?: string;
  readonly version?: string;
}
type Env = Readonly<Record<string, string | undefined>>;
export function bedPaths(env?: Env): BedPaths;
export function binaryPaths(env?: Env): Readonly<Record<string, string>>;
export function copiedFolder(build: string, copy: string, env?: Env): string;
export function isProvisioned(env?: Env): boolean;
export function folderName(pin: Pin): string;
