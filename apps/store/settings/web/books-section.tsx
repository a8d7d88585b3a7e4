import { Button, Fieldset, Group, TextInput } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useWritable } from '#platform/identity/web/session-queries.ts'
import { notifyDone } from '#web/components/notify.tsx'
import { ProblemAlert } from '#web/components/problem-alert.tsx'
import { call } from '#web/call.ts'
import { useFormats } from '#web/format/use-formats.ts'
import { closeShopBooks, getShopBooks, type ShopBooks } from '../books.contract.ts'

/** Up to which day the books are closed. */
export function BooksSection() {
  const { data, error, refetch } = useQuery({
    queryKey: ['shop', 'books'],
    queryFn: ({ signal }) => call(getShopBooks, {}, { signal }),
  })
  if (error && !data) return <ProblemAlert error={error} retry={() => void refetch()} />
  return data ? <BooksForm key={data.closedThrough} books={data} /> : null
}

function BooksForm({ books: { closedThrough, can } }: { books: ShopBooks }) {
  const { t } = useTranslation('shop')
  const formats = useFormats()
  const queries = useQueryClient()
  const readOnly = !useWritable() || !can.edit
  const [day, setDay] = useState(closedThrough ?? '')
  const close = useMutation({
    mutationFn: () => call(closeShopBooks, { body: { closedThrough: day || null } }),
    onSuccess: (books) => {
      queries.setQueryData(['shop', 'books'], books)
      const through = books.closedThrough
      notifyDone(through ? t('areClosed', { day: formats.day(through) }) : t('areOpen'))
    },
  })
  // What is sold today has to find its day open.
  const isOver = day < formats.today()
  return (
    <Fieldset legend={t('books')} maw={640} mt="md">
      {close.error && <ProblemAlert error={close.error} />}
      <Group align="flex-end" gap="sm">
        <TextInput
          type="date"
          label={t('closedThrough')}
          description={t('closedHint')}
          readOnly={readOnly}
          value={day}
          onChange={(event) => setDay(event.currentTarget.value)}
          error={!isOver && t('notOver')}
        />
        {!readOnly && (
          <Button
            variant="default"
            loading={close.isPending}
            disabled={day === (closedThrough ?? '') || !isOver}
            onClick={() => close.mutate()}
          >
            {t(day || !closedThrough ? 'closeBooks' : 'openBooks')}
          </Button>
        )}
      </Group>
    </Fieldset>
  )
}
