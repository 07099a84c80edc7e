import type { Step } from './pick.ts';

/** How often each operation was accepted, and refused with which code. */
export class Coverage {
  private readonly counts = new Map<string, Map<string, number>>();
  sequences = 0;

  add({ label, expected = 'accepted' }: Step): void {
    const of = this.counts.get(label) ?? new Map<string, number>();
    of.set(expected, (of.get(expected) ?? 0) + 1);
    this.counts.set(label, of);
  }

  accepted(label: string): number {
    return this.counts.get(label)?.get('accepted') ?? 0;
  }

  get labels(): readonly string[] {
    return [...this.counts.keys()].toSorted();
  }

  /** One line an operation. */
  toString(): string {
    const lines = this.labels.map((label) => {
      const refused = [...(this.counts.get(label) ?? [])].filter(([code]) => code !== 'accepted').toSorted(([, a], [, b]) => b - a); // prettier-ignore
      return `  ${label.padEnd(20)} accepted ${String(this.accepted(label)).padStart(6)}  refused ${refused.map(([code, count]) => `${code} ${count}`).join(', ') || 'never'}`;
    });
    return [`${this.sequences} sequences`, ...lines].join('\n');
  }
}
