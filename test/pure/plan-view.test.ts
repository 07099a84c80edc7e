import { describe, expect, test } from 'vitest';
import { formatsOf } from '../../http/console/formats.ts';
import { lineChanges } from '../../http/pages/plan-lines.tsx';
import { PlanView, type PlanProps } from '../../http/pages/plan-view.tsx';
import { planChanges } from '../../domain/field-changes.ts';
import { facts, planOf } from '../cli/plans.ts';
import { aDocument, booked } from '../support/documents.ts';

const formats = formatsOf({ locale: 'en-GB', zone: 'UTC' });
/** A page as it reads, cell by cell. */
const read = (props: Omit<PlanProps, 'formats'>): string =>
  String(PlanView({ ...props, formats }) as unknown as string) // an element writes itself
    .replaceAll(/<(caption|thead)[\s\S]*?<\/\1>/g, '')
    .replaceAll(/<\/(td|th)>/g, ' | ')
    .replaceAll(/<\/(tr|p|h3|li|caption)>/g, '\n')
    .replaceAll(/<(?!\/?(?:ins|del)\b)[^>]*>/g, '')
    .replaceAll(/[ \t]+/g, ' ');

const paid = facts({ document: booked(aDocument(), { payments: [{ id: 'p1', amountMinor: 14_569 }] }) });
const open = facts({ document: booked(aDocument({ number: 'INV-A' })) });

describe('a plan as people read it (approvals.md section 9)', () => {
  test('a cancellation: from what to what, and that nothing is left together', () => {
    const text = read({ plan: planOf(open, { kind: 'cancel' }), before: open.document });
    for (const row of [
      'INV-A | from <del>open</del> to <ins>canceled</ins> | from <del>145.69</del> to <ins>0.00</ins> | ',
      'new cancellation (credit) | <ins>settled</ins> | <ins>0.00</ins> | ',
      'Net | 124.94 | -124.94 | 0.00 | ',
      'Tax S 19 % | 19.00 | -19.00 | 0.00 | ',
      'Tax S 7 % | 1.75 | -1.75 | 0.00 | ',
      'Gross | 145.69 | -145.69 | 0.00 | ',
      'reversal EUR | 4000 revenue | 124.94 | | ',
    ])
      expect(text).toContain(row);
  });

  test('a refund by lines: what is paid out, and what stays', () => {
    const plan = planOf(paid, { kind: 'refund', input: { lines: [{ lineId: '1', quantity: '1' }] } });
    const text = read({ plan, before: paid.document });
    expect(text).toContain('EUR 39.66 is paid out to the customer');
    expect(text).toContain('Gross | 145.69 | -39.66 | 106.03 | ');
  });

  test('a discount: net and tax by its split, without a document', () => {
    const part = facts({ document: booked(aDocument(), { payments: [{ id: 'p1', amountMinor: 10_000 }] }) });
    const text = read({ plan: planOf(part, { kind: 'discount', input: { amount: '10.00' } }), before: part.document });
    expect(text).toContain('Gross | 145.69 | -10.00 | 135.69 | ');
  });

  test('another price: the line that changes, marked and named, and no other', () => {
    const plan = planOf(open, { kind: 'update', input: { change: [{ lineId: '1', unitPrice: '30.00' }] } });
    const text = read({ plan, before: open.document });
    expect(text).toContain('1 | changed | item 1 | 3 | from <del>33.33</del> to <ins>30.00</ins> | S 19 % | from <del>99.99</del> to <ins>90.00</ins> | ');
    expect(text).not.toContain('2 | changed');
    expect(text).toMatch(/Gross \| 145\.69 \| -\d+\.\d+ \| \d+\.\d+ \| /);
  }); // prettier-ignore

  test('without the document the new side alone is told', () => {
    const plan = planOf(open, { kind: 'update', input: { set: { notes: ['New'] } } });
    expect(read({ plan })).toContain('note 1 | <ins>New</ins>');
    expect(read({ plan, before: open.document })).toContain('note 1 | added: <ins>New</ins>');
  });

  test('lines in the order of the document: changed, removed, added', () => {
    const [one, two] = open.document.lines;
    if (!one || !two) throw new Error('two lines');
    const changed = { ...two, quantity: '2' };
    const added = { ...one, id: '9' };
    expect(lineChanges([one, two], [changed, added])).toEqual([
      { before: one }, { before: two, after: changed }, { after: added },
    ]); // prettier-ignore
    expect(lineChanges([one, two], [{ ...one }, two])).toEqual([]);
  });

  test('of two revisions what differs', () => {
    const amount = (minor: number, currency: string): string => formats.amount(minor, currency);
    const [was, is] = ['10.00', '20.00'].map((text) => planOf(paid, { kind: 'credit', input: { amount: text } }));
    if (!was || !is) throw new Error('two plans');
    const changes = planChanges(was, { ...is, policyVersion: '9' }, amount);
    expect(changes).toContainEqual(['amount', '10.00', '20.00']);
    expect(changes).toContainEqual(['asked amount', '10.00', '20.00']);
    expect(changes).toContainEqual(['policy version', was.policyVersion, '9']);
    expect(planChanges(was, was, amount)).toEqual([]);
  });
});
