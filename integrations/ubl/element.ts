import { Refused } from '../../domain/errors.ts';
import { plainText } from '../read-document.ts';

export interface ElementParts {
  readonly name: string;
  readonly prefix: string;
  /** From the root, with a position where siblings share the name: `InvoiceLine[2]/Price`. The root's is empty. */
  readonly path: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: readonly UblElement[];
  readonly ownText: string;
}

/**
 * An XML element that remembers what was read of it, so that what the model does not hold lists itself
 * (spec/domain.md section 9: elements not held are listed, never refused). Names are local names.
 */
export class UblElement {
  readonly parts: ElementParts;
  #isRead = false;
  readonly #attributesRead = new Set<string>();

  constructor(parts: ElementParts) {
    this.parts = parts;
  }

  get path(): string {
    return this.parts.path;
  }

  /** A child's path, for refusals that name an element which may be missing. */
  at(path: string): string {
    return this.path === '' ? path : `${this.path}/${path}`;
  }

  /** All children of that name; counts as read. */
  children(name: string): readonly UblElement[] {
    const found = this.parts.children.filter((child) => child.parts.name === name);
    for (const child of found) child.#isRead = true;
    return found;
  }

  /** The first element along a path `A/B/C`; counts as read. Its siblings of the same name do not. */
  get(path: string): UblElement | undefined {
    const [name = '', ...rest] = path.split('/');
    const child = this.parts.children.find((candidate) => candidate.parts.name === name);
    if (child === undefined) return undefined;
    const found = rest.length === 0 ? child : child.get(rest.join('/'));
    if (found !== undefined) child.#isRead = true;
    return found;
  }

  /** The first child of that name which passes; what does not pass stays unread. */
  find(name: string, passes: (child: UblElement) => boolean): UblElement | undefined {
    const found = this.parts.children.find((child) => child.parts.name === name && passes(child));
    if (found !== undefined) found.#isRead = true;
    return found;
  }

  /** The text along a path without reading it. */
  peek(path: string): string {
    const [name = '', ...rest] = path.split('/');
    const child = this.parts.children.find((candidate) => candidate.parts.name === name);
    if (child === undefined) return '';
    return rest.length === 0 ? child.parts.ownText.trim() : child.peek(rest.join('/'));
  }

  /** Trimmed text along a path; undefined when missing or empty. Throws DOCUMENT_INVALID for text that cannot be kept. */
  text(path: string): string | undefined {
    const found = this.get(path);
    return found && plainText(found.parts.ownText, found.path);
  }

  /** As `text`, but throws DOCUMENT_INVALID naming the element when there is none. */
  needed(path: string, rule: string): string {
    const found = this.text(path);
    if (found === undefined)
      throw new Refused('DOCUMENT_INVALID', { param: this.at(path), detail: `The element is missing (${rule}).` });
    return found;
  }

  attribute(name: string): string | undefined {
    this.#attributesRead.add(name);
    const value = this.parts.attributes.get(name);
    return value === undefined ? undefined : plainText(value, `${this.path}/@${name}`);
  }

  /** Every element below, this one included. */
  *all(): Generator<UblElement> {
    yield this;
    for (const child of this.parts.children) yield* child.all();
  }

  /** Names of what nobody read: the topmost elements, and attributes such as `PartyIdentification/ID/@schemeID`. */
  *unread(): Generator<string> {
    const name = this.path.replaceAll(/\[\d+\]/g, '');
    for (const attribute of this.parts.attributes.keys())
      if (!this.#attributesRead.has(attribute) && !/^(xmlns|xsi)(:|$)|^currencyID$/.test(attribute))
        yield `${name}/@${attribute}`;
    for (const child of this.parts.children)
      if (child.#isRead) yield* child.unread();
      else yield child.path.replaceAll(/\[\d+\]/g, '');
  }
}
