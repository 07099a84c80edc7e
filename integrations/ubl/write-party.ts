import type { Address, Party } from '../../domain/document.ts';
import { branch, leaf, type XmlNode } from './xml-text.ts';

/** A seller (BG-4) or buyer (BG-7), in the order of the UBL schema. */
export const partyNodes = (party: Party): readonly XmlNode[] =>
  branch(
    'Party',
    leaf('EndpointID', party.endpoint?.id, schemeOf(party.endpoint?.scheme)),
    branch('PartyIdentification', leaf('ID', party.partyId)),
    party.address === undefined ? [] : addressNodes(party.address),
    party.vatId === undefined
      ? []
      : branch('PartyTaxScheme', leaf('CompanyID', party.vatId), branch('TaxScheme', leaf('ID', 'VAT'))),
    branch('PartyLegalEntity', leaf('RegistrationName', party.name), leaf('CompanyID', party.legalId)),
    branch('Contact', leaf('ElectronicMail', party.email)),
  );

const schemeOf = (scheme: string | undefined): Readonly<Record<string, string>> =>
  scheme === undefined || scheme === '' ? {} : { schemeID: scheme };

function addressNodes({ lines = [], city, postalCode, region, country }: Address): readonly XmlNode[] {
  const [street, additional, ...others] = lines;
  return branch(
    'PostalAddress',
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
