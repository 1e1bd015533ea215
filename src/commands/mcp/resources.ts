/** What the server offers to read: the page of each cause, and the schemas of the files that users write. */
import { causes } from '../../app/explain.ts';

export interface Resource {
  readonly uri: string;
  readonly name: string;
  readonly title: string;
  readonly mimeType: string;
}

const CAUSES = 'promwire://causes/';
const SCHEMAS = 'promwire://schemas/';

export const TEMPLATE = {
  uriTemplate: `${CAUSES}{id}`,
  name: 'cause',
  title: 'The page of a cause, by the check of a finding',
  mimeType: 'text/markdown',
};

const FILES = {
  Config: {
    title: 'JSON Schema of promwire.yaml',
    load: async () => (await import('../../generated/config-schema.ts')).configSchema,
  },
  ApplicationProfile: {
    title: 'JSON Schema of the files of --profile',
    load: async () => (await import('../../generated/application-profile-schema.ts')).applicationProfileSchema,
  },
} as const;

export function resources(): readonly Resource[] {
  return [
    ...causes().map(({ id, title }) => ({ uri: `${CAUSES}${id}`, name: id, title, mimeType: TEMPLATE.mimeType })),
    ...Object.entries(FILES).map(([name, { title }]) => ({
      uri: `${SCHEMAS}${name}.json`,
      name,
      title,
      mimeType: 'application/schema+json',
    })),
  ];
}

/** Its text; undefined: there is no such resource. */
export async function resourceText(uri: string): Promise<string | undefined> {
  if (uri.startsWith(CAUSES)) return causes().find(({ id }) => uri === `${CAUSES}${id}`)?.page;
  const [, file] = Object.entries(FILES).find(([name]) => uri === `${SCHEMAS}${name}.json`) ?? [];
  return file && JSON.stringify(await file.load(), null, 2);
}
