import { describe, expect, it } from '@jest/globals';
import { asCalled, calledBy, printsDocument, programOf } from '../../../src/commands/kit/program.ts';
import { parseArguments } from '../../../src/commands/kit/flags.ts';
import { COMMANDS } from '../../../src/commands/kit/table.ts';
import type { CommandName } from '../../../src/commands/kit/table.ts';
import { recorder } from '../terminal.ts';

const PLUGIN = 'kubectl promwire';

describe('the name that promwire goes by', () => {
  it.each([
    ['node', '/usr/lib/node_modules/promwire/dist/cli.js', 'promwire'],
    ['node', '/usr/local/bin/promwire', 'promwire'],
    ['node', '/usr/local/bin/kubectl-promwire', PLUGIN],
    ['node', '/app/node_modules/promwire/dist/kubectl-promwire.js', PLUGIN],
    ['node', String.raw`C:\npm\node_modules\promwire\dist\kubectl-promwire.js`, PLUGIN],
    ['node', 'kubectl-promwire.mjs', PLUGIN],
    ['/home/me/.krew/bin/kubectl-promwire', '/home/me/.krew/store/promwire/v1.0.0/promwire', PLUGIN],
    [String.raw`C:\krew\bin\kubectl-promwire.exe`, '', PLUGIN],
    ['/opt/promwire', '/opt/promwire', 'promwire'],
    ['/opt/my-kubectl-promwire', '', 'promwire'],
    [undefined, undefined, 'promwire'],
  ])('of %s %s is %s', (argv0, script, program) => {
    expect(programOf(argv0, script)).toBe(program);
  });
});

describe('a text for those who call kubectl promwire', () => {
  it.each([
    ['Usage: promwire COMMAND [flags]', 'Usage: kubectl promwire COMMAND [flags]'],
    ['promwire check', 'kubectl promwire check'],
    ['  \u001b[1mpromwire fix\u001b[22m -n shop', '  \u001b[1mkubectl promwire fix\u001b[22m -n shop'],
    ['Run "promwire explain label-mismatch".', 'Run "kubectl promwire explain label-mismatch".'],
    ['(promwire dashboard export)', '(kubectl promwire dashboard export)'],
    ['helm template . | promwire check --from -', 'helm template . | kubectl promwire check --from -'],
    ['See promwire --help.\npromwire --version', 'See kubectl promwire --help.\nkubectl promwire --version'],
  ])('has %j as %j', (text, wanted) => {
    expect(asCalled(text, PLUGIN)).toBe(wanted);
    expect(asCalled(text, 'promwire')).toBe(text);
    expect(asCalled(wanted, PLUGIN)).toBe(wanted);
  });

  it.each([
    'promwire wires applications into Prometheus',
    'promwire: shop: no such file',
    'npx promwire check',
    'what promwire made',
    'shop/promwire check-in',
    'managed-by=promwire setup',
    './promwire check',
  ])('leaves %j as it is', (text) => {
    expect(asCalled(text, PLUGIN)).toBe(text);
  });

  it('leaves room for the longer name on stdout, and reaches stderr and questions', async () => {
    const { terminal, out, err } = recorder();
    const called = calledBy(terminal, PLUGIN);
    expect(called.outStyle.width).toBe(terminal.outStyle.width - 'kubectl '.length);
    called.out('promwire check\n');
    called.err('promwire fix\n');
    expect([out(), err()]).toEqual(['kubectl promwire check\n', 'kubectl promwire fix\n']);
    expect(calledBy(terminal, 'promwire')).toBe(terminal);
    await Promise.resolve();
  });

  it.each<readonly [name: CommandName, argv: readonly string[], document: boolean]>([
    ['check', [], false],
    ['check', ['-o', 'json'], true],
    ['check', ['-o', 'html'], true],
    ['check', ['-o', 'text'], false],
    ['compare', ['-o', 'markdown'], true],
    ['verify', ['-o', 'html'], true],
    ['snapshot', [], true],
    ['snapshot', ['--out', 'x'], false],
    ['generate', [], true],
    ['rbac', ['check'], true],
    ['fix', [], false],
    ['fix', ['--from', '.'], true],
    ['explain', [], false],
  ])('is not what %s %j prints, where that is a document: %j', (name, argv, document) => {
    expect(printsDocument(name, parseArguments(name, argv, COMMANDS[name].flags))).toBe(document);
  });
});
