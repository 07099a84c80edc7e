import type { Entry } from './directory.ts';
import type { Role } from './principal.ts';

const person = (id: string, unit: string, ...roles: readonly Role[]): Entry => ({
  id,
  type: 'person',
  email: `${id}@example.com`,
  unit,
  roles: roles.map((role) => ({ role })),
  status: 'active',
});

/**
 * The one sample directory, for the demo, the tests and development sign-in (approvals.md section 1): enough people for every
 * step of the shipped policy, in different units.
 */
export const sampleDirectory: readonly Entry[] = [
  person('maria', 'billing-north', 'requester', 'ar-approver'),
  person('ben', 'billing-south', 'requester', 'ar-approver'),
  person('anna', 'billing-north', 'ar-approver'),
  person('carla', 'finance', 'finance-approver'),
  person('fred', 'treasury', 'finance-approver'),
  person('greta', 'finance', 'finance-approver'),
  person('nora', 'controlling-eu', 'controller'),
  person('paul', 'controlling-us', 'controller'),
  person('ruth', 'controlling-eu', 'controller'),
  person('victor', 'board', 'cfo'),
  person('petra', 'internal-control', 'policy-owner'),
  person('ivan', 'legal', 'policy-owner'),
  person('edith', 'internal-control', 'policy-editor'),
  person('dora', 'it', 'directory-admin'),
  person('david', 'hr', 'directory-admin'),
  person('otto', 'operations', 'operator'),
  person('aude', 'audit', 'auditor'),
  { id: 'billing', type: 'service', roles: [{ role: 'requester' }], status: 'active' },
  { id: 'bank', type: 'service', roles: [{ role: 'operator' }], status: 'active' },
  {
    id: 'assistant',
    type: 'agent',
    roles: [{ role: 'requester' }, { role: 'reader' }],
    owners: ['greta'],
    status: 'active',
  },
];
