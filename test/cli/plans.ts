import { emptyAccount } from '../../domain/customer.ts';
import type { Facts } from '../../domain/facts.ts';
import { makePlan } from '../../domain/make-plan.ts';
import type { Plan } from '../../domain/plan.ts';
import type { CorrectionRequest } from '../../domain/request.ts';
import { presets } from '../../domain/settings.ts';
import { aDocument, booked } from '../support/documents.ts';

const request: CorrectionRequest = {
  requestId: 'r_1',
  kind: 'cancel',
  invoiceId: 'DE100:INV-A',
  reason: { code: 'duplicate' },
  requester: { id: 'maria', type: 'person', email: 'maria@example.com' },
  requesters: ['maria'],
  insiders: [],
  origin: { via: 'api' },
  bodyHash: '',
  receivedAtMs: 0,
};
/** INV-A of the specification, unpaid, under the preset strict. */
export const facts = (over: Partial<Facts> = {}): Facts => ({
  document: booked(aDocument()),
  creditNotes: [],
  corrections: [],
  account: emptyAccount('DE100:B1', 'EUR'),
  today: '2026-01-20',
  settings: presets.strict,
  settingsVersion: 1,
  policyVersion: '1',
  ...over,
});

/** The plan of a correction, asked for by maria; a cancellation unless said otherwise. */
export function planOf(given: Facts, over: Partial<CorrectionRequest> = {}): Plan {
  const plan = makePlan(given, { ...request, ...over });
  if ('blockers' in plan) throw new Error(`blocked: ${JSON.stringify(plan.blockers)}`);
  return plan;
}
