/** Strings that one YAML reader or another takes for something else, or that break a naive printer. */
export const NASTY: readonly string[] = [
  ...['y', 'Y', 'yes', 'Yes', 'on', 'ON', 'n', 'No', 'off', 'true', 'tRuE', 'FALSE', 'null', 'Null', '~', ''],
  ...['.inf', '-.inf', '.nan', 'NaN', '010', '0o10', '08', '0x1F', '0b11', '1_000', '_1', '1e3', 'e0', 'E5', '.5'],
  ...['5.', '-.5', '+5', '-0', '1:30', '190:20:30', '2020-01-01', '2001-12-14t21:59:43.10-05:00', '1.2.3', '1,000'],
  ...['=', '<<', '<', '-', '--', '---', '...', '- a', '-a', 'a: b', 'a:', ':a', 'a:b', 'a #b', '#a', 'a#b', '? a'],
  ...['{a}', '[a]', '{{ $labels.x }}', '&a', '*a', '!a', '!!str a', '|', '>', '|-', '%a', '@a', '`a', '"a"', "'a'"],
  ...["it's", '\\', '\\n', 'a\\', ' a', 'a ', ' ', 'a\tb', '\ta', 'a\t', '\t', '\u00a0a', 'a\u00a0', '\u3000'],
  ...['a\n', '\n', '\n\n', 'a\nb', 'a\nb\n', '\na', 'a\n\n', 'a \nb', 'a\n b\n', '  a\nb', 'a\n\tb', 'a\n\nb\n'],
  ...['a\n---\nb', 'a\n...\nb\n', 'a\n#b', 'a\n\n b', 'a\r\nb', 'a\rb', 'a\u0085b', 'a\u2028b', 'a\u2029b'],
  ...['\ufeffa', '\ufffe', '\uffff', '\u0000', '\u0007', '\u001b', '\u007f', 'é', '😀', '日本', '\u200b', '\u202e'],
  ...['30s', '5m', '10Gi', '0s', '1m', '12e4', 'http://x:9090/', '0.0.0.0:9090', 'a{b="c"}', 'a,b', 'x'.repeat(2000)],
  'sum by (y) (rate(x[5m])) > 0',
];
