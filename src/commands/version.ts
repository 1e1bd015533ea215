import process from 'node:process';
import { versionJson, versionText } from '../render/version.ts';
import { defineCommand } from './kit/define-command.ts';
import { printResult } from './kit/output.ts';

/** `promwire version`: what runs here, and the versions of other programs that it is tested against. */
export const version = defineCommand('version', async ({ flags, terminal }) => {
  const runtime = { node: process.versions.node, platform: `${process.platform}-${process.arch}` };
  await printResult(
    terminal,
    flags.output,
    () => versionJson(runtime),
    () => versionText(runtime, terminal.outStyle),
  );
  return ['ok'];
});
