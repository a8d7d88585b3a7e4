import { useTranslation } from 'react-i18next'
import { useFormats } from '#web/format/use-formats.ts'
import { linePath, placed, rangeOf } from './line-path.ts'
import classes from './trend-chart.module.css'

interface Point {
  at: string | null
  value: number
  second: number | null
}

interface Props {
  points: Point[]
  title: string
}

const box = { width: 560, height: 180, inset: 6 }

/** A line with its lowest and highest value and its first and last day. */
export function TrendChart({ points, title }: Props) {
  const { t } = useTranslation('records')
  const formats = useFormats()
  const first = points.map(({ value }) => value)
  const second = points.flatMap((point) => (point.second === null ? [] : [point.second]))
  const range = rangeOf([...first, ...second])
  const day = (point: Point | undefined) => (point?.at ? formats.partial(point.at) : '')
  return (
    <figure className={classes.figure}>
      <div className={classes.plot}>
        <div className={classes.scale} aria-hidden>
          <span>{formats.decimal(range[1])}</span>
          <span>{formats.decimal(range[0])}</span>
        </div>
        <svg
          viewBox={`0 0 ${box.width} ${box.height}`}
          className={classes.chart}
          role="img"
          aria-label={t('trendWords', {
            title,
            count: points.length,
            low: formats.decimal(range[0]),
            high: formats.decimal(range[1]),
          })}
        >
          <path d={`M0 ${box.height - 1}H${box.width}`} className={classes.ground} />
          {[first, second].map((values, line) => (
            <g key={line === 0 ? 'first' : 'second'} className={line === 0 ? classes.first : classes.second}>
              <path d={linePath(values, { ...box, range })} className={classes.line} />
              {values.length <= 60 &&
                placed(values, { ...box, range }).map(({ x, y }) => <circle key={x} cx={x} cy={y} r={2.5} />)}
            </g>
          ))}
        </svg>
      </div>
      <figcaption className={classes.days}>
        <span>{day(points[0])}</span>
        <span>{day(points.at(-1))}</span>
      </figcaption>
    </figure>
  )
}
