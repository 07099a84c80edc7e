import type { Address, Party } from '../../domain/document.ts';
import { present } from '../present.ts';
import { identified } from '../read-document.ts';
import { addressFields, partyFields, type DocumentField } from './fields.ts';
import type { JsonObject } from './json-object.ts';

const addressLinesMax = 10;

/** The seller or the customer. Throws DOCUMENT_INVALID when nothing identifies it. */
export function readParty(json: JsonObject<DocumentField>, name: 'seller' | 'customer'): Party {
  const party = json.neededObject(name, partyFields);
  const endpoint = party.object('endpoint', ['scheme', 'id']);
  return identified(
    present({
      name: party.text('name'),
      vatId: party.text('vatId'),
      legalId: party.text('legalId'),
      partyId: party.text('partyId'),
      endpoint: endpoint && { scheme: endpoint.needed('scheme'), id: endpoint.needed('id') },
      email: party.text('email'),
      address: readAddress(party),
    }),
    party.path,
  );
}

function readAddress(party: JsonObject<(typeof partyFields)[number]>): Address | undefined {
  const address = party.object('address', addressFields);
  if (address === undefined) return undefined;
  const read = present({
    lines: address.texts('lines', addressLinesMax),
    city: address.text('city'),
    postalCode: address.text('postalCode'),
    region: address.text('region'),
    country: address.text('country'),
  });
  return Object.keys(read).length === 0 ? undefined : read;
}
