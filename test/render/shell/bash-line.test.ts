import { describe, expect, it } from '@jest/globals';
import { bashReplies, readBashLine } from '../../../src/render/shell/bash-line.ts';

const BREAKS = ' \t\n"\'@><=;|&(:';
const words = (line: string): readonly string[] => readBashLine(line).words;
const reply = (line: string, value: string): readonly string[] =>
  bashReplies([{ value }], readBashLine(line).last, BREAKS);

describe('a line of bash', () => {
  it.each([
    ['promwire ', ['promwire', '']],
    ['promwire  check\t-', ['promwire', 'check', '-']],
    [String.raw`promwire a\ b`, ['promwire', 'a b']],
    [`promwire 'a b' "c d" e'f g'`, ['promwire', 'a b', 'c d', 'ef g']],
    [`promwire 'a b`, ['promwire', 'a b']],
    [String.raw`promwire "a\"b\c`, ['promwire', String.raw`a"b\c`]],
    [`promwire '' x`, ['promwire', '', 'x']],
    ['promwire $(touch x) `id` $HOME ~ *', ['promwire', '$(touch', 'x)', '`id`', '$HOME', '~', '*']],
    ['promwire größe', ['promwire', 'größe']],
    ['promwire a\\', ['promwire', 'a\\']],
  ])('%s is split as bash splits it, and nothing in it is run', (line, expected) => {
    expect(words(line)).toEqual(expected);
  });

  it.each([
    ['promwire ch', 'check', 'check '],
    ['promwire check servicem', 'servicemonitor/', 'servicemonitor/'],
    ['promwire check --context=pr', '--context=prod', 'prod '],
    ['promwire check --context arn:aws:e', 'arn:aws:eks:a', 'eks:a '],
    ['promwire check --context admin@k', 'admin@kube', '@kube '],
    ['promwire check --context ', 'a b$(id)', String.raw`a\ b\$\(id\) `],
    [String.raw`promwire check --context a\ `, 'a b', String.raw`a\ b `],
    [String.raw`promwire check --context a\:`, 'a:b', 'a:b '],
    [`promwire check --context 'it`, `it's`, String.raw`it'\''s`],
    ['promwire check --context "a', 'a $b!', String.raw`a \$b"'!'"`],
    ['promwire check --context="a', '--context=a b', 'a b'],
    ['promwire check --only a,', 'a,b', 'a,b '],
  ])('%s gets the part that bash replaces, as it is typed', (line, value, expected) => {
    expect(reply(line, value)).toEqual([expected]);
  });
});
