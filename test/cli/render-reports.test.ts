import { describe, expect, test } from 'vitest';
import { problemOf, RefusedFor, renderProblem } from '../../client/failure.ts';
import { renderVerification } from '../../client/render/audit.ts';
import { exitOfImport, renderImport, type FileReport } from '../../client/render/import.ts';
import { plainLook } from '../../client/terminal.ts';
import { refusal, Refused } from '../../domain/errors.ts';

describe('an import', () => {
  const clean: FileReport = {
    file: 'a.csv',
    imported: 2,
    unchanged: 0,
    customers: 0,
    refused: [],
    reportedRows: [],
    warnings: [],
  };
  const zero = refusal('DOCUMENT_INVALID', { param: 'unitPrice', detail: 'The price is zero.' });
  const rows = Array.from({ length: 7 }, (_, at) => ({ row: at + 2, number: `N${at}`, refusal: zero }));
  const refused = [
    {
      place: 'Invoice INV-7',
      number: 'INV-7',
      refusal: refusal('TOTALS_MISMATCH', { param: 'TaxInclusiveAmount', detail: 'BR-CO-15.' }),
    },
  ];

  test('lists what is left out, with place, code and what to do, and not without end', () => {
    const files = [
      { ...clean, refused, reportedRows: rows, warnings: [{ place: 'Invoice INV-8', text: 'Not held: Delivery.' }] },
    ];
    expect(renderImport({ files }, plainLook, false)).toMatchInlineSnapshot(`
      "a.csv  2 imported, 1 refused, 7 rows reported, 1 warning
        Invoice INV-7: TOTALS_MISMATCH: The document's own sums do not add up. BR-CO-15.
          Where: TaxInclusiveAmount
          What to do: Correct the document at its source; the rule that fails is named.
        row 2 (N0): DOCUMENT_INVALID: A field of the document is missing or wrong. The price is zero. [unitPrice]
        row 3 (N1): DOCUMENT_INVALID: A field of the document is missing or wrong. The price is zero. [unitPrice]
        row 4 (N2): DOCUMENT_INVALID: A field of the document is missing or wrong. The price is zero. [unitPrice]
        row 5 (N3): DOCUMENT_INVALID: A field of the document is missing or wrong. The price is zero. [unitPrice]
        row 6 (N4): DOCUMENT_INVALID: A field of the document is missing or wrong. The price is zero. [unitPrice]
        … and 2 more; --verbose lists all
        Warning Invoice INV-8: Not held: Delivery."
    `);
    expect(renderImport({ files }, plainLook, true).split('\n')).toHaveLength(12);
  });

  test.each([
    ['everything is good', [clean], 0],
    ['rows are reported beside documents that are good', [{ ...clean, reportedRows: rows }], 0],
    ['the reported rows left nothing', [{ ...clean, imported: 0, reportedRows: rows }], 4],
    ['a document is refused', [clean, { ...clean, refused }], 4],
    ['a document exists with other content', [{ ...clean, refused: [{ refusal: refusal('DOCUMENT_EXISTS') }] }], 5],
    ['a file is malformed', [{ ...clean, refused: [{ refusal: refusal('FILE_MALFORMED') }] }], 2],
  ] as const)('exits as it should when %s', (_sentence, files, exit) => {
    expect(exitOfImport({ files })).toBe(exit);
  });
});

describe('a failure', () => {
  test('is its code, what to do, and all other reasons', () => {
    const error = new RefusedFor([
      refusal('HAS_PAYMENTS', { detail: 'EUR 1.00 is linked.' }),
      refusal('HAS_CREDIT_NOTES', {
        alternatives: [{ kind: 'cancel', documentId: 'S:C 1', text: 'cancel C 1 first' }],
      }),
    ]);
    expect(renderProblem(problemOf(error), plainLook)).toMatchInlineSnapshot(`
      "HAS_PAYMENTS: Money is linked to the invoice and the setting cancel.paid is "forbid". EUR 1.00 is linked.
        What to do: Set cancel.paid to "unlink" (preset juston), or unlink the payments first.
      HAS_CREDIT_NOTES: A credit note of this invoice exists.
        What to do: Cancel an open credit note first; after a settled one credit or update the rest.
        Or: cancel C 1 first: countersign plan cancel 'S:C 1'"
    `);
  });

  test('that nobody foresaw is INTERNAL, a refusal is what it is', () => {
    expect(problemOf(new TypeError('x is not a function'))).toMatchObject({ code: 'INTERNAL', exitCode: 1 });
    expect(problemOf(new Refused('AMOUNT_FORMAT', { param: 'lines[0].price' }))).toMatchObject({
      type: 'urn:countersign:error:AMOUNT_FORMAT',
      param: 'lines[0].price',
      exitCode: 4,
    });
  });

  test('of verification lists what does not fit', () => {
    const found = {
      verified: false, documents: 2, entries: 5, plans: 1, refusal: refusal('CHAIN_BROKEN', { detail: '1 found.' }),
      problems: [{ documentId: 'S:1', text: 'entry 2 was changed' }],
    }; // prettier-ignore
    expect(renderVerification(found, plainLook)).toMatchInlineSnapshot(`
      "CHAIN_BROKEN: The audit chain does not verify. 1 found.
        What to do: Compare with the last export and call the auditors.
        S:1: entry 2 was changed
      Looked at 2 documents, 5 audit entries, 1 plan"
    `);
  });
});
