import { currentStep, eligibleRoles, type Ended, type Gate } from './gate.ts';
import { escalatesAtMs } from './gate-clock.ts';

/** Who can be asked to sign the step that is open: everybody whom its rules may take has one of these roles. */
export interface Signers {
  readonly roles: readonly string[];
  /** Roles that may sign, too, from a moment on: the step's escalation. */
  readonly later?: { readonly roles: readonly string[]; readonly fromMs: number };
}

/** Nobody while there is no step to sign. */
export function signersOf(gate: Gate<Ended>): Signers {
  if (gate.state !== 'open') return { roles: [] };
  const roles = eligibleRoles(gate);
  const above = currentStep(gate).escalateTo.filter((role) => !roles.includes(role));
  const fromMs = escalatesAtMs(gate);
  return { roles, ...(above.length > 0 && Number.isFinite(fromMs) ? { later: { roles: above, fromMs } } : {}) };
}
