/** The applications promwire knows, each as data. */
import type { Profile } from '../model/index.ts';
import { kuberhealthy } from './kuberhealthy/index.ts';

export { kuberhealthyRules } from './kuberhealthy/index.ts';
export { defaultSettings } from './kuberhealthy/settings.ts';

/** Every profile, in the order they are offered. */
export const profiles: readonly Profile[] = [kuberhealthy];
