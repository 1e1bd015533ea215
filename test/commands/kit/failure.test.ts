import { describe, expect, it } from '@jest/globals';
import { failure } from '../../../src/commands/kit/failure.ts';
import { PromwireError } from '../../../src/errors.ts';
import { plain } from '../../../src/render/text/style.ts';

describe('an error that ends a command', () => {
  it('is what went wrong and what to do', () => {
    const error = new PromwireError('forbidden', 'not allowed', 'Ask for it.', { cause: new Error('403') });
    expect(failure(error, plain, false)).toEqual({
      text: 'promwire: not allowed\n  Ask for it.\n',
      outcome: 'unknown',
    });
    expect(failure(error, plain, true).text).toBe('promwire: not allowed\n  Ask for it.\n  cause: 403\n');
  });

  it('has a hint of several lines below it', () => {
    const { text } = failure(new PromwireError('failed', 'refused', 'Either so.\nOr so.'), plain, false);
    expect(text).toBe('promwire: refused\n  Either so.\n  Or so.\n');
  });

  it('is a bug where nobody expected it: what to report, and a stack only with -v', () => {
    const error = new TypeError('x is undefined\u001b[2J');
    const { text, outcome } = failure(error, plain, false);
    expect(outcome).toBe('internal');
    expect(text).toContain('promwire: internal error (this is a bug in promwire): x is undefined\\u001b[2J\n');
    expect(text).toContain('promwire --version');
    expect(text).not.toMatch(/^\s+at /m);
    expect(failure(error, plain, true).text).toMatch(/^ {2}at .*failure\.test/m);
  });

  it('is a bug also where no Error was thrown', () => {
    expect(failure('so', plain, true)).toMatchObject({
      outcome: 'internal',
      text: expect.stringContaining('promwire): so'),
    });
  });
});
