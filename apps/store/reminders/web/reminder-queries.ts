import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { call } from '#web/call.ts'
import type { CustomerId } from '../../customers/customers.contract.ts'
import {
  changeReminderRules,
  getReminderRules,
  previewReminders,
  type ReminderRules,
  sendReminders,
} from '../reminders.contract.ts'

export function useReminders() {
  return useQuery({
    queryKey: ['reminders', 'preview'],
    queryFn: ({ signal }) => call(previewReminders, { query: {} }, { signal }),
  })
}

export function useReminderFor(customerId: CustomerId) {
  return useQuery({
    queryKey: ['reminders', 'preview', customerId],
    queryFn: ({ signal }) => call(previewReminders, { query: { customerId } }, { signal }),
  })
}

export function useSendReminders() {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: (customerIds: CustomerId[]) => call(sendReminders, { body: { customerIds } }),
    onSettled: () => queries.invalidateQueries({ queryKey: ['reminders', 'preview'] }),
  })
}

export function useReminderRules() {
  return useQuery({
    queryKey: ['reminders', 'rules'],
    queryFn: ({ signal }) => call(getReminderRules, {}, { signal }),
  })
}

export function useChangeRules() {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: (body: Omit<ReminderRules, 'can'>) => call(changeReminderRules, { body }),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['reminders'] }),
  })
}
