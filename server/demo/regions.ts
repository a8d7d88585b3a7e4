/** Names that go together. */
interface Names {
  women: readonly string[]
  men: readonly string[]
  families: readonly string[]
}

/** Where a clinic is, and how people there are called. */
export interface Region {
  /** BCP 47, of most patients. */
  language: string
  city: string
  state: string
  /** The first three digits of its postal codes. */
  postalArea: string
  localities: readonly string[]
  /** The first are most of its patients. */
  names: readonly Names[]
}

export const pune: Region = {
  language: 'mr',
  city: 'Pune',
  state: 'Maharashtra',
  postalArea: '411',
  localities: ['Kothrud', 'Aundh', 'Baner', 'Hadapsar', 'Sadashiv Peth', 'Viman Nagar', 'Warje'],
  names: [
    names(
      'Sunita Savita Sarita Kavita Anjali Manisha Vaishali Rekha Shubhangi Asha Mangal Pooja Snehal Ashwini Swati Tanvi',
      'Ramesh Suresh Ganesh Mahesh Sachin Rahul Nitin Prakash Vijay Sanjay Amol Kiran Rohan Omkar Tushar Yash',
      'Patil Deshpande Kulkarni Joshi Jadhav Shinde Pawar More Gaikwad Deshmukh Bhosale Kale Chavan Thorat',
    ),
    names('Shabana Nasreen Ayesha Rukhsana', 'Salim Irfan Javed Aslam', 'Shaikh Pathan Inamdar Sayyed'),
  ],
}

export const bengaluru: Region = {
  language: 'kn',
  city: 'Bengaluru',
  state: 'Karnataka',
  postalArea: '560',
  localities: [
    'Jayanagar',
    'Malleshwaram',
    'Indiranagar',
    'Koramangala',
    'Whitefield',
    'Basavanagudi',
    'Hebbal',
  ],
  names: [
    names(
      'Lakshmi Shwetha Kavya Divya Roopa Sudha Geetha Nandini Bhavya Meena Padma Rashmi Vidya Ananya Sahana Pallavi',
      'Manjunath Naveen Kiran Praveen Raghavendra Srinivas Venkatesh Girish Harish Arjun Darshan Suhas Vinay Anand',
      'Gowda Shetty Rao Hegde Bhat Reddy Murthy Naik Kamath Iyer Prabhu Acharya',
    ),
    names('Fathima Ayesha Noor Zainab', 'Imran Farhan Nadeem Rizwan', 'Ahmed Khan Pasha Sharief'),
    names('Mary Sheela Lavina Agnes', 'Joseph Anthony Melwyn Denzil', 'Fernandes Pinto Mascarenhas Lobo'),
  ],
}

export const delhi: Region = {
  language: 'hi',
  city: 'New Delhi',
  state: 'Delhi',
  postalArea: '110',
  localities: ['Rohini', 'Dwarka', 'Saket', 'Karol Bagh', 'Janakpuri', 'Lajpat Nagar', 'Mayur Vihar'],
  names: [
    names(
      'Neha Pooja Sunita Kiran Rekha Anita Jyoti Preeti Ritu Kusum Aarti Deepika Shalini Nidhi',
      'Amit Rajesh Sandeep Vikas Mohit Deepak Ajay Manoj Rakesh Varun Karan Ashok Dinesh Pankaj',
      'Sharma Gupta Verma Kapoor Malhotra Yadav Chauhan Arora Mehta Bansal Tyagi Saxena',
    ),
    names('Shabana Nazia Farzana Saba', 'Imran Salman Faizan Arif', 'Khan Ansari Qureshi Siddiqui'),
    names('Simran Harpreet Jasleen Manpreet', 'Gurpreet Harjit Jaspal Manjit', 'Singh Gill Sandhu Bedi'),
  ],
}

export const kochi: Region = {
  language: 'ml',
  city: 'Kochi',
  state: 'Kerala',
  postalArea: '682',
  localities: ['Kaloor', 'Edappally', 'Fort Kochi', 'Panampilly Nagar', 'Vyttila', 'Palarivattom'],
  names: [
    names(
      'Anju Sreelakshmi Reshma Bindu Mini Aswathy Deepa Sandhya Parvathy Gayathri Rani Sreeja',
      'Biju Anoop Rajeev Vishnu Arun Sreejith Unni Vinod Ajith Harikrishnan Manoj Sunil',
      'Nair Menon Pillai Panicker Warrier Namboothiri Das Kurup',
    ),
    names('Lissy Sheeba Annamma Sini', 'Thomas George Jijo Shaji', 'Kurian Varghese Mathew Jacob'),
    names('Fathima Raihana Shahina Sajitha', 'Faisal Shameer Nizar Anwar', 'Rahman Koya Haneefa Musthafa'),
  ],
}

/** Names that lists, sorting and search stumble over; each clinic knows some of these people. */
export const hardNames = [
  { givenName: 'सरिता', familyName: 'देशपांडे', sex: 'female', language: 'mr' },
  { givenName: 'Maria Josephine', familyName: 'D’Souza', sex: 'female', language: 'en' },
  { givenName: 'Lakshmi', familyName: '', sex: 'female', language: 'ta' },
  { givenName: 'A. P. Venkatanarasimharajuvaripeta', familyName: 'Subramanian', sex: 'male', language: 'te' },
  { givenName: 'Zoë', familyName: 'Müller-Lindqvist', sex: 'female', language: 'de' },
  { givenName: 'محمد', familyName: 'الأنصاري', sex: 'male', language: 'ur' },
  { givenName: 'Li', familyName: 'Ng', sex: 'other', language: 'en' },
  { givenName: 'ज़ोया', familyName: 'ख़ान', sex: 'female', language: 'hi' },
] as const

function names(women: string, men: string, families: string): Names {
  return { women: women.split(' '), men: men.split(' '), families: families.split(' ') }
}
