import type { Command } from './kit/command.ts';
import type { CommandName } from './kit/table.ts';

/** Every command, imported only when it runs. */
export const LOAD: Readonly<Record<CommandName, () => Promise<Command>>> = {
  check: async () => (await import('./check.ts')).check,
  init: async () => (await import('./init.ts')).init,
  explain: async () => (await import('./explain.ts')).explain,
  compare: async () => (await import('./compare.ts')).compare,
  fix: async () => (await import('./fix.ts')).fix,
  undo: async () => (await import('./undo.ts')).undo,
  setup: async () => (await import('./setup.ts')).setup,
  generate: async () => (await import('./generate.ts')).generate,
  policy: async () => (await import('./policy.ts')).policy,
  diff: async () => (await import('./diff.ts')).diff,
  verify: async () => (await import('./verify.ts')).verify,
  uninstall: async () => (await import('./uninstall.ts')).uninstall,
  'dashboard preview': async () => (await import('./dashboard-preview.ts')).dashboardPreview,
  'dashboard export': async () => (await import('./dashboard-export.ts')).dashboardExport,
  'dashboard import': async () => (await import('./dashboard-import.ts')).dashboardImport,
  'profile init': async () => (await import('./profile-init.ts')).profileInit,
  settings: async () => (await import('./settings.ts')).settings,
  snapshot: async () => (await import('./snapshot.ts')).snapshot,
  rbac: async () => (await import('./rbac.ts')).rbac,
  completion: async () => (await import('./completion.ts')).completion,
  mcp: async () => (await import('./mcp.ts')).mcp,
  demo: async () => (await import('./demo.ts')).demo,
  version: async () => (await import('./version.ts')).version,
};
