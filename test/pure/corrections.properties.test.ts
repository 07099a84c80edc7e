import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { actionsFor } from '../../domain/actions.ts';
import { balanceOf, paidMinor } from '../../domain/balance.ts';
import { accounts, imbalance } from '../../domain/journal.ts';
import { adjustmentMinor, groupsLeft } from '../../domain/left.ts';
import { sumMinor } from '../../domain/money.ts';
import { planText, readPlan } from '../../domain/plan.ts';
import { presets } from '../../domain/settings.ts';
import { lineNet, whyNotAddUp } from '../../domain/totals.ts';
import { aRequest } from '../support/documents.ts';
import { correct, factsIn, type Books } from './books.ts';
import { debitsOf } from './notation.ts';
import { aThrow, booksOf, invoiceSituation, play, someSettings } from './random-correction.ts';
import { seeded } from './seed.ts';

const property = seeded('corrections', Number(process.env['COUNTERSIGN_RUNS'] ?? 300));

/** What holds of the books whatever was done (spec/domain.md section 7). */
function expectSound(books: Books): void {
  const { journal } = books;
  const documents = [...books.documents.values()];
  const ledger = debitsOf(journal);
  for (const entry of journal) expect(imbalance(entry)).toBe(0);
  for (const document of documents) {
    const { id, balanceMinor, rows, status } = document;
    expect(balanceOf(rows)).toBe(balanceMinor);
    expect([id, ledger[`1200[${id}]`] ?? 0]).toEqual([id, balanceMinor]);
    if (status === 'canceled' || status === 'settled' || status === 'paid') expect([status, balanceMinor]).toEqual([status, 0]);
    expect([id, whyNotAddUp(document)]).toEqual([id, undefined]);
    for (const line of document.lines) if (document.type !== 'standard') expect(lineNet(line, document.currency)).toBe(line.netMinor);
  }
  for (const plan of books.plans.values()) expect(readPlan(planText(plan))).toStrictEqual(plan); // plan shown = plan applied
  const customers = [...books.accounts.values()];
  const sum = (of: 'creditMinor' | 'freeMinor' | 'payableMinor') => sumMinor(customers.map((account) => account[of]));
  for (const account of customers) expect(Math.min(account.creditMinor, account.freeMinor, account.payableMinor)).toBeGreaterThanOrEqual(0);
  expect([sum('creditMinor'), sum('freeMinor'), sum('payableMinor')]).toEqual(
    [accounts.customerCredit, accounts.unapplied, accounts.refundsPayable].map((account) => -(ledger[account] ?? 0) || 0),
  );
  const waiting = documents
    .filter(({ class: of, status }) => of === 'invoice' && status !== 'canceled')
    .flatMap(({ lines }) => lines.flatMap(({ recognition = [] }) => recognition.filter((part) => !part.booked)));
  expect(['deferred', -(ledger[accounts.deferred] ?? 0) || 0]).toEqual(['deferred', sumMinor(waiting.map((part) => part.amountMinor))]);
  for (const document of documents) if (document.class === 'invoice' && document.status !== 'canceled') expectWithinCaps(books, document.id);
} // prettier-ignore

function expectWithinCaps(books: Books, id: string): void {
  const { document, creditNotes } = factsIn(books, id);
  const credited = -sumMinor(creditNotes.map((note) => note.totals.grossMinor)) + adjustmentMinor(document);
  expect(credited).toBeLessThanOrEqual(Math.max(document.totals.grossMinor, 0));
  const refunded = sumMinor(creditNotes.flatMap(({ rows }) => rows.filter(({ kind }) => kind === 'disposition_refund').map(({ amountMinor }) => amountMinor))); // prettier-ignore
  expect(refunded).toBeLessThanOrEqual(Math.max(paidMinor(document.rows), 0));
  const below = document.lines.some((line) => line.netMinor < 0) || document.allowancesCharges.length > 0;
  if (below) return; // of mixed signs, what is left of a group may be more than the group was
  for (const [index, left] of groupsLeft(document, creditNotes).entries()) {
    const group = document.taxGroups[index];
    expect(Math.min(left.netMinor, left.taxMinor)).toBeGreaterThanOrEqual(0);
    const moved = creditNotes.some((note) => note.taxGroups.some((one) => one.baseMinor > 0)); // another rate for a line
    if (moved) continue;
    expect(left.netMinor).toBeLessThanOrEqual(group?.baseMinor ?? 0);
    expect(left.taxMinor).toBeLessThanOrEqual(group?.taxMinor ?? 0);
  }
}

