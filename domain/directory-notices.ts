/** Facts of a message about a change of the directory that one admin has asked for alone. */
export interface DirectoryFacts {
  readonly changeId: string;
  readonly principal: string;
  readonly askedBy: string;
  /** Field by field. */
  readonly what: string;
  /** RFC 3339: when it takes effect by itself. */
  readonly takesEffectAt: string;
}

/** Controllers hear of what no second admin is there to confirm, while there is time to stop it (approvals.md section 1). */
export const writeDirectoryNotice = ({ changeId, principal, askedBy, what, takesEffectAt }: DirectoryFacts) => ({
  subject: `Directory: ${principal} changes at ${takesEffectAt}`,
  text: [
    `${askedBy}, the only directory-admin, changes ${principal}: ${what}.`,
    `It takes effect at ${takesEffectAt}, because nobody else can confirm it.`,
    '',
    `Until then:  countersign people refuse ${changeId} --as ${askedBy}`,
  ].join('\n'),
});
