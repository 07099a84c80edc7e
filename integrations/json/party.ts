import type { Address, Delivery, Party } from '../../domain/document.ts';
import { present, someOf } from '../present.ts';
import { identified } from '../read-document.ts';
import { addressFields, contactFields, deliveryFields, partyFields, type DraftField } from './fields.ts';
import type { JsonObject } from './json-object.ts';

const addressLinesMax = 10;

/** The seller or the customer. Throws DOCUMENT_INVALID when nothing identifies it. */
export function readParty(json: JsonObject<DraftField>, name: 'seller' | 'customer'): Party {
  const party = json.neededObject(name, partyFields);
  const endpoint = party.object('endpoint', ['scheme', 'id']);
  const contact = party.object('contact', contactFields);
  return identified(
    present({
      name: party.text('name'),
      vatId: party.text('vatId'),
      legalId: party.text('legalId'),
      partyId: party.text('partyId'),
      endpoint: endpoint && { scheme: endpoint.needed('scheme'), id: endpoint.needed('id') },
      email: party.text('email'),
      contact: contact && someOf({ name: contact.text('name'), phone: contact.text('phone') }),
      address: readAddress(party),
    }),
    party.path,
  );
}

/** Where the goods went. */
export function readDelivery(json: JsonObject<DraftField>): Delivery | undefined {
  const delivery = json.object('delivery', deliveryFields);
  return delivery && someOf({ name: delivery.text('name'), address: readAddress(delivery) });
}

function readAddress(json: JsonObject<'address'>): Address | undefined {
  const address = json.object('address', addressFields);
  return (
    address &&
    someOf({
      lines: address.texts('lines', addressLinesMax),
      city: address.text('city'),
      postalCode: address.text('postalCode'),
      region: address.text('region'),
      country: address.text('country'),
    })
  );
}
