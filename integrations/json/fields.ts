/** The names of our JSON form (docs/import-json.md). Anything else is UNKNOWN_FIELD. */
export const documentFields = [
  'class',
  'typeCode',
  'number',
  'seller',
  'customer',
  'currency',
  'issueDate',
  'supplyDate',
  'dueDate',
  'terms',
  'orderId',
  'buyerReference',
  'costCenter',
  'delivery',
  'notes',
  'preceding',
  'lines',
  'allowances',
  'charges',
  'taxExemptions',
  'prepaid',
  'rounding',
  'totals',
  'payments',
  'creditUsed',
  'transmittedOn',
] as const;
export type DocumentField = (typeof documentFields)[number];

/** What a document gets when it is finalised, and what happens to it afterwards. */
const givenLater = ['number', 'issueDate', 'payments', 'creditUsed', 'transmittedOn'] as const;
export type DraftField = Exclude<DocumentField, (typeof givenLater)[number]>;
export const draftFields: readonly DraftField[] = documentFields.filter(
  (name): name is DraftField => !givenLater.some((later) => later === name),
);

export const lineFields = [
  'id',
  'description',
  'itemId',
  'quantity',
  'unitCode',
  'unitPrice',
  'baseQuantity',
  'tax',
  'allowances',
  'charges',
  'recognition',
] as const;
export type LineField = (typeof lineFields)[number];

export const partyFields = ['name', 'vatId', 'legalId', 'partyId', 'endpoint', 'email', 'contact', 'address'] as const;
export const contactFields = ['name', 'phone'] as const;
export const deliveryFields = ['name', 'address'] as const;
export const addressFields = ['lines', 'city', 'postalCode', 'region', 'country'] as const;
export const taxFields = ['category', 'rate'] as const;
export const amountFields = ['amount', 'base', 'percent', 'reason', 'reasonCode'] as const;
export const totalsFields = ['lines', 'net', 'tax', 'gross', 'payable'] as const;
