// draft.mjs TAG FOLDER NOTES: a draft release on GitHub with all files of a folder, by gh. Run again it replaces the files of
// the draft; a release that is published stays as it is.
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { asScript, Refused } from './version.mjs';

const gh = (args, stdio = 'inherit') => {
  const { status, stdout, error } = spawnSync('gh', args, { encoding: 'utf8', stdio: ['ignore', stdio, stdio] });
  if (error) throw new Refused(`gh is needed: ${error.message}`);
  return { status, stdout };
};

await asScript(() => {
  const [tag, folder, notes] = process.argv.slice(2);
  if (notes === undefined) throw new Refused('Usage: draft.mjs TAG FOLDER NOTES');
  const files = readdirSync(folder)
    .toSorted()
    .map((name) => join(folder, name));
  const there = gh(['release', 'view', tag, '--json', 'isDraft', '--jq', '.isDraft'], 'pipe');
  if (there.status === 0 && there.stdout.trim() !== 'true')
    throw new Refused(`${tag} is released already: a change needs another version.`);
  const kind = tag.includes('-') ? ['--prerelease'] : [];
  const { status } =
    there.status === 0
      ? gh(['release', 'upload', tag, '--clobber', ...files])
      : gh([
          'release',
          'create',
          tag,
          '--draft',
          '--verify-tag',
          '--title',
          tag,
          '--notes-file',
          notes,
          ...kind,
          ...files,
        ]);
  if (status !== 0) throw new Refused(`gh ended with ${status}: ${tag} is not complete.`);
});
