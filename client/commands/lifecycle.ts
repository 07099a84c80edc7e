import type { Command } from 'commander';
import { answer, type Answer } from '../answer.ts';
import type { Api } from '../api.ts';
import { documentLine, renderDraft, renderFinalised, renderPayment } from '../render/money.ts';
import { addCommand, answering } from './command.ts';
import { apiOf, type Context } from './context.ts';
import { readJsonObject } from './json-file.ts';
import { day } from './option-values.ts';

interface PayOptions {
  readonly as?: string;
  readonly amount: string;
  readonly reference: string;
  readonly currency?: string;
  readonly on?: string;
  readonly pending?: true;
}

/** `draft`, `finalise`, `discard`, `pay`, `unlink`, `reverse`: documents and money outside corrections. */
export function register(program: Command, context: Context): void {
  addCommand(
    program,
    'draft',
    'Write a draft under an id of your own, or write it anew; the same again is unchanged',
    'draft order-4711 draft.json --as otto',
  )
    .argument('<id>', 'id that the document keeps; its number comes when it is finalised')
    .argument('<file>', 'one document in the JSON form of import, without number, issueDate, payments and creditUsed')
    .option('--as <name>', 'who you are')
    .action(
      answering(context, async (id: string, file: string, { as }: { readonly as?: string }) => {
        const content = await readJsonObject(file, 'It holds one document, as {"class": "invoice", "seller": ...}.');
        const { api } = await apiOf(context, as);
        return answer(await api.putDraft(id, content), renderDraft);
      }),
    );

  deed(program, context, {
    usage: 'finalise',
    summary: 'Make a draft a document: number and date, credit and free balance apply themselves',
    about: 'draft',
    example: 'finalise order-4711 --as otto',
    run: async (api, id) => answer(await api.finalise(id), renderFinalised),
  });
  deed(program, context, {
    usage: 'discard',
    summary: 'Give a draft up; it never gets a number',
    about: 'draft',
    example: 'discard order-4711 --as otto',
    run: async (api, id) => answer(await api.discard(id), documentLine),
  });

  addCommand(
    program,
    'pay',
    'Record a payment that came in; what the invoice does not need is free balance of the customer',
    'pay INV-7 --amount 145.69 --reference BANK-7781 --as otto',
    'pay INV-7 --amount 145.69 --reference CARD-12 --pending --as otto',
  )
    .argument('<id>', 'id (SELLER:NUMBER) or number of the invoice')
    .requiredOption('--amount <amount>', "in the invoice's currency, as 145.69")
    .requiredOption('--reference <text>', "the bank's name for it: the same again is the same payment")
    .option('--on <day>', 'value date (default: today)', day)
    .option('--pending', 'started, not confirmed: corrections wait; the same without --pending confirms it')
    .option('--currency <code>', "refused if it is not the invoice's")
    .option('--as <name>', 'who you are')
    .action(
      answering(context, async (id: string, { as, amount, reference, currency, on, pending }: PayOptions) => {
        const { api } = await apiOf(context, as);
        const paying = { reference, amount, ...(currency !== undefined && { currency }), ...(on !== undefined && { on }), ...(pending && { pending }) }; // prettier-ignore
        return answer(await api.pay(id, paying), renderPayment);
      }),
    );

  deed(program, context, {
    usage: 'unlink',
    summary: 'Take a payment off its document: the money stays with the customer as free balance',
    about: 'payment',
    example: 'unlink DE100:INV-7/BANK-7781 --as otto',
    run: async (api, id) => answer(await api.unlink(id), renderPayment),
  });
  deed(program, context, {
    usage: 'reverse',
    summary: 'Record that the bank took a payment back',
    about: 'payment',
    example: 'reverse DE100:INV-7/BANK-7781 --as otto',
    run: async (api, id) => answer(await api.reverse(id), renderPayment),
  });
}

interface Deed {
  readonly usage: string;
  readonly summary: string;
  readonly about: 'draft' | 'payment';
  readonly example: string;
  readonly run: (api: Api, id: string) => Promise<Answer>;
}

const ids: Readonly<Record<Deed['about'], string>> = {
  draft: 'id of the draft',
  payment: 'id of the payment, as invoice shows it',
};

/** A command about one thing; again it changes nothing. */
function deed(program: Command, context: Context, { usage, summary, about, example, run }: Deed): void {
  addCommand(program, usage, summary, example)
    .argument(`<${about}>`, ids[about])
    .option('--as <name>', 'who you are')
    .action(
      answering(context, async (id: string, { as }: { readonly as?: string }) => {
        const { api } = await apiOf(context, as);
        return run(api, id);
      }),
    );
}
