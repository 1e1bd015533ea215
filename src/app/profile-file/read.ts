/** Reads the file of --profile. */
import { readFileFor } from '../../io/http/address.ts';
import type { ApplicationProfile } from '../../model/index.ts';
import { decodeChecked } from '../checked-file.ts';
import { profileFaults } from './faults.ts';
import { settingsBy } from './settings.ts';
import type { FileSettings } from '../../profiles/generic/file.ts';

/** An application as a file describes it. */
export interface ProfileFile {
  /** Its path as it was given. */
  readonly path: string;
  readonly file: ApplicationProfile;
  readonly settings: FileSettings;
}

const HINT =
  'promwire profile init KIND/NAME prints a file with comments; schemas/ApplicationProfile.json of the package describes every field.';

/** The profile in a file; "-": standard input. Throws PromwireError 'usage' with the places of what is wrong. */
export async function readProfile(path: string): Promise<ProfileFile> {
  const text = readFileFor('--profile', path === '-' ? '/dev/stdin' : path);
  const { applicationProfileSchema: schema } = await import('../../generated/application-profile-schema.ts');
  const { value: file } = await decodeChecked<ApplicationProfile>(text, {
    path,
    given: '--profile ',
    schema,
    faults: profileFaults,
    hint: HINT,
    alone: 'Keep one application in a file.',
  });
  return { path, file, settings: settingsBy(file) };
}
