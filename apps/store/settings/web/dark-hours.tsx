import { useMantineColorScheme } from '@mantine/core'
import { useEffect, useState } from 'react'
import { useSession } from '#platform/identity/web/session-queries.ts'
import { useShopSettings } from '../../customers/web/customer-queries.ts'
import { isWithin, timeIn } from './hours.ts'

const attribute = 'data-mantine-color-scheme'

/** Makes the app dark in the shop's hours, where its user has chosen nothing and the device would keep it light. */
export function DarkHours() {
  const { colorScheme } = useMantineColorScheme()
  const { tenant } = useSession()
  const settings = useShopSettings().data
  const now = useTimeIn(tenant.timeZone)
  const isDark =
    colorScheme === 'auto' && settings !== undefined && isWithin(now, settings.darkFrom, settings.darkUntil)
  useEffect(() => {
    if (!isDark) return
    const device = matchMedia('(prefers-color-scheme: dark)')
    const page = document.documentElement
    const darken = () => page.setAttribute(attribute, 'dark')
    // After Mantine, which follows the device as well.
    const darkenAgain = () => requestAnimationFrame(darken)
    darken()
    device.addEventListener('change', darkenAgain)
    return () => {
      device.removeEventListener('change', darkenAgain)
      const chosen = localStorage.getItem('tenantry.color-scheme')
      const ofDevice = device.matches ? 'dark' : 'light'
      page.setAttribute(attribute, chosen === 'dark' || chosen === 'light' ? chosen : ofDevice)
    }
  }, [isDark])
  return null
}

function useTimeIn(timeZone: string): string {
  const [time, setTime] = useState(() => timeIn(timeZone))
  useEffect(() => {
    const look = () => setTime(timeIn(timeZone))
    look()
    const timer = setInterval(look, 30_000)
    return () => clearInterval(timer)
  }, [timeZone])
  return time
}
