import { isHard, lintDirectory, whyNotActive } from '../../domain/directory.ts';
import type { Store } from '../../store/database.ts';
import { entryFrom, principalsAfter } from '../../store/people.ts';
import { activePolicy } from '../../store/policies.ts';
import { listMax } from '../../store/queries.ts';
import { currentSettings } from '../../store/settings.ts';
import { countText } from '../render/wording.ts';
import { note, ok, wrong, type Finding } from './findings.ts';

/** Who there is, and which rules of the directory are broken (approvals.md section 1). */
export async function examineDirectory(store: Store, now: Date): Promise<readonly Finding[]> {
  const entries = (await principalsAfter(store, { limit: listMax })).map(entryFrom);
  if (entries.length === 0) return [note('nobody is in the directory', 'countersign init')];
  const active = entries.filter((one) => whyNotActive(one, now) === undefined);
  const persons = active.filter(({ type }) => type === 'person').length;
  const { settings } = await currentSettings(store);
  const broken = lintDirectory(entries, await activePolicy(store, now), now).map((finding) =>
    isHard(finding) || settings.directory.lint === 'block'
      ? wrong(finding.text, 'countersign people --help')
      : note(finding.text),
  );
  return [
    ok(
      `the directory has ${countText(persons, 'person')} and ${countText(active.length - persons, 'service or agent', 'services and agents')} who may act`,
    ),
    ...broken,
  ];
}