describe('whatever is asked in whatever order (spec section 7)', () => {
  test('the books stay sound, and much of it is applied', () => {
    let applied = 0;
    const seen = new Set<string>();
    fc.assert(
      fc.property(invoiceSituation, someSettings, fc.array(aThrow, { minLength: 1, maxLength: 6 }), (given, settings, dice) => {
        const books = booksOf(given, settings);
        for (const [index, one] of dice.entries()) {
          if (!play(books, one, index)) continue;
          applied += 1;
          seen.add(one.kind);
          expectSound(books);
        }
      }),
      property,
    ); // prettier-ignore
    expect(applied).toBeGreaterThan(property.numRuns / 2);
    expect(seen.size).toBeGreaterThanOrEqual(5);
  });

  test('what the list of actions offers is possible, what it does not offer is refused with its codes', () => {
    fc.assert(
      fc.property(invoiceSituation, someSettings, fc.array(aThrow, { maxLength: 4 }), (given, settings, dice) => {
        const books = booksOf(given, settings);
        for (const [index, one] of dice.entries()) play(books, one, index);
        for (const { id } of books.documents.values())
          for (const { kind, scope, available, blockers, maxMinor } of actionsFor(factsIn(books, id))) {
            if (kind === 'update' || kind === 'discount') continue;
            const answer = correct({ ...books, documents: new Map(books.documents), accounts: new Map(books.accounts), journal: [] }, aRequest(id, { key: 'try', kind }));
            const codes = 'requestId' in answer ? [] : answer;
            expect([id, kind, scope, codes]).toEqual([id, kind, scope, available ? [] : blockers.map(({ code }) => code)]);
            expect(maxMinor ?? 1).toBeGreaterThan(0);
          }
      }),
      property,
    ); // prettier-ignore
  });

  test('fully credited in any order and split: net and tax of every group are the invoice’s (lago 3956, 4373, 4449, 4553)', () => {
    const shares = fc.array(aThrow, { maxLength: 6 });
    fc.assert(
      fc.property(invoiceSituation, shares, (given, dice) => {
        const { totals } = given.content;
        const paid = { ...given, history: { creditUsedMinor: 0, payments: [{ id: 'p', amountMinor: totals.payableMinor }] } }; 
        const books = booksOf(paid, presets.strict);
        const [id = ''] = [...books.documents.keys()];
        for (const [index, one] of dice.entries()) play(books, { ...one, kind: one.share % 2 === 0 ? 'refund' : 'credit', document: 0 }, index);
        const rest = factsIn(books, id);
        if (groupsLeft(rest.document, rest.creditNotes).some((left) => left.netMinor + left.taxMinor !== 0))
          expect(correct(books, aRequest(id, { key: 'rest', kind: 'credit' }))).toHaveProperty('requestId');
        const { document, creditNotes } = factsIn(books, id);
        expect(groupsLeft(document, creditNotes).map(({ netMinor, taxMinor }) => [netMinor, taxMinor])).toEqual(document.taxGroups.map(() => [0, 0]));
        expect(sumMinor(creditNotes.map((note) => note.totals.grossMinor))).toBe(-totals.grossMinor);
        expectSound(books);
      }),
      property,
    ); // prettier-ignore
  });
});
