import type { History, Payment } from '../../domain/booking.ts';
import type { DocumentContent } from '../../domain/document.ts';
import { formatMoney, sumMinor } from '../../domain/money.ts';
import { present } from '../present.ts';
import type { DocumentField } from './fields.ts';
import { invalid, JsonObject } from './json-object.ts';

const paymentsMax = 1_000;

/**
 * What happened to the document before: payments and used customer credit, together at most the payable amount.
 * Prepaid is in the totals. Throws DOCUMENT_INVALID.
 */
export function readHistory(json: JsonObject<DocumentField>, content: DocumentContent, today: string): History {
  const { currency, totals } = content;
  const payments = json.list('payments', paymentsMax, (value, path): Payment => {
    const payment = new JsonObject(value, path, ['id', 'amount', 'on']);
    const amountMinor = payment.neededAmount('amount', currency);
    if (amountMinor === 0) throw invalid(payment.at('amount'), 'A payment is more than 0.');
    return { id: payment.needed('id'), amountMinor, ...present({ on: payment.date('on', today) }) };
  });
  const creditUsedMinor = json.amount('creditUsed', currency) ?? 0;
  if (content.class === 'credit' && (payments.length > 0 || creditUsedMinor > 0))
    throw invalid(
      json.at(payments.length > 0 ? 'payments' : 'creditUsed'),
      'A credit note has none; it is read as open.',
    );
  if (new Set(payments.map(({ id }) => id)).size < payments.length)
    throw invalid(json.at('payments'), 'Two payments have the same id.');
  const sum = sumMinor([...payments.map((payment) => payment.amountMinor), creditUsedMinor]);
  if (content.class === 'invoice' && sum > totals.payableMinor)
    throw invalid(
      json.at(payments.length > 0 ? 'payments' : creditUsedMinor > 0 ? 'creditUsed' : 'prepaid'),
      `Payments and used credit are ${formatMoney(sum, currency)}, payable is ${formatMoney(totals.payableMinor, currency)}.`,
    );
  return { payments, creditUsedMinor };
}
