import { at, type Day, daysAfter, daysBefore, daysBetween, yearsBetween } from './days.ts'
import type { Dice } from './dice.ts'
import { allergies, childVaccines, illnesses } from './illnesses.ts'
import { type Body, bodyOf, measureVitals } from './measurements.ts'
import type { Person } from './people.ts'
import { makeWriter, type Resource, type Writer } from './resources.ts'

interface Course {
  writer: Writer
  dice: Dice
  person: Person
  body: Body
  /** The last day anything can have happened. */
  last: Day
}

/** One patient's record, as FHIR resources: what he has, and when he came. */
export function writeRecord(
  dice: Dice,
  person: Person,
  given: { scope: string; doctor: string; today: Day },
): Resource[] {
  const writer = makeWriter(person, given.scope, given.doctor)
  const last = person.diedOn ?? given.today
  const course: Course = { writer, dice, person, body: bodyOf(dice, person), last }
  const age = yearsBetween(person.born, last)
  if (age < 16) vaccinate(course)
  if (dice.chance(0.16))
    writer.allergy({
      ...dice.pick(allergies),
      since: daysBefore(last, dice.between(0, Math.min(4000, daysBetween(person.born, last)))),
    })
  if (age > 38 && dice.chance(0.3)) diabetes(course)
  if (age > 42 && dice.chance(0.3)) hypertension(course)
  if (age > 20 && person.sex === 'female' && dice.chance(0.15)) hypothyroidism(course)
  for (let visit = dice.between(1, 2); visit > 0; visit--) fallIll(course, age)
  return writer.resources
}

function fallIll({ writer, dice, person, body, last }: Course, age: number) {
  const illness = dice.pick(illnesses.filter(({ from = 0 }) => age >= from))
  const { day, minutes, encounter } = comeIn(
    { writer, dice, person, last },
    { daysAgo: dice.between(3, 700), type: 'Consultation', reason: illness.complaint },
  )
  const { feverish } = illness
  measureVitals(writer, dice, { person, body, day, minutes: minutes + 3, encounter, feverish })
  const until = daysAfter(day, 8)
  writer.problem({
    title: illness.title,
    code: illness.code,
    since: day,
    ...(until < last && { until }),
    encounter,
  })
  for (const [title, dose] of illness.medications) {
    writer.medication({ title, dose, since: day, active: until >= last, reason: illness.title, encounter })
  }
  if (illness.code === 'A90') bloodCount({ writer, dice, last, person, body }, day, encounter)
}

function diabetes(course: Course) {
  const { writer, dice, last } = course
  const title = 'Type 2 diabetes mellitus'
  const since = daysBefore(last, dice.between(500, 3600))
  writer.problem({ title, code: 'E11.9', since })
  writer.medication({
    title: 'Metformin 500 mg tablet',
    dose: '1-0-1 after food',
    since,
    active: true,
    reason: title,
  })
  let hba1c = dice.between(78, 104) / 10
  followUp(course, { title, since }, (day, encounter) => {
    const when = at(day, 8 * 60 + 10)
    hba1c = Math.max(5.9, Math.round((hba1c - dice.between(-3, 7) / 10) * 10) / 10)
    const glucose = Math.round(28.7 * hba1c - 46.7) + dice.between(-12, 12)
    const results = [
      writer.measure({
        kind: 'laboratory',
        title: 'Hemoglobin A1c',
        code: '4548-4',
        when,
        value: hba1c,
        unit: '%',
        range: [4, 5.6],
        encounter,
      }),
      writer.measure({
        kind: 'laboratory',
        title: 'Fasting glucose',
        code: '1558-6',
        when,
        value: glucose,
        unit: 'mg/dL',
        range: [70, 99],
        encounter,
      }),
    ]
    const conclusion = hba1c > 7.5 ? 'Not at target; diet discussed.' : 'At target.'
    writer.report({ title: 'Diabetes panel', code: '55399-0', when, results, conclusion, encounter })
  })
}

