import { PROVEN } from '../generated/proven.ts';
import type { PrintedVersion, Proven } from '../model/index.ts';
import { VERSION } from '../version.ts';
import { PRINTED } from './report-json.ts';
import { columns } from './text/lines.ts';
import type { Style } from './text/style.ts';

/** What runs promwire. */
interface Runtime {
  readonly node: string;
  readonly platform: string;
}

const BY: Readonly<Record<Proven['by'], string>> = {
  run: 'run in the tests',
  types: 'its CustomResourceDefinitions',
  recorded: 'its recorded answers',
  objects: 'its objects as installed',
  'by-hand': 'asked outside of the tests',
};

/** promwire's version and what it is tested against, for a person. */
export function versionText({ node, platform }: Runtime, { width }: Style): string {
  const rows = PROVEN.map(({ name, versions, by }) => [name, `${versions.join(', ')} (${BY[by]})`] as const);
  return `${[
    `promwire ${VERSION}`,
    `Node ${node}, ${platform}`,
    '',
    'Tested against:',
    ...columns(rows, width, '  '),
  ].join('\n')}\n`;
}

/** The same as one document. */
export function versionJson({ node, platform }: Runtime): PrintedVersion {
  const head = { apiVersion: PRINTED, kind: 'Version', name: 'promwire', version: VERSION } as const;
  return { ...head, node, platform, provenAgainst: PROVEN };
}
