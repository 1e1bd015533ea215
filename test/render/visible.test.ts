import { expect, it } from '@jest/globals';
import { shownButStyle } from '../../src/render/visible.ts';

it('keeps the ends of lines of Windows, which git needs in a patch, and shows any other return', () => {
  expect(shownButStyle('+a: 1\r\n\u001b[31mb\rc\u001b[0m\r\n')).toBe('+a: 1\r\n\u001b[31mb\\u000dc\u001b[0m\r\n');
  expect(shownButStyle('end\r')).toBe('end\\u000d');
});
