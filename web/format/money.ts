// The server reads and writes amounts in the same way.
export { formatMoney, readMoney, writeMoney } from '#contract/money.ts'
