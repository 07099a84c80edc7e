import type { Address, Delivery, Party } from '../../domain/document.ts';
import { Refused } from '../../domain/errors.ts';
import { identified, plainText } from '../read-document.ts';
import { present, someOf } from '../present.ts';
import type { UblElement } from './element.ts';

/**
 * A seller (BG-4) or buyer (BG-7); `path` is the role's element. Throws DOCUMENT_INVALID when it is missing or nothing
 * identifies the party.
 */
export function readParty(root: UblElement, path: string): Party {
  const party = root.get(`${path}/Party`);
  if (party === undefined)
    throw new Refused('DOCUMENT_INVALID', { param: `${path}/Party`, detail: 'The element is missing.' });
  const endpoint = party.get('EndpointID');
  const vat = party.find('PartyTaxScheme', (scheme) => scheme.peek('TaxScheme/ID') === 'VAT');
  vat?.text('TaxScheme/ID');
  // SEPA marks the bank's creditor reference (BT-90), which names no party.
  const own = party.find('PartyIdentification', (one) => one.get('ID')?.parts.attributes.get('schemeID') !== 'SEPA');
  return identified(
    present({
      // BT-27 and BT-44; the trading name only where there is no other.
      name: party.text('PartyLegalEntity/RegistrationName') ?? party.text('PartyName/Name'),
      vatId: vat?.text('CompanyID'),
      legalId: party.text('PartyLegalEntity/CompanyID'),
      partyId: own?.text('ID'),
      endpoint: endpoint && readEndpoint(endpoint),
      email: party.text('Contact/ElectronicMail'),
      contact: someOf({ name: party.text('Contact/Name'), phone: party.text('Contact/Telephone') }),
      address: readAddress(party.get('PostalAddress')),
    }),
    path,
  );
}

/** Where the goods went (BG-13, BG-15); the day is the document's. Of several deliveries the first counts. */
export const readDelivery = (root: UblElement): Delivery | undefined =>
  someOf({
    name: root.text('Delivery/DeliveryParty/PartyName/Name'),
    address: readAddress(root.get('Delivery/DeliveryLocation/Address')),
  });

function readEndpoint(element: UblElement): Party['endpoint'] {
  const id = plainText(element.parts.ownText, element.path);
  return id === undefined ? undefined : { scheme: element.attribute('schemeID') ?? '', id };
}

function readAddress(element: UblElement | undefined): Address | undefined {
  if (element === undefined) return undefined;
  const lines = [
    element.text('StreetName'),
    element.text('AdditionalStreetName'),
    ...element.children('AddressLine').map((line) => line.text('Line')),
  ].filter((line) => line !== undefined);
  return someOf({
    lines: lines.length === 0 ? undefined : lines,
    city: element.text('CityName'),
    postalCode: element.text('PostalZone'),
    region: element.text('CountrySubentity'),
    country: element.text('Country/IdentificationCode') ?? element.text('Country/Name'),
  });
}
