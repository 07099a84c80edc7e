/** UNCL1001 codes of the CreditNote root (spec/domain.md section 9, EN 16931 BT-3). All others use the Invoice root. */
export const creditNoteCodes: ReadonlySet<string> = new Set(
  '81 83 261 262 296 308 381 396 420 458 502 503 532'.split(' '),
);

export const namespaceOf = (root: string): string => `urn:oasis:names:specification:ubl:schema:xsd:${root}-2`;

/**
 * Written where a document has no payment terms, because a payable amount needs a due date or terms on any document
 * (BR-CO-25), and read as none, so that a document comes back as it went out.
 */
export const noTermsNote = 'No payment terms stated.';

/**
 * Item attributes (BG-32) that say which line of the original a line corrects, and by how much. UBL has a BillingReference on
 * lines too, but nothing for the change, and the published EN 16931 rules take it for the document's own and refuse the file
 * (BR-55, UBL-SR-07). Plain words, because whoever gets the document sees them.
 */
export const correctsAttributes = {
  lineId: 'Corrected line',
  quantityDelta: 'Quantity change',
  priceDelta: 'Price change',
} as const;

/** What a due date on a credit note hangs on: UBL has no DueDate there, and PaymentMeans needs a code (BR-49). */
export const paymentMeansUndefined = '1';
