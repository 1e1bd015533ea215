/** Long work in steps, as a generator. io/turns.ts does them so that the process hears signals and timers meanwhile. */

/** All of the steps at once. */
export function atOnce<R>(steps: Iterator<unknown, R>): R {
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}
