import { lines } from './words';

/** English verbs, nouns and adjectives whose forms follow no rule: the base form, then the others. */
const FORMS = lines(`
  be am is are was were been being
  have has had having
  do does did done doing
  go goes went gone
  say says said
  get got gotten getting
  make made making
  know knew known
  think thought
  take took taken taking
  see saw seen
  come came coming
  give gave given giving
  find found
  tell told
  feel felt
  leave left leaving
  keep kept
  begin began begun beginning
  show shown
  hear heard
  run ran running
  hold held
  bring brought
  write wrote written writing
  sit sat sitting
  stand stood
  lose lost losing
  pay paid
  meet met
  set setting
  lead led
  understand understood
  speak spoke spoken
  read reading
  spend spent
  grow grew grown
  win won winning
  teach taught
  buy bought
  send sent
  build built
  fall fell fallen
  cut cutting
  sell sold
  rise rose risen
  drive drove driven driving
  break broke broken
  wear wore worn
  choose chose chosen choosing
  eat ate eaten
  fly flew flown flies
  draw drew drawn
  throw threw thrown
  catch caught
  deal dealt
  forget forgot forgotten
  lie lay lain lying
  sleep slept
  swim swam swum
  sing sang sung
  drink drank drunk
  ring rang rung
  steal stole stolen
  freeze froze frozen
  hide hid hidden
  bite bit bitten
  shake shook shaken
  tear tore torn
  wake woke woken
  fight fought
  seek sought
  lend lent
  bend bent
  feed fed
  bleed bled
  shoot shot
  strike struck
  hang hung
  dig dug
  stick stuck
  spin spun
  bind bound
  wind wound
  mean meant
  dream dreamt
  burn burnt
  learn learnt
  spell spelt
  become became
  forbid forbade forbidden
  withdraw withdrew withdrawn
  overcome overcame
  die dies died dying
  tie tying
  child children
  man men
  woman women
  person people
  foot feet
  tooth teeth
  mouse mice
  goose geese
  life lives
  wife wives
  knife knives
  leaf leaves
  shelf shelves
  half halves
  analysis analyses
  crisis crises
  thesis theses
  criterion criteria
  datum data
  medium media
  index indices indexes
  day daily days
  good better best
  bad worse worst
  far further farther`);

const baseByForm = new Map<string, string>();
for (const [base = '', ...forms] of FORMS) for (const form of forms) baseByForm.set(form, base);
/** Comparatives tell another thing than their base. */
for (const form of [
  'better',
  'best',
  'worse',
  'worst',
  'further',
  'farther',
  'left',
  'found',
  'media',
  'data',
  'setting',
])
  baseByForm.delete(form);

/** @returns the base of a form that follows no rule */
export function irregularBaseOf(form: string): string | undefined {
  return baseByForm.get(form);
}
