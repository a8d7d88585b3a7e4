import type { Chart } from '../records.contract.ts'
import { linePath, rangeOf } from './line-path.ts'
import classes from './sparkline.module.css'

type Point = Chart['vitals'][number]['points'][number]

interface Props {
  points: Point[]
  width?: number
  height?: number
}

/** The way a value went, without axes: the values are beside it and behind it. */
export function Sparkline({ points, width = 64, height = 20 }: Props) {
  if (points.length < 2) return <span />
  const second = points.flatMap((point) => (point.second === null ? [] : [point.second]))
  const first = points.map(({ value }) => value)
  const range = rangeOf([...first, ...second])
  const box = { width, height, inset: 2, range }
  return (
    <svg
      className={classes.spark}
      viewBox={`0 0 ${width} ${height}`}
      width={width}
      height={height}
      aria-hidden
    >
      <path d={linePath(first, box)} />
      {second.length > 1 && <path d={linePath(second, box)} className={classes.second} />}
    </svg>
  )
}
