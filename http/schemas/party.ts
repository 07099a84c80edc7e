import { z } from 'zod';
import type { Address, Delivery, Party } from '../../domain/document.ts';
import type { FieldsOf } from './scalars.ts';

const word = z.string().optional();

const address = z
  .strictObject({
    lines: z.array(z.string()).optional(),
    city: word,
    postalCode: word,
    region: word,
    country: word,
  } satisfies FieldsOf<Address>)
  .meta({ id: 'Address' });

export const party = z
  .strictObject({
    id: z.string(),
    name: word,
    vatId: word,
    legalId: word,
    partyId: word,
    endpoint: z.strictObject({ scheme: z.string(), id: z.string() }).optional(),
    email: word,
    contact: z.strictObject({ name: word, phone: word }).optional(),
    address: address.optional(),
  } satisfies FieldsOf<Party>)
  .meta({ id: 'Party', description: 'A seller or buyer.' });

export const delivery = z.strictObject({ name: word, address: address.optional() } satisfies FieldsOf<Delivery>);
