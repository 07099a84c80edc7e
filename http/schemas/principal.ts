import { z } from 'zod';
import type { DirectoryFinding, Entry } from '../../domain/directory.ts';
import { kinds } from '../../domain/input.ts';
import { principalTypes, roleNames } from '../../domain/principal.ts';
import type { DirectoryChangeRecord } from '../../store/directory-records.ts';
import { pageOf } from './page.ts';
import { count, instant, principalId, text, type FieldsOf } from './scalars.ts';
import { grant } from './session.ts';

const idForm = /^[a-z0-9][a-z0-9._-]{0,63}$/;
const id = z.string().regex(idForm, 'An id is 1 to 64 of a to z, 0 to 9, point, hyphen and underscore');

/** Roles, owners, kinds of one principal, at most. */
const listMax = 32;

/** What a principal is to be: the whole of it, so that what is left out is gone. */
export const principalBody = z
  .strictObject({
    type: z.enum(principalTypes),
    name: text(80).exactOptional(),
    email: z.email().max(200).toLowerCase().exactOptional(),
    unit: text(64).exactOptional(),
    roles: z
      .array(
        z.strictObject({
          role: z.enum(roleNames),
          kinds: z.array(z.enum(kinds)).min(1).max(kinds.length).exactOptional(),
          ceilingMinor: z.int().min(0).exactOptional(),
        }),
      )
      .max(listMax),
    owners: z.array(id).min(1).max(listMax).exactOptional(),
    onBehalfOf: id.exactOptional(),
    validFrom: z.iso.datetime().exactOptional(),
    validUntil: z.iso.datetime().exactOptional(),
    expectedVersion: count.exactOptional().meta({ description: 'The version that was seen; 0 for a new one.' }),
  })
  .meta({ id: 'PrincipalBody' });

/** Of an address: any spelling of a name that may be known. */
export const ofPrincipal = z.strictObject({ id: z.string().meta({ description: 'Who.', examples: ['maria'] }) });
export const newPrincipalId = z.strictObject({ id: id.meta({ description: 'Who.', examples: ['maria'] }) });

const facts = {
  type: z.enum(principalTypes),
  name: z.string().optional(),
  email: z.string().optional(),
  unit: z.string().optional(),
  roles: z.array(grant),
  owners: z.array(principalId).optional(),
  onBehalfOf: principalId.optional(),
  status: z.enum(['active', 'suspended', 'revoked']),
  validFrom: instant.optional(),
  validUntil: instant.optional(),
} satisfies FieldsOf<Omit<Entry, 'id'>>;

export const principalView = z
  .strictObject({ id: principalId, ...facts, version: count } satisfies FieldsOf<Entry & { version: number }>)
  .meta({ id: 'Principal', description: 'Somebody or something that acts.' });

export const principalPage = pageOf(principalView).meta({ id: 'PrincipalPage' });

const finding = z
  .strictObject({ rule: z.string(), about: z.string(), text: z.string() } satisfies FieldsOf<DirectoryFinding>)
  .meta({ id: 'DirectoryFinding', description: 'A rule of the directory that is broken.' });

export const changeView = z
  .strictObject({
    id: z.string(),
    principalId,
    next: z.strictObject(facts).meta({ description: 'What the principal would be.' }),
    fromVersion: count,
    askedBy: principalId,
    askedAt: instant,
    takesEffectAt: instant.optional().meta({ description: 'By itself, because there was no other admin.' }),
    state: z.enum(['waiting', 'confirmed', 'refused', 'void']),
    why: z.array(z.string()).meta({ description: 'Why it takes two.' }),
    closedBy: principalId.optional(),
    closedAt: instant.optional(),
  } satisfies FieldsOf<Omit<DirectoryChangeRecord, '_id' | 'personId'> & { id: string; principalId: string }>)
  .meta({ id: 'DirectoryChange' });

export const changeList = z.strictObject({ items: z.array(changeView) }).meta({ id: 'DirectoryChangeList' });

/** What came of a change: it is so, or it waits. */
export const changed = z
  .strictObject({ principal: principalView, warnings: z.array(finding) })
  .meta({ id: 'PrincipalChanged' });
export const changeWaits = z
  .strictObject({ change: changeView, warnings: z.array(finding) })
  .meta({ id: 'PrincipalChangeWaits' });

export const changeClosed = z
  .strictObject({ change: changeView, principal: principalView.optional() })
  .meta({ id: 'DirectoryChangeClosed' });
