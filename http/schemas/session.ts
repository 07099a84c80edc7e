import { z } from 'zod';
import { roleNames, type Grant, type Principal } from '../../domain/principal.ts';
import { kinds } from '../../domain/input.ts';
import { instant, principalId, text, type FieldsOf } from './scalars.ts';

export const grant = z
  .strictObject({
    role: z.enum(roleNames),
    kinds: z.array(z.enum(kinds)).optional().meta({ description: 'Kinds of correction; all when it is missing.' }),
    ceilingMinor: z.int().min(0).optional().meta({ description: 'Highest exposure that may be signed, inclusive.' }),
  } satisfies FieldsOf<Grant>)
  .meta({ id: 'Grant', description: 'A role as it is given.' });

/** Who is signed in by name alone: development only (approvals.md section 11). */
export const signInBody = z.strictObject({ person: text() }).meta({ id: 'SignInBody' });

const person = z
  .strictObject({
    id: principalId,
    type: z.literal('person'),
    roles: z.array(grant),
    email: z.string().optional(),
    unit: z.string().optional(),
  } satisfies FieldsOf<Omit<Principal, 'owners' | 'onBehalfOf'>>)
  .meta({ id: 'SignedIn' });

const facts = { person, authAt: instant, expiresAt: instant };

export const session = z.strictObject(facts).meta({ id: 'Session', description: 'Who is signed in, and until when.' });

export const newSession = z
  .strictObject({ ...facts, token: z.string().meta({ description: 'Shown this once.' }) })
  .meta({ id: 'NewSession', description: 'A session at its birth.' });

export const sessionEnd = z.strictObject({ ended: z.literal(true) }).meta({ id: 'SessionEnd' });
