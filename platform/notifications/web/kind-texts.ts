import type { MemberKind } from '../kinds.ts'

/** Each kind that members choose by, in words. */
export const kindTexts = {
  reminder: 'kindReminder',
  appointment: 'kindAppointment',
  conversation: 'kindConversation',
  task: 'kindTask',
  result: 'kindResult',
  warning: 'kindWarning',
} as const satisfies Record<MemberKind, string>
