import { presets, type Settings } from '../domain/settings.ts';

type Tree = Readonly<Record<string, unknown>>;

const isTree = (value: unknown): value is Tree => typeof value === 'object' && value !== null && !Array.isArray(value);

/** What stands at a path such as `cancel.paid`; undefined when nothing does. */
export const valueAt = (tree: unknown, path: readonly string[]): unknown =>
  path.reduce<unknown>((here, step) => (isTree(here) && Object.hasOwn(here, step) ? here[step] : undefined), tree);

/** Every value with its path; lists are values. */
export const leavesOf = (value: unknown, path = ''): readonly (readonly [path: string, value: unknown])[] =>
  isTree(value)
    ? Object.entries(value).flatMap(([name, field]) => leavesOf(field, path === '' ? name : `${path}.${name}`))
    : [[path, value]];

/** A value as it is typed: JSON where it is some, else text. What is a text now stays one (a type code such as 384). */
export function typedValue(text: string, now: unknown): unknown {
  if (typeof now === 'string' && text !== 'null') return text;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/**
 * The settings with each `path=value` changed; `null` takes the field out, so that the preset's counts. A new preset comes
 * first, and brings its values wherever the settings were those of the old one.
 */
export function changed(settings: Settings, changes: readonly (readonly [path: string, value: string])[]): Tree {
  const preset = changes.find(([path]) => path === 'preset')?.[1];
  const next = Object.entries(presets).find(([name]) => name === preset)?.[1];
  const start = next === undefined ? settings : rebased(settings, presets[settings.preset], next);
  return changes.reduce<Tree>(
    (tree, [path, text]) => {
      const steps = path.split('.');
      return put(tree, steps, typedValue(text, valueAt(tree, steps)));
    },
    { ...(start as Settings) },
  );
}

function rebased(current: unknown, old: unknown, next: unknown): unknown {
  if (!isTree(current) || !isTree(old) || !isTree(next))
    return JSON.stringify(current) === JSON.stringify(old) ? next : current;
  const names = [...new Set([...Object.keys(current), ...Object.keys(next)])];
  const fields = names.map((name) => [name, rebased(current[name], old[name], next[name])] as const);
  return Object.fromEntries(fields.filter(([, field]) => field !== undefined));
}

function put(tree: Tree, [step = '', ...rest]: readonly string[], value: unknown): Tree {
  const { [step]: here, ...others } = tree;
  if (rest.length === 0) return value === null ? others : { ...tree, [step]: value };
  return { ...tree, [step]: put(isTree(here) ? here : {}, rest, value) };
}
