import { settingsFile } from '../app/settings-file.ts';
import { defineCommand } from './kit/define-command.ts';

/** `promwire settings`: a file for --settings in which everything is as shipped, and commented out. */
export const settings = defineCommand('settings', async ({ subject: profile, terminal }) => {
  terminal.out(settingsFile(profile));
  return await Promise.resolve(['ok']);
});