function hypertension(course: Course) {
  const { writer, dice, body, last } = course
  const title = 'Essential hypertension'
  const since = daysBefore(last, dice.between(400, 3000))
  body.systolic += 22
  body.diastolic += 12
  writer.problem({ title, code: 'I10', since })
  const title1 = dice.pick(['Amlodipine 5 mg tablet', 'Telmisartan 40 mg tablet'])
  writer.medication({ title: title1, dose: '1-0-0', since, active: true, reason: title })
  followUp(course, { title, since }, (day, encounter) => {
    body.systolic = Math.max(118, body.systolic - dice.between(0, 5))
    if (dice.chance(0.25)) {
      writer.procedure({ title: 'Electrocardiogram', day, minutes: 11 * 60, reason: title, encounter })
    }
  })
}

function hypothyroidism({ writer, dice, last }: Course) {
  const title = 'Hypothyroidism'
  const since = daysBefore(last, dice.between(300, 2500))
  writer.problem({ title, code: 'E03.9', since })
  writer.medication({
    title: 'Levothyroxine 50 µg tablet',
    dose: '1-0-0 on an empty stomach',
    since,
    active: true,
    reason: title,
  })
  const when = at(daysBefore(last, dice.between(10, 200)), 8 * 60 + 5)
  const value = dice.between(12, 78) / 10
  writer.measure({
    kind: 'laboratory',
    title: 'TSH',
    code: '3016-3',
    when,
    value,
    unit: 'mIU/L',
    range: [0.4, 4.2],
  })
}

function vaccinate({ writer, person, last }: Course) {
  for (const { title, code, doses } of childVaccines) {
    for (const [index, days] of doses.entries()) {
      const day = daysAfter(person.born, days)
      if (day <= last) writer.vaccine({ title, code, day, dose: index + 1 })
    }
  }
}

/** Comes back every few months, three to six times until lately. */
function followUp(
  { writer, dice, person, body, last }: Course,
  { title, since }: { title: string; since: Day },
  examine: (day: Day, encounter: string) => void,
) {
  const visits = dice.between(3, 5)
  const known = Math.min(daysBetween(since, last), 900)
  for (let visit = visits; visit > 0; visit--) {
    const daysAgo = Math.floor((known * (visit - dice.roll() * 0.6)) / visits) + 2
    const { day, minutes, encounter } = comeIn(
      { writer, dice, person, last },
      { daysAgo, type: 'Follow-up', reason: title },
    )
    examine(day, encounter)
    measureVitals(writer, dice, { person, body, day, minutes: minutes + 2, encounter })
  }
}

function bloodCount({ writer, dice }: Course, day: Day, encounter: string) {
  const when = at(day, 12 * 60 + 40)
  const lab = { kind: 'laboratory', when, encounter } as const
  const platelets = dice.between(62, 148)
  const results = [
    writer.measure({
      ...lab,
      title: 'Platelets',
      code: '777-3',
      value: platelets,
      unit: '10*3/uL',
      range: [150, 410],
    }),
    writer.measure({
      ...lab,
      title: 'Hemoglobin',
      code: '718-7',
      value: dice.between(108, 152) / 10,
      unit: 'g/dL',
      range: [12, 16],
    }),
  ]
  const conclusion = 'Platelets low: repeat in two days.'
  writer.report({ title: 'Complete blood count', code: '58410-2', when, results, conclusion, encounter })
}

/** A visit on a working day within opening hours. Nobody comes before he is born. */
function comeIn(
  { writer, dice, person, last }: Omit<Course, 'body'>,
  { daysAgo, type, reason }: { daysAgo: number; type: string; reason: string },
) {
  const alive = Math.max(1, daysBetween(person.born, last))
  const asked = daysBefore(last, Math.min(daysAgo, alive))
  const isSunday = new Date(`${asked}T00:00:00Z`).getUTCDay() === 0
  const day = isSunday && alive > daysAgo ? daysBefore(asked, 1) : asked
  const minutes = dice.between(9 * 12, 18 * 12) * 5
  return { day, minutes, encounter: writer.visit({ day, minutes, type, reason }) }
}
