import { createTheme, type CSSVariablesResolver } from '@mantine/core'
import { accentShades, platformAccent } from './accent.ts'

/** Calm and dense: 14 px, a 4 px grid, radius 6, one shadow, one accent. */
export function tenantTheme(accent: string | null) {
  return createTheme({
    primaryColor: 'accent',
    primaryShade: { light: 6, dark: 8 },
    colors: {
      accent: accentShades(accent ?? platformAccent),
      // The signal colours get the same guarantee of contrast as the accent.
      red: accentShades('#c92a2a'),
      green: accentShades('#2b7a3d'),
      yellow: accentShades('#9a5b00'),
      orange: accentShades('#a84300'),
    },
    fontFamily: systemFonts,
    fontFamilyMonospace: 'ui-monospace, SFMono-Regular, Menlo, Consolas, monospace',
    headings: {
      fontFamily: systemFonts,
      fontWeight: '600',
      sizes: {
        h1: { fontSize: '20px', lineHeight: '28px' },
        h2: { fontSize: '16px', lineHeight: '24px' },
        h3: { fontSize: '14px', lineHeight: '20px' },
      },
    },
    fontSizes: { xs: '12px', sm: '14px', md: '14px', lg: '16px', xl: '20px' },
    lineHeights: { xs: '16px', sm: '20px', md: '20px', lg: '24px', xl: '28px' },
    spacing: { xs: '8px', sm: '12px', md: '16px', lg: '24px', xl: '32px' },
    radius: { xs: '4px', sm: '6px', md: '6px', lg: '6px', xl: '6px' },
    defaultRadius: 'sm',
    shadows: { xs: shadow, sm: shadow, md: shadow, lg: shadow, xl: shadow },
    cursorType: 'pointer',
    respectReducedMotion: true,
    focusRing: 'auto',
    components: {
      Tooltip: {
        defaultProps: { openDelay: 400, withArrow: true, events: { hover: true, focus: true, touch: false } },
      },
      Modal: {
        defaultProps: { transitionProps: { duration: 120 } },
        styles: { title: { fontWeight: 600, fontSize: 16 } },
      },
    },
  })
}

/** Mantine's greys for lesser texts fall short of 4.5:1; these do not. */
export const readableGreys: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--mantine-color-dimmed': '#5c636a',
    '--mantine-color-placeholder': '#6b7278',
    '--mantine-color-error': 'var(--mantine-color-red-6)',
  },
  dark: {
    '--mantine-color-dimmed': '#b4b4b4',
    '--mantine-color-placeholder': '#a0a0a0',
    '--mantine-color-error': 'var(--mantine-color-red-4)',
  },
})

const systemFonts =
  "system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', 'Noto Sans Devanagari', 'Helvetica Neue', sans-serif"
const shadow = '0 1px 2px rgb(0 0 0 / 8%), 0 4px 16px rgb(0 0 0 / 10%)'
