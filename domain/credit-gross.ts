import { checked, type CreditParts, type CreditSource } from './credit-body.ts';
import type { Line } from './document.ts';
import type { Refusal } from './errors.ts';
import { groupsLeft, linesLeft, type GroupLeft } from './left.ts';
import { bodyOf, negate, priceOf } from './made.ts';
import { decimal, fromMinor, sumMinor, toMinor } from './money.ts';
import { takeFrom } from './schedule.ts';
import { shares } from './share.ts';
import { rateKey, sameGroup } from './tax-group.ts';

type GroupShare = GroupLeft & { readonly shareNetMinor: number; readonly shareTaxMinor: number };

/**
 * A gross amount over the groups (rule 5): by remaining gross, largest remainder, ties to the lower rate. Net and tax of a
 * share are cumulative, as in rule 4: net = round(all credited gross / (1 + rate)) - net credited before, so that many small
 * credits leave no tax behind. All that is left takes what is left of every group, those below zero included.
 */
export function splitGross(groups: readonly GroupLeft[], grossMinor: number, currency: string): readonly GroupShare[] {
  const sorted = groups.toSorted((a, b) => decimal(rateKey(a.taxRate)).cmp(decimal(rateKey(b.taxRate))));
  const leftOf = (group: GroupLeft): number => group.netMinor + group.taxMinor;
  const rest = (group: GroupLeft): GroupShare => ({ ...group, shareNetMinor: group.netMinor, shareTaxMinor: group.taxMinor }); // prettier-ignore
  const lefts = sorted.map(leftOf);
  if (sumMinor(lefts) === grossMinor) return sorted.filter((group) => group.netMinor !== 0 || group.taxMinor !== 0).map(rest); // prettier-ignore
  const parts = shares(grossMinor, lefts);
  return sorted.flatMap((group, index) => {
    const share = parts[index] ?? 0;
    if (share === 0) return [];
    return [share >= leftOf(group) ? rest(group) : { ...group, ...partOf(group, share, currency) }];
  });
}

function partOf(
  group: GroupLeft,
  share: number,
  currency: string,
): Pick<GroupShare, 'shareNetMinor' | 'shareTaxMinor'> {
  const { netMinor, taxMinor, creditedNetMinor, creditedTaxMinor, taxRate = '0' } = group;
  const factor = decimal(taxRate).div(100).plus(1);
  const creditedMinor = creditedNetMinor + creditedTaxMinor + share;
  const cumulativeMinor = toMinor(fromMinor(creditedMinor, currency).div(factor), currency) - creditedNetMinor;
  const shareNetMinor = Math.max(Math.min(cumulativeMinor, netMinor, share), share - taxMinor, 0);
  return { shareNetMinor, shareTaxMinor: share - shareNetMinor };
}

/** Net of each line with a schedule, for amounts that fall on groups: by what is left of the group's lines. */
export function spreadOverLines(
  source: CreditSource,
  groups: readonly (Pick<GroupLeft, 'taxCategory' | 'taxRate'> & { readonly shareNetMinor: number })[],
): ReadonlyMap<string, number> {
  const left = linesLeft(source.document, source.creditNotes);
  const amounts = new Map<string, number>();
  for (const group of groups) {
    const ofGroup = left.filter((one) => sameGroup(one.line, group));
    const parts = shares(
      group.shareNetMinor,
      ofGroup.map((one) => one.netMinor),
    );
    for (const [index, one] of ofGroup.entries()) amounts.set(one.line.id, parts[index] ?? 0);
  }
  return amounts;
}

/** Credit of a gross amount, one line a tax group. The caller has compared it with the caps. */
export function creditByGross(source: CreditSource, grossMinor: number): CreditParts | Refusal {
  const { document, creditNotes, today } = source;
  const { currency } = document;
  const groups = splitGross(groupsLeft(document, creditNotes), grossMinor, currency);
  const taken = takeFrom(document, creditNotes, spreadOverLines(source, groups), today);
  const lines = groups.map(({ taxCategory, taxRate, shareNetMinor }, index): Line => {
    const rate = taxRate === undefined ? {} : { taxRate };
    const ids = new Set(
      document.lines.filter((line) => sameGroup(line, { taxCategory, ...rate })).map((line) => line.id),
    );
    const own = taken.parts.filter((part) => ids.has(part.lineId));
    return {
      id: String(index + 1),
      description: `Credit at ${taxCategory}${taxRate === undefined ? '' : ` ${taxRate} %`}`,
      quantity: '1',
      unitPrice: priceOf(negate(shareNetMinor), currency),
      allowancesCharges: [],
      taxCategory,
      ...rate,
      netMinor: negate(shareNetMinor),
      ...(own.length === 0
        ? {}
        : { recognition: own.map((part) => ({ ...part, amountMinor: negate(part.amountMinor) })) }),
    };
  });
  const made = groups.map(({ taxCategory, taxRate, shareNetMinor, shareTaxMinor }) => ({
    taxCategory, ...(taxRate === undefined ? {} : { taxRate }), baseMinor: negate(shareNetMinor), taxMinor: negate(shareTaxMinor),
  })); // prettier-ignore
  const body = bodyOf(document, lines, [], made);
  return checked({ body, grossMinor: negate(body.totals.grossMinor), lowered: false, ...taken });
}
