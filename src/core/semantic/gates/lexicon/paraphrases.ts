import { lines } from './words';

/**
 * Words that may be said for each other in nearly every question, one group a line, in their base form. A word that is said for
 * another only at times, as `order` for `buy`, is in no group: the gate fails closed.
 */
const GROUPS = lines(`
  cost price fee charge pricing
  course class
  teacher instructor lecturer
  professor instructor
  teach instruct teacher instructor
  undergrad undergraduate
  grad graduate
  student pupil
  delete remove erase
  begin start commence
  finish end complete conclude
  buy purchase
  fix repair mend
  create make
  edit change update modify alter amend
  photo picture image photograph
  film movie
  car automobile
  bicycle bike
  physician doctor
  phone telephone mobile cellphone
  phonenumber telephone
  email mail
  mobile cell
  flat apartment
  holiday vacation
  salary wage pay
  employee worker
  colleague coworker
  boss supervisor
  client customer
  supplier vendor
  shop store
  require need must
  necessary required mandatory compulsory obligatory must need
  prerequisite prereq
  allow permit let can
  eligible can
  able can
  possible can
  permission can
  forbid prohibit ban
  assist help
  useful helpful
  fulfill fulfil satisfy
  abroad overseas
  incorrect wrong
  several multiple
  choose select pick
  reply answer respond response
  keep store stored kept
  deliver ship
  delivery shipping shipment
  big large
  small little
  fast quick rapid
  hard difficult
  easy simple
  biggest largest
  smallest littlest
  fastest quickest
  hardest toughest
  easiest simplest
  maximum max limit
  minimum min
  increase raise
  decrease reduce lower
  enable activate
  disable deactivate
  cancel cancellation
  verify verification confirm
  activate activation
  register registration enroll enrollment enrolment enrol
  apply application
  decline reject refuse deny
  approve approval accept
  renew renewal
  withdraw withdrawal
  remove removal
  arrive arrival
  propose proposal
  transfer transferral
  pay payment
  lose lost
  steal stolen
  error fault
  problem issue trouble
  broken damaged
  work function
  show display
  own owner
  manage manager
  write author
  invent inventor
  found founder establish
  birthday birthdate born birth
  die death
  city town
  nation country
  war conflict
  battle fight
  next upcoming following coming
  previous preceding prior
  between among
  begin beginning
  speak talk
  semester term
  kid child
  mom mother
  dad father
  job occupation
  rule regulation
  aim goal objective
  purpose aim
  method approach
  deadline due
  schedule timetable
  exam examination test
  workload work
  wifi wlan
  password passcode
  pin passcode
  document doc
  application app
  config configuration setting
  install setup
  folder directory
  repository repo
  database db
  administrator admin
  identification id identity
  laptop notebook
  meet gather
  meeting session
  everyone everybody
  someone somebody
  responsible accountable
  accompany join
  kept stored
  annual yearly year
  monthly month
  weekly week
  daily day
  hourly hour
  dollar usd
  euro eur
  pound gbp
  kilogram kg kilo
  gram g
  kilometer kilometre km
  meter metre m
  centimeter centimetre cm
  mile mi
  liter litre l
  milliliter millilitre ml
  lb lbs
  ounce oz
  hour hr h
  minute min mins
  second sec
  percent percentage
  gigabyte gb
  megabyte mb
  autumn fall
  tv television
  usa america
  uk britain
  color colour
  center centre
  theater theatre
  license licence
  program programme
  catalog catalogue
  gray grey
  favorite favourite
  organization organisation
  cheque check
  tire tyre`);

const groupsByWord = new Map<string, string[]>();
GROUPS.forEach((group, at) => {
  for (const word of group) groupsByWord.set(word, [...(groupsByWord.get(word) ?? []), `=${at}`]);
});

/** @returns names of the groups that a base form is in */
export function groupsOf(word: string): readonly string[] {
  return groupsByWord.get(word) ?? [];
}
