import { z } from 'zod';
import { kinds } from '../../domain/input.ts';
import type { DelegationView } from '../../client/directory-api.ts';
import { count, instant, principalId, requestId, text, type FieldsOf } from './scalars.ts';

/** A right that somebody lends: for a time, or for the step of a request that waits now. */
export const delegationBody = z
  .strictObject({
    to: text(64),
    from: z.iso.datetime().exactOptional().meta({ description: 'From when on; from now on when it is missing.' }),
    until: z.iso.datetime().exactOptional().meta({ description: 'Needed unless a request is named.' }),
    kinds: z.array(z.enum(kinds)).min(1).max(kinds.length).exactOptional(),
    ceilingMinor: z.int().min(0).exactOptional().meta({ description: "At most the lender's own." }),
    requestId: text(64).exactOptional(),
  })
  .refine(({ until, requestId: request }) => until !== undefined || request !== undefined, {
    path: ['until'],
    message: 'Say until when, or for which request',
  })
  .meta({ id: 'DelegationBody' });

export const delegationView = z
  .strictObject({
    id: z.string(),
    from: principalId.meta({ description: 'Who lends.' }),
    to: principalId.meta({ description: 'Who may sign for him.' }),
    kinds: z.array(z.enum(kinds)).optional(),
    ceilingMinor: z.int().min(0).optional(),
    requestId: requestId.optional(),
    step: count.optional(),
    fromAt: instant,
    untilAt: instant,
    endedAt: instant.optional(),
    state: z.enum(['in_force', 'to_come', 'ended']),
  } satisfies FieldsOf<DelegationView>)
  .meta({ id: 'Delegation', description: 'A right to sign that somebody lends.' });

export const delegationList = z.strictObject({ items: z.array(delegationView) }).meta({ id: 'DelegationList' });
