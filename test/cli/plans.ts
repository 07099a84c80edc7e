import type { Facts } from '../../domain/actions.ts';
import type { Plan } from '../../domain/plan.ts';
import { planCancel } from '../../domain/plan-cancel.ts';
import type { CorrectionRequest } from '../../domain/request.ts';
import { presets } from '../../domain/settings.ts';
import { aDocument, booked } from '../support/documents.ts';

const request: CorrectionRequest = {
  requestId: 'r_1',
  kind: 'cancel',
  invoiceId: 'DE100:INV-A',
  reason: { code: 'duplicate' },
  requester: { id: 'maria', type: 'person', email: 'maria@example.com' },
  insiders: [],
  origin: { via: 'api' },
  bodyHash: '',
  receivedAtMs: 0,
};
/** INV-A of the specification, unpaid, under the preset strict. */
export const facts = (over: Partial<Facts> = {}): Facts => ({
  document: booked(aDocument()),
  creditNotes: [],
  settings: presets.strict,
  settingsVersion: 1,
  ...over,
});

/** The plan of its cancellation, asked for by maria. */
export function planOf(given: Facts): Plan {
  const plan = planCancel(given, request);
  if ('blockers' in plan) throw new Error('blocked');
  return plan;
}
