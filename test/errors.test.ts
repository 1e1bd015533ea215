import { describe, expect, it } from '@jest/globals';
import { PromwireError } from '../src/errors.ts';

describe('an error that ends a command', () => {
  it.each([
    ['no profile is called x', 'no profile is called x'],
    ['The API server could not be reached.', 'The API server could not be reached'],
    ['it waits for more...', 'it waits for more...'],
    ['webhook said: no. Not now.', 'webhook said: no. Not now'],
  ])('has a message without a full stop: %s', (given, message) => {
    expect(new PromwireError('failed', given, '').message).toBe(message);
  });
});
