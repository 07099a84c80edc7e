import Mustache from 'mustache';
import type { Scope } from './scopes.ts';

/** A piece of a parsed template: its kind, its name or text, where it stands, and what is inside of it. */
type Token = readonly [kind: string, value: string, start: number, end: number, inside?: readonly Token[]];

/** Partials may name partials, but not without end. */
const depthMax = 8;

interface Checking {
  readonly partial: (name: string) => string | undefined;
  readonly depth: number;
}

/**
 * Everything that is wrong with a template, for whom wrote it: tags that are not closed, names and partials that do not exist, and
 * what would let a text through unescaped.
 */
export function whyNotTemplate(text: string, scope: Scope, partial: Checking['partial']): readonly string[] {
  return [...new Set(problemsIn(text, [scope], { partial, depth: 0 }))];
}

function problemsIn(text: string, scopes: readonly Scope[], checking: Checking): readonly string[] {
  try {
    return problemsOf(Mustache.parse(text) as unknown as readonly Token[], scopes, checking);
  } catch (error) {
    return [error instanceof Error ? error.message : String(error)];
  }
}

const problemsOf = (tokens: readonly Token[], scopes: readonly Scope[], checking: Checking): readonly string[] =>
  tokens.flatMap(([kind, name, , , inside = []]) => {
    switch (kind) {
      case 'text':
        return [];
      case 'name':
        return whyNotText(name, scopes);
      case '#':
      case '^': {
        const found = meant(name, scopes);
        if (found === undefined) return [`there is no ${name} here`];
        const inner = kind === '#' && typeof found === 'object' ? [found, ...scopes] : scopes;
        return problemsOf(inside, inner, checking);
      }
      case '>':
        return problemsOfPartial(name, scopes, checking);
      default:
        return [`${kind === '=' ? 'other delimiters' : `{{${kind}${name}}}, which is not escaped,`} cannot be used`];
    }
  });

function whyNotText(name: string, scopes: readonly Scope[]): readonly string[] {
  const found = meant(name, scopes);
  if (found === 'text') return [];
  return [found === undefined ? `there is no ${name} here` : `${name} is no text; ask for it by {{#${name}}}`];
}

function problemsOfPartial(name: string, scopes: readonly Scope[], checking: Checking): readonly string[] {
  const text = checking.partial(name);
  if (text === undefined) return [`there is no partial ${name}`];
  if (checking.depth === depthMax) return [`the partial ${name} names itself`];
  return problemsIn(text, scopes, { ...checking, depth: checking.depth + 1 });
}

/** As mustache looks a name up: from the inside out. */
const meant = (name: string, scopes: readonly Scope[]): Scope[string] | undefined =>
  scopes.find((scope) => Object.hasOwn(scope, name))?.[name];
