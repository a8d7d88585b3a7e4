import { Button, Group } from '@mantine/core'
import IconChevronLeft from '@tabler/icons-react/dist/esm/icons/IconChevronLeft.mjs'
import IconChevronRight from '@tabler/icons-react/dist/esm/icons/IconChevronRight.mjs'
import IconChevronsLeft from '@tabler/icons-react/dist/esm/icons/IconChevronsLeft.mjs'
import { useNavigate, useRouter, useRouterState, useSearch } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'

declare module '@tanstack/react-router' {
  interface HistoryState {
    /** This page of the list was reached from the page before: going back shows that one. */
    fromPageBefore?: boolean
  }
}

/** Cursors only lead on; the way back is the browser's own history, or the first page. */
export function ListPager({ next }: { next: string | null }) {
  const { t } = useTranslation()
  const { cursor } = useSearch({ strict: false })
  const navigate = useNavigate()
  const router = useRouter()
  const fromPageBefore = useRouterState({ select: (state) => state.location.state.fromPageBefore })
  if (!cursor && !next) return null

  const toFirst = () => void navigate({ to: '.', search: ({ cursor: _, ...rest }) => rest })
  const toNext = () =>
    void navigate({
      to: '.',
      search: (now) => ({ ...now, cursor: next ?? undefined }),
      state: { fromPageBefore: true },
      resetScroll: true,
    })
  return (
    <Group
      justify="center"
      gap="xs"
      mt="sm"
      className="no-print"
      component="nav"
      aria-label={t('pagesOfList')}
    >
      {cursor && (
        <Button variant="default" leftSection={<IconChevronsLeft size={16} aria-hidden />} onClick={toFirst}>
          {t('firstPage')}
        </Button>
      )}
      {cursor && fromPageBefore && (
        <Button
          variant="default"
          leftSection={<IconChevronLeft size={16} aria-hidden />}
          onClick={() => router.history.back()}
        >
          {t('pageBefore')}
        </Button>
      )}
      {next && (
        <Button variant="default" rightSection={<IconChevronRight size={16} aria-hidden />} onClick={toNext}>
          {t('nextPage')}
        </Button>
      )}
    </Group>
  )
}
