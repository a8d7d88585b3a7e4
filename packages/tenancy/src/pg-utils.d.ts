declare module 'pg/lib/utils' {
  const utils: {
    /** The text form in which pg sends a value: dates, buffers, arrays and objects included. */
    prepareValue(value: unknown): string | Buffer | null
  }
  export default utils
}
