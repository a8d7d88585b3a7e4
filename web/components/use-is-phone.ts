import { useMediaQuery } from '@mantine/hooks'

/** Narrower than 768 px: the navigation is at the bottom and tables are cards. */
export function useIsPhone() {
  return useMediaQuery('(max-width: 47.99em)', false, { getInitialValueInEffect: false })
}
