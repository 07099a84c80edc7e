import { z } from 'zod';
import { keyDaysMax, serviceRoles, type NewServiceKey, type ServiceKey } from '../../domain/api-key.ts';
import { pageOf } from './page.ts';
import { instant, principalId, text, type FieldsOf } from './scalars.ts';

/** What a key is to be. Which roles there are is judged by the domain (ROLE_UNKNOWN). */
export const keyBody = z
  .strictObject({
    roles: z
      .array(text(64))
      .min(1)
      .max(serviceRoles.length)
      .meta({ description: `Of ${serviceRoles.join(', ')}.` }),
    expiresAt: z.iso.datetime().exactOptional(),
    expiresInDays: z.int().min(1).max(keyDaysMax).exactOptional(),
    name: text(80).exactOptional(),
  })
  .refine(({ expiresAt, expiresInDays }) => expiresAt === undefined || expiresInDays === undefined, {
    path: ['expiresInDays'],
    message: 'Say expiresAt or expiresInDays, not both',
  })
  .meta({ id: 'KeyBody' });

const facts = {
  keyId: z.string(),
  principalId,
  name: z.string().optional(),
  roles: z.array(z.enum(serviceRoles)),
  state: z.enum(['active', 'expired', 'revoked']),
  createdAt: instant,
  createdBy: principalId,
  expiresAt: instant,
  revokedAt: instant.optional(),
  revokedBy: principalId.optional(),
  lastUsedAt: instant.optional().meta({ description: 'Exact to a minute.' }),
} satisfies FieldsOf<ServiceKey>;

export const serviceKey = z
  .strictObject(facts)
  .meta({ id: 'ServiceKey', description: 'A key of a service, without its secret.' });

export const newKey = z
  .strictObject({
    ...facts,
    key: z.string().meta({ description: 'Shown this once.' }),
  } satisfies FieldsOf<NewServiceKey>)
  .meta({ id: 'NewServiceKey', description: 'A key at its birth.' });

export const keyPage = pageOf(serviceKey).meta({ id: 'ServiceKeyPage' });
