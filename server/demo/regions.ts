/** Where a clinic is, and how people there are called. */
export interface Region {
  /** BCP 47, of most patients. */
  language: string
  city: string
  state: string
  /** The first three digits of its postal codes. */
  postalArea: string
  localities: readonly string[]
  women: readonly string[]
  men: readonly string[]
  families: readonly string[]
}

const words = (text: string) => text.trim().split(/\s+/)

export const pune: Region = {
  language: 'mr',
  city: 'Pune',
  state: 'Maharashtra',
  postalArea: '411',
  localities: ['Kothrud', 'Aundh', 'Baner', 'Hadapsar', 'Sadashiv Peth', 'Viman Nagar', 'Warje'],
  women: words(
    'Sunita Savita Sarita Kavita Anjali Manisha Vaishali Rekha Shubhangi Asha Mangal Pooja Snehal Ashwini Swati Tanvi',
  ),
  men: words(
    'Ramesh Suresh Ganesh Mahesh Sachin Rahul Nitin Prakash Vijay Sanjay Amol Kiran Rohan Omkar Tushar Yash',
  ),
  families: words(
    'Patil Deshpande Kulkarni Joshi Jadhav Shinde Pawar More Gaikwad Deshmukh Bhosale Kale Chavan Thorat',
  ),
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
  women: words(
    'Lakshmi Shwetha Kavya Divya Roopa Sudha Geetha Nandini Bhavya Meena Padma Rashmi Vidya Ananya Fathima Mary',
  ),
  men: words(
    'Manjunath Naveen Kiran Praveen Raghavendra Srinivas Venkatesh Girish Harish Arjun Imran Joseph Darshan Suhas Vinay Anand',
  ),
  families: words(
    'Gowda Shetty Rao Hegde Bhat Reddy Murthy Naik Kamath Iyer Nair Ahmed Khan Fernandes Prabhu Acharya',
  ),
}

export const delhi: Region = {
  language: 'hi',
  city: 'New Delhi',
  state: 'Delhi',
  postalArea: '110',
  localities: ['Rohini', 'Dwarka', 'Saket', 'Karol Bagh', 'Janakpuri', 'Lajpat Nagar', 'Mayur Vihar'],
  women: words(
    'Neha Pooja Sunita Kiran Rekha Shabana Simran Anita Jyoti Preeti Ritu Kusum Nazia Aarti Deepika Harpreet',
  ),
  men: words(
    'Amit Rajesh Sandeep Vikas Mohit Gurpreet Imran Deepak Ajay Manoj Rakesh Salman Varun Karan Ashok Dinesh',
  ),
  families: words(
    'Sharma Gupta Singh Verma Khan Kapoor Malhotra Ansari Yadav Chauhan Arora Mehta Bansal Tyagi Saxena',
  ),
}

export const kochi: Region = {
  language: 'ml',
  city: 'Kochi',
  state: 'Kerala',
  postalArea: '682',
  localities: ['Kaloor', 'Edappally', 'Fort Kochi', 'Panampilly Nagar', 'Vyttila', 'Palarivattom'],
  women: words(
    'Anju Sreelakshmi Reshma Bindu Mini Sheeba Lissy Aswathy Deepa Sandhya Fathima Parvathy Gayathri Rani Sini',
  ),
  men: words(
    'Biju Anoop Rajeev Shaji Vishnu Arun Thomas George Faisal Sreejith Jijo Unni Vinod Ajith Harikrishnan',
  ),
  families: words(
    'Nair Menon Pillai Kurian Varghese Mathew Panicker Warrier Thomas Jacob Rahman Koya Namboothiri Das',
  ),
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
