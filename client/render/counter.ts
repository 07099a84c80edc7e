import { nameIn } from '../../domain/document-words.ts';
import { formatMoney } from '../../domain/money.ts';
import type { Look } from '../terminal.ts';
import type { CounterAnswer, CounterStep } from '../views.ts';
import { signedText } from './accounts.ts';
import { correctionCommand } from './correction-command.ts';
import { heading } from './document.ts';
import { besides, changesTable, needText } from './plan.ts';
import { countText } from './wording.ts';

/** The way back from a request, step by step, each with the command that asks for it. */
export function renderCounter({ requestId, invoiceId, kind, steps, net, why }: CounterAnswer, look: Look): string {
  const title = `Taking back ${look.paint('bold', requestId)} (${kind} of ${invoiceId})`;
  if (steps.length === 0) return `${title}: ${look.paint('red', 'not possible')}${why === undefined ? '' : `. ${why}`}`;
  const currency = steps.find(({ plan }) => plan)?.plan?.currency;
  const sums = [['customer credit', net.creditMinor], ['paid out', net.payoutMinor], ['receivable', net.receivableMinor]] as const; // prettier-ignore
  const moved = sums.filter(([, minor]) => minor !== 0);
  return [
    `${title}: ${countText(steps.length, 'step')}, nothing was written`,
    ...steps.map((step, index) => stepText(step, index, invoiceId, look)),
    ...(currency === undefined || moved.length === 0
      ? []
      : [heading('Altogether, with the request', look), `  ${moved.map(([name, minor]) => `${name} ${currency} ${signedText(minor, currency)}`).join(', ')}`]),
    ...(why === undefined ? [] : ['', why]),
  ].join('\n'); // prettier-ignore
}

function stepText(
  { text, kind, input, plan, need }: CounterStep,
  index: number,
  invoiceId: string,
  look: Look,
): string {
  const id = plan?.invoiceId ?? invoiceId;
  const command = correctionCommand('request', kind, id, input);
  return [
    heading(`${index + 1}. ${text}`, look),
    ...(plan === undefined
      ? []
      : [`  ${kind}, ${formatMoney(plan.exposureMinor, plan.currency)}`, changesTable(plan, nameIn(plan, id), look), ...besides(plan).map((line) => `  ${line}`)]),
    ...(need === undefined ? [] : [needText(need, look)]),
    ...(command === undefined ? [] : [`  Ask for it: ${look.paint('cyan', `${command} --reason '...'`)}`]),
  ].join('\n'); // prettier-ignore
}
