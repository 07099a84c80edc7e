import { errors, isErrorCode, type Alternative } from '../../domain/errors.ts';
import type { Action } from '../../domain/actions.ts';
import type { CorrectionInput } from '../../domain/input.ts';
import type { Look } from '../terminal.ts';
import type { ActionsAnswer } from '../views.ts';
import { correctionCommand } from './correction-command.ts';
import { heading } from './document.ts';
import { waysOut } from './refusal.ts';
import { table } from './table.ts';
import { amountText } from './wording.ts';

const nameOf = ({ kind, scope }: Action): string =>
  scope === undefined ? kind : `${kind} (${scope === 'fiscal' ? 'lines, parties' : 'notes, terms'})`;

/** Each kind of correction: possible, or the codes why not; what it does; how to take it. */
export function renderActions(answer: ActionsAnswer, look: Look): string {
  const { number, invoiceId, actions } = answer;
  const rows = actions.map((action) => [
    nameOf(action),
    action.available
      ? ({ text: 'possible', style: 'green' } as const)
      : ({ text: action.blockers.map(({ code }) => code).join(', '), style: 'red' } as const),
    action.available ? action.effect : (action.blockers[0]?.message ?? ''),
  ]);
  return [
    `What can be done with ${look.paint('bold', number === '' ? invoiceId : number)}:`,
    table([{ title: 'kind' }, { title: 'now' }, { title: 'effect, or why not', flexible: true }], rows, look),
    heading('How (plan shows it; request asks for it, with --reason and --as)', look),
    ...actions.flatMap((action) => howTo(answer, action, look)),
  ].join('\n');
}

function howTo(answer: ActionsAnswer, action: Action, look: Look): readonly string[] {
  const { invoiceId, currency, actions } = answer;
  // What is possible on this document has its own line.
  const isListed = (way: Alternative): boolean =>
    way.documentId === invoiceId && actions.some(({ kind, available }) => available && kind === way.kind);
  if (action.available) {
    const command = correctionCommand('plan', action.kind, invoiceId, exampleOf(action, currency)) ?? '';
    return [`  ${nameOf(action)}: ${look.paint('cyan', command)}`];
  }
  return action.blockers.flatMap(({ code, alternatives }) => [
    `  ${nameOf(action)}, ${look.paint('red', code)}: ${isErrorCode(code) ? errors[code].next : ''}`,
    ...waysOut(
      alternatives.filter((way) => !isListed(way)),
      look,
    ).map((way) => `    Or: ${way}`),
  ]);
}

/** What has to be said besides the kind; words in capitals are to be filled in. */
function exampleOf({ kind, scope, maxMinor }: Action, currency: string): CorrectionInput {
  if (kind === 'discount') return { amount: maxMinor === undefined ? 'AMOUNT' : amountText(maxMinor, currency).replaceAll(',', '') }; // prettier-ignore
  if (kind !== 'update') return {};
  return scope === 'fiscal' ? { change: [{ lineId: 'LINE', unitPrice: 'PRICE' }] } : { set: { notes: ['TEXT'] } };
}
