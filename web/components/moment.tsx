import { useFormats } from '#web/format/use-formats.ts'

/** A moment in the tenant's zone; hovering shows it in full. */
export function Moment({ at, as = 'moment' }: { at: string; as?: 'moment' | 'ago' | 'clock' | 'dayOf' }) {
  const formats = useFormats()
  return (
    <time dateTime={at} title={formats.full(at)}>
      {formats[as](at)}
    </time>
  )
}
