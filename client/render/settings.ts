import { leavesOf } from '../settings-change.ts';
import type { Look } from '../terminal.ts';
import { table } from './table.ts';

const valueText = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));

/** All settings, or what stands at one path. */
export function renderSettings(
  shown: { readonly version: number; readonly settings: unknown } | { readonly path: string; readonly value: unknown },
  look: Look,
): string {
  const [title, value, path] =
    'settings' in shown ? [`Settings, version ${shown.version}:`, shown.settings, ''] : ['', shown.value, shown.path];
  if (path !== '' && (typeof value !== 'object' || Array.isArray(value))) return valueText(value);
  const rows = leavesOf(value, path).map(([name, leaf]) => [name, valueText(leaf)]);
  const list = table([{ title: 'path' }, { title: 'value', flexible: true }], rows, look);
  return title === '' ? list : `${title}\n${list}`;
}

export interface SettingsChange {
  readonly version: number;
  readonly changed: readonly { readonly path: string; readonly before: unknown; readonly after: unknown }[];
}

export function renderSettingsChange({ version, changed }: SettingsChange, look: Look): string {
  if (changed.length === 0) return `Nothing is different; version ${version} stays in force.`;
  const rows = changed.map(({ path, before, after }) => [path, before === null ? '-' : valueText(before), after === null ? '-' : valueText(after)]); // prettier-ignore
  return `In force as version ${version}:\n${table([{ title: 'path' }, { title: 'before', flexible: true }, { title: 'now', flexible: true }], rows, look)}`;
}
