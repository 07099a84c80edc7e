import { describe, expect, test } from 'vitest';
import type { InvoiceDocument } from '../../domain/document.ts';
import type { CorrectionInput, Kind } from '../../domain/input.ts';
import { daysBetween, policyFactsOf, type AboutRequest, type PolicyFacts } from '../../domain/policy-facts.ts';
import { presets, type Settings } from '../../domain/settings.ts';
import { plainFacts } from '../../domain/policy-cases.ts';
import { defaultPolicy } from '../../domain/policy-default.ts';
import { canonical } from '../../domain/canonical.ts';
import { aPaid, openScene } from './scene.ts';
import { planned } from './situations.ts';

const { strict, juston } = presets;
const inPlace: Settings = { ...strict, update: { finalisedFiscal: 'in_place' } };
const closed: Settings = { ...strict, periods: { closedThrough: '2026-01-15' } };

interface Given {
  readonly settings?: Settings;
  readonly history?: object;
  readonly over?: Partial<InvoiceDocument>;
  readonly about?: Partial<AboutRequest>;
}

/** The facts of a correction of INV-A (issued on 2026-01-15, gross 145.69), received on 2026-02-01. */
function factsFor(kind: Kind, input: CorrectionInput = {}, { settings = strict, history = {}, over = {}, about = {} }: Given = {}): PolicyFacts {
  const scene = openScene(settings);
  const document = scene.add('A', {}, history);
  scene.books.documents.set(document.id, { ...document, ...over });
  const facts = scene.facts('A');
  return policyFactsOf(facts, planned(facts, { kind, input }), { requesterType: 'person', receivedOn: '2026-02-01', ...about });
} // prettier-ignore

/** What is true of it. */
const trueOf = (...given: Parameters<typeof factsFor>): readonly string[] =>
  Object.entries(factsFor(...given)).flatMap(([name, value]) => (value === true ? [name] : []));

const address = { lines: ['New street 1'], city: 'Bonn', country: 'DE' };

describe('the facts of a request', () => {
  test('a cancellation of an unpaid invoice: nothing but what it moves', () => {
    expect(factsFor('cancel')).toEqual({ ...plainFacts(defaultPolicy), exposureMinor: 14_569, ageDays: 17 });
  });

  test('are plain JSON: they are stored, and are the same when they come back', () => {
    const facts = factsFor('update', { set: { dueDate: '2026-03-01' } });
    expect(JSON.parse(canonical(facts))).toEqual(facts);
  });

  test('payment goes by money, not by credit that was used', () => {
    expect(factsFor('cancel', {}, { settings: juston, history: aPaid(14_569) }).payment).toBe('paid');
    expect(factsFor('refund', {}, { history: aPaid(100) }).payment).toBe('partially_paid');
    expect(factsFor('cancel', {}, { history: { creditUsedMinor: 14_569 } }).payment).toBe('unpaid');
  });

  test.each<[kind: Kind, input: CorrectionInput, given: Given, facts: readonly string[]]>([
    ['cancel', {}, { settings: juston, history: aPaid(1) }, ['moneyReceived']],
    ['cancel', { payout: true }, { settings: juston, history: aPaid(1) }, ['moneyReceived', 'paysOut']],
    ['refund', {}, { history: aPaid(100) }, ['moneyReceived', 'paysOut']],
    ['credit', { amount: '1.00' }, { history: aPaid(100) }, ['moneyReceived']],
    ['cancel', {}, { settings: closed }, ['closedPeriod']],
    ['update', { set: { notes: ['x'] } }, { settings: closed }, []],
    ['cancel', {}, { settings: { ...strict, periods: { closedThrough: '2026-01-14' } } }, []],
    ['update', { set: { dueDate: '2026-03-01' } }, {}, ['termsChange']],
    ['update', { clear: ['paymentTerms'] }, { over: { paymentTerms: '30 days' } }, ['termsChange']],
    ['update', { set: { paymentTerms: '60 days' }, change: [{ lineId: '1', unitPrice: '30.00' }] }, {}, ['termsChange']],
    ['update', { change: [{ lineId: '1', unitPrice: '30.00' }] }, { over: { dueDate: '2026-02-14' } }, []],
    ['update', { set: { billingAddress: address } }, {}, ['identityChange']],
    ['update', { set: { billingAddress: address } }, { settings: inPlace }, ['identityChange']],
    ['update', { set: { buyer: { name: 'Another' } } }, {}, ['identityChange']],
    ['update', { set: { buyer: { vatId: 'DE9' } } }, { settings: inPlace }, ['identityChange']],
    ['update', { set: { contact: { name: 'Ann' }, email: 'a@b.example' } }, {}, []],
    ['update', { set: { email: 'a@b.example' }, change: [{ lineId: '1', unitPrice: '30.00' }] }, {}, []],
    ['cancel', {}, { settings: { ...strict, cancel: { ...strict.cancel, finalise: 'manual' } } }, ['finaliseManual']],
    ['cancel', {}, { about: { breaker: true, capReached: true, bankMismatch: true, revisedAfterVote: true } }, ['revisedAfterVote', 'bankMismatch', 'breaker', 'capReached']],
  ])('%s %j: %j', (kind, input, given, facts) => {
    expect(new Set(trueOf(kind, input, given))).toEqual(new Set(facts));
  }); // prettier-ignore

  test('what is known of the request goes in as it is', () => {
    const cumulative = [{ key: 'customer', name: 'c', byLevel: [1, 2], requests: ['r_1'] }] as const;
    const about = { requesterType: 'agent', bulkItems: 7, cumulative } as const;
    expect(factsFor('cancel', {}, { about })).toMatchObject(about);
  });

  test('a draft has no age, is unpaid, and no floor is about its head', () => {
    const draft = { status: 'draft', number: '', issueDate: '2020-01-01' } as const;
    const facts = factsFor('update', { set: { dueDate: '2026-03-01', billingAddress: address } }, { settings: closed, over: draft });
    expect(facts).toEqual({ ...plainFacts(defaultPolicy), kind: 'update' });
  }); // prettier-ignore
});

describe('the age of a document', () => {
  test.each<[from: string, to: string, days: number]>([
    ['2026-01-15', '2026-01-15', 0],
    ['2026-01-15', '2026-02-14', 30],
    ['2026-01-15', '2026-02-15', 31],
    ['2024-02-28', '2024-03-01', 2],
    ['2025-12-31', '2026-01-01', 1],
    ['2026-03-28', '2026-03-30', 2],
    ['2026-02-01', '2026-01-15', 0],
  ])('from %s to %s: %d days', (from, to, days) => {
    expect(daysBetween(from, to)).toBe(days);
  });
});
