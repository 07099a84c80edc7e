import type { Address, DocumentContent, Party } from '../../domain/document.ts';
import { branch, leaf, type XmlNode } from './xml-text.ts';

/** A seller (BG-4) or buyer (BG-7), in the order of the UBL schema. */
export const partyNodes = (party: Party): readonly XmlNode[] =>
  branch(
    'Party',
    leaf('EndpointID', party.endpoint?.id, schemeOf(party.endpoint?.scheme)),
    branch('PartyIdentification', leaf('ID', party.partyId)),
    addressNodes('PostalAddress', party.address),
    party.vatId === undefined
      ? []
      : branch('PartyTaxScheme', leaf('CompanyID', party.vatId), branch('TaxScheme', leaf('ID', 'VAT'))),
    branch('PartyLegalEntity', leaf('RegistrationName', party.name), leaf('CompanyID', party.legalId)),
    branch(
      'Contact',
      leaf('Name', party.contact?.name),
      leaf('Telephone', party.contact?.phone),
      leaf('ElectronicMail', party.email),
    ),
  );

/** Day of supply (BT-72) and where the goods went (BG-13, BG-15), in the order of the UBL schema. */
export const deliveryNodes = ({ supplyDate, delivery }: DocumentContent): readonly XmlNode[] =>
  branch(
    'Delivery',
    leaf('ActualDeliveryDate', supplyDate),
    branch('DeliveryLocation', addressNodes('Address', delivery?.address)),
    branch('DeliveryParty', branch('PartyName', leaf('Name', delivery?.name))),
  );

const schemeOf = (scheme: string | undefined): Readonly<Record<string, string>> =>
  scheme === undefined || scheme === '' ? {} : { schemeID: scheme };

function addressNodes(name: string, address: Address = {}): readonly XmlNode[] {
  const { lines = [], city, postalCode, region, country } = address;
  const [street, additional, ...others] = lines;
  return branch(
    name,
    leaf('StreetName', street),
    leaf('AdditionalStreetName', additional),
    leaf('CityName', city),
    leaf('PostalZone', postalCode),
    leaf('CountrySubentity', region),
    others.flatMap((line) => branch('AddressLine', leaf('Line', line))),
    // The code list knows two letters; a country given by name (CSV) goes out as the name it is.
    branch('Country', leaf(/^[A-Z]{2}$/.test(country ?? '') ? 'IdentificationCode' : 'Name', country)),
  );
}
