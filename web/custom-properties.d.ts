import 'react'

declare module 'react' {
  /** A component may hand values to its style sheet. */
  interface CSSProperties {
    [property: `--${string}`]: string | number | undefined
  }
}
