import type { Command } from 'commander';
import { Refused } from '../../domain/errors.ts';
import { answer } from '../answer.ts';
import { UsageError } from '../failure.ts';
import { renderSettings, renderSettingsChange } from '../render/settings.ts';
import { changed, leavesOf, valueAt } from '../settings-change.ts';
import { addCommand, addGroup, answering } from './command.ts';
import { apiOf, type Context } from './context.ts';

/** `settings show`, `settings set`: how this deployment decides; through the gateway. */
export function register(program: Command, context: Context): void {
  const group = addGroup(program, 'settings', 'See and change how corrections are decided');

  addCommand(group, 'show', 'Show the settings in force, or one of them', 'settings show', 'settings show cancel.paid')
    .argument('[path]', 'as cancel.paid or breaker.on')
    .option('--as <name>', 'who you are')
    .action(
      answering(context, async (path: string | undefined, { as }: { readonly as?: string }) => {
        const { api } = await apiOf(context, as, { anybody: true });
        const { version, settings } = await api.settings();
        if (path === undefined) return answer({ version, settings }, renderSettings);
        const value = valueAt(settings, path.split('.'));
        if (value === undefined) throw new Refused('UNKNOWN_FIELD', { param: path, detail: 'Nothing stands there.' });
        return answer({ version, path, value }, renderSettings);
      }),
    );

  addCommand(
    group,
    'set',
    'Change settings from now on; requests that wait keep theirs',
    'settings set cancel.paid=unlink --as otto',
    'settings set breaker.on=true periods.closedThrough=2026-01-31 --as otto',
    'settings set periods.closedThrough=null --as otto',
  )
    .argument(
      '<changes...>',
      "path=value; the value is JSON where it is some, else text; null takes it out (the preset's counts)",
    ) // prettier-ignore
    .option('--as <name>', 'who you are')
    .action(
      answering(context, async (texts: readonly string[], { as }: { readonly as?: string }) => {
        const changes = texts.map(assignment);
        const { api } = await apiOf(context, as);
        const { version, settings } = await api.settings();
        const put = await api.putSettings(changed(settings, changes), version);
        const before = new Map(leavesOf(settings));
        const after = new Map(leavesOf(put.settings));
        const paths = [...new Set([...before.keys(), ...after.keys()])];
        const moved = paths
          .filter((path) => JSON.stringify(before.get(path)) !== JSON.stringify(after.get(path)))
          .map((path) => ({ path, before: before.get(path) ?? null, after: after.get(path) ?? null }));
        return answer({ version: put.version, settings: put.settings, changed: moved }, renderSettingsChange);
      }),
    );
}

function assignment(text: string): readonly [path: string, value: string] {
  const at = text.indexOf('=');
  if (at < 1 || text.slice(0, at).split('.').includes(''))
    throw new UsageError(`${text} is no path=value.`, 'countersign settings set --help');
  return [text.slice(0, at), text.slice(at + 1)];
}
