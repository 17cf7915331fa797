// How a command ends, in numbers for programs and in words for its help and for docs/command.md.

export const EXIT = {
  done: 0,
  /** The command did its work, and the answer is no: a digest is missing, a document is wrong, a hop is blocked. */
  no: 1,
  /** The command could not do its work: a gateway that does not answer, a file that cannot be read. */
  failed: 2,
  /** EX_USAGE of sysexits.h: what was typed or set is wrong in itself, whoever would be asked. */
  usage: 64,
  /** EX_SOFTWARE: nobody foresaw it, so it says nothing about what was asked. */
  unforeseen: 70,
  /** As shells say of what Ctrl-C has ended. */
  interrupted: 130,
} as const

type Endings = { done: string; no: string | null; failed: string }

/** What 0, 1 and 2 mean of each command. */
export const ENDINGS = {
  check: {
    done: 'if all is right',
    no: 'if something is wrong',
    failed: 'if not all could be checked',
  },
  verify: {
    done: 'if the target holds all',
    no: 'if it lacks something',
    failed: 'if that could not be found out',
  },
  switch: {
    done: 'once it is seen to be in use',
    no: 'if the upstream lacks something, and nothing was switched',
    failed: 'if it failed, or was switched and is not confirmed',
  },
  status: {
    done: 'if all is well',
    no: 'if something is wrong, be it with an upstream that is not in use',
    failed: 'if the gateway does not answer',
  },
  hosts: { done: 'if it lists them', no: null, failed: 'if the gateway does not answer' },
  doctor: { done: 'if all hops work', no: 'if one does not', failed: 'if that could not be tried' },
  rewrite: {
    done: 'if it is done, a dry run too, whatever it found',
    no: 'if --check finds something to change',
    failed: 'if a file could not be read or written',
  },
} as const satisfies Record<string, Endings>

/** What the other two mean of all of them. */
export const ALWAYS = {
  usage: 'if it is called wrongly',
  unforeseen: 'if something happens that nobody foresaw',
} as const

/** The end of a command's help. */
export function exitHelp(name: keyof typeof ENDINGS): string {
  const { done, no, failed }: Endings = ENDINGS[name]
  const answers = [
    `${EXIT.done} ${done}`,
    ...(no === null ? [] : [`${EXIT.no} ${no}`]),
    `${EXIT.failed} ${failed}`,
    `${EXIT.usage} ${ALWAYS.usage}`,
    `${EXIT.unforeseen} ${ALWAYS.unforeseen}`,
  ]
  return `\nfairlead --help has the options that all commands share, such as --gateway and --json.\nEnds with ${answers.join(', ')}.`
}
