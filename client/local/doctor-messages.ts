import type { Config } from '../../config.ts';
import { AccessFileError, readSlackChannels } from '../../integrations/access/access-file.ts';
import { loadTemplates, TemplateError } from '../../integrations/messages/templates.ts';
import type { Store } from '../../store/database.ts';
import { messageSettings } from '../../store/settings.ts';
import { packageRoot } from '../package-root.ts';
import { ok, wrong, type Finding } from './findings.ts';

/** Whether templates and access file have what the settings of messages name. */
export async function examineMessages(store: Store, { accessFile, templatesDir }: Pick<Config, 'accessFile' | 'templatesDir'>): Promise<readonly Finding[]> {
  const { language, slack } = await messageSettings(store);
  try {
    const languages = [...(await loadTemplates(`${packageRoot}messages`, templatesDir)).keys()];
    const known = new Set((await readSlackChannels(accessFile)).map(({ name }) => name));
    const missing = Object.entries(slack).filter(([, name]) => !known.has(name));
    return [
      languages.includes(language)
        ? ok(`messages are written in ${languages.join(', ')}; in ${language} unless a profile says otherwise`)
        : wrong(`messages.language is ${language}, and there are no templates in it: English is used`, 'countersign settings set messages.language=en'),
      ...missing.map(([subject, name]) => wrong(`messages.slack.${subject} is ${name}, which is no channel of the access file`, `add it to ${accessFile}, or countersign settings set messages.slack.${subject}=null`)),
    ];
  } catch (error) {
    if (error instanceof TemplateError) return error.message.split('\n').map((problem) => wrong(`template ${problem}`, `correct it in ${templatesDir}`));
    if (error instanceof AccessFileError) return []; // told with the other secrets
    throw error;
  }
} // prettier-ignore
