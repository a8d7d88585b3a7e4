/** What brings people to a general practice for a day or two. */
interface Illness {
  title: string
  /** ICD-10. */
  code: string
  complaint: string
  feverish: boolean
  medications: readonly (readonly [title: string, dose: string])[]
  /** Only from this age on, in years. */
  from?: number
}

export const illnesses: readonly Illness[] = [
  {
    title: 'Acute upper respiratory infection',
    code: 'J06.9',
    complaint: 'Cold and cough for three days',
    feverish: true,
    medications: [
      ['Paracetamol 500 mg tablet', '1-1-1 after food for 3 days'],
      ['Cetirizine 10 mg tablet', '0-0-1 for 5 days'],
    ],
  },
  {
    title: 'Acute gastroenteritis',
    code: 'A09',
    complaint: 'Loose stools and vomiting since yesterday',
    feverish: false,
    medications: [
      ['Oral rehydration salts', 'one sachet in a litre of water, sips through the day'],
      ['Zinc sulphate 20 mg tablet', '1-0-0 for 14 days'],
    ],
  },
  {
    title: 'Viral fever',
    code: 'B34.9',
    complaint: 'Fever with body ache',
    feverish: true,
    medications: [['Paracetamol 650 mg tablet', '1-1-1 for 3 days, then when feverish']],
  },
  {
    title: 'Dengue fever',
    code: 'A90',
    complaint: 'High fever, pain behind the eyes',
    feverish: true,
    medications: [['Paracetamol 650 mg tablet', '1-1-1-1; no ibuprofen or aspirin']],
    from: 8,
  },
  {
    title: 'Urinary tract infection',
    code: 'N39.0',
    complaint: 'Burning when passing urine',
    feverish: true,
    medications: [['Nitrofurantoin 100 mg capsule', '1-0-1 after food for 5 days']],
    from: 16,
  },
  {
    title: 'Low back pain',
    code: 'M54.5',
    complaint: 'Back pain after lifting',
    feverish: false,
    medications: [
      ['Aceclofenac 100 mg tablet', '1-0-1 after food for 5 days'],
      ['Pantoprazole 40 mg tablet', '1-0-0 before food for 5 days'],
    ],
    from: 20,
  },
  {
    title: 'Gastro-oesophageal reflux',
    code: 'K21.9',
    complaint: 'Acidity at night',
    feverish: false,
    medications: [['Pantoprazole 40 mg tablet', '1-0-0 before food for 14 days']],
    from: 20,
  },
  {
    title: 'Otitis media',
    code: 'H66.9',
    complaint: 'Pain in the right ear',
    feverish: true,
    medications: [['Amoxicillin 250 mg syrup', '5 ml thrice a day for 7 days']],
  },
  {
    title: 'Scabies',
    code: 'B86',
    complaint: 'Itching at night, the family too',
    feverish: false,
    medications: [['Permethrin 5 % cream', 'below the neck at night, again after a week']],
  },
  {
    title: 'Migraine',
    code: 'G43.9',
    complaint: 'One-sided headache with nausea',
    feverish: false,
    medications: [['Naproxen 500 mg tablet', 'one at the first sign, at most two a day']],
    from: 14,
  },
]

export const allergies = [
  {
    title: 'Penicillin',
    category: 'medication',
    criticality: 'high',
    reaction: 'Rash and swelling of the face',
  },
  { title: 'Sulfonamides', category: 'medication', criticality: 'high', reaction: 'Skin eruption' },
  { title: 'Ibuprofen', category: 'medication', criticality: 'high', reaction: 'Wheezing' },
  { title: 'Peanut', category: 'food', criticality: 'high', reaction: 'Hives, vomiting' },
  { title: 'Prawns', category: 'food', criticality: 'low', reaction: 'Itching of the mouth' },
  { title: 'House dust', category: 'environment', criticality: 'low', reaction: 'Sneezing, watery eyes' },
] as const

/** Of the Indian national schedule: days after birth, dose. CVX codes. */
export const childVaccines = [
  { title: 'BCG', code: '19', doses: [0] },
  { title: 'Oral polio', code: '02', doses: [0, 42, 70, 98] },
  { title: 'Hepatitis B', code: '08', doses: [1] },
  { title: 'Pentavalent (DTP-HepB-Hib)', code: '102', doses: [42, 70, 98] },
  { title: 'Measles and rubella', code: '04', doses: [275, 500] },
  { title: 'DTP booster', code: '01', doses: [510, 1830] },
] as const
