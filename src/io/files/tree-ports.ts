/** How a tree of files is read. Functions reject with Node's errors (`code` ENOENT …). */

export interface Entry {
  readonly name: string;
  readonly folder: boolean;
  /** A link to a folder that holds it. */
  readonly circle?: true;
  /** Of a link to a file: where it leads. */
  readonly target?: string;
}

export interface TreePorts {
  readonly isFolder: (path: string) => Promise<boolean>;
  readonly list: (path: string) => Promise<readonly Entry[]>;
  readonly read: (path: string) => Promise<Uint8Array>;
  /** One name for each folder, whichever links lead there; absent: its path. */
  readonly identity?: (folder: string) => Promise<string>;
}
