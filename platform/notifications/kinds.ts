/** By which way somebody is told. */
export const channels = ['in_app', 'email', 'whatsapp'] as const
export type Channel = (typeof channels)[number]

interface KindRules {
  /** Waits until the recipient's quiet hours are over. */
  quiet: boolean
  /** Counts against how often one person may be written to. */
  capped: boolean
  /** Does a member who has said nothing get it by e-mail? In the app everybody does. */
  email: boolean
}

/** What people choose by, and what each kind keeps to. A name stands in rows and is never changed. */
export const messageKinds = {
  /** Something will be due, or is. */
  reminder: { quiet: true, capped: true, email: true },
  /** What was just bought or paid: its reader stands at the counter. */
  receipt: { quiet: false, capped: false, email: true },
  appointment: { quiet: true, capped: false, email: true },
  /** Somebody wrote. */
  conversation: { quiet: true, capped: false, email: false },
  /** Something waits for this member. */
  task: { quiet: false, capped: false, email: false },
  /** What the member asked for is there: an export, an import. */
  result: { quiet: false, capped: false, email: false },
  /** Something does not work as it should: a message that failed, a limit that is reached. */
  warning: { quiet: false, capped: false, email: true },
} as const satisfies Record<string, KindRules>

export type MessageKind = keyof typeof messageKinds

/** What a member can be told of: receipts are for those who pay. */
export const memberKinds = [
  'reminder',
  'appointment',
  'conversation',
  'task',
  'result',
  'warning',
] as const satisfies readonly MessageKind[]
export type MemberKind = (typeof memberKinds)[number]
