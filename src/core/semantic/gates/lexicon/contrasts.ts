import { lines, listed } from './words';

/** Opposites. A question with a word of the left side has another answer than one with a word of the right side. */
export const OPPOSITES: readonly (readonly [ReadonlySet<string>, ReadonlySet<string>])[] = `
  on | off
  enable activate | disable deactivate
  before | after
  open | close shut
  first | last
  increase raise grow rise | decrease lower reduce drop fall shrink
  import | export
  start begin | end finish stop
  add insert include attach | remove delete exclude detach
  up | down
  buy purchase | sell
  borrow | lend
  arrive | depart leave
  arrival | departure
  send | receive
  win | lose
  pass | fail
  push | pull
  upload | download
  install | uninstall
  lock | unlock
  subscribe | unsubscribe
  connect | disconnect
  mount | unmount
  allow permit | forbid prohibit ban
  accept approve | reject decline deny refuse
  hire | fire
  lend | borrow
  deposit | withdraw
  encrypt | decrypt
  compress | decompress extract
  upgrade | downgrade
  login | logout
  enter | exit leave
  more | less fewer
  most | least fewest
  max maximum | min minimum
  high highest higher | low lowest lower
  big bigger biggest large larger largest | small smaller smallest
  long longer longest | short shorter shortest
  fast faster fastest quick | slow slower slowest
  old older oldest | young younger youngest new newer newest
  early earlier earliest | late later latest
  good better best | bad worse worst
  cheap cheaper cheapest | expensive dear
  hot warm | cold cool
  easy easier easiest | hard harder hardest difficult
  strong | weak
  rich | poor
  full | empty
  inside indoor indoors | outside outdoor outdoors
  above over | below under
  left | right
  north | south
  east | west
  northern | southern
  eastern | western
  public | private
  legal | illegal
  internal | external
  input | output
  inbound incoming | outbound outgoing
  domestic | international foreign
  male man men | female woman women
  husband | wife
  mother | father
  brother | sister
  son | daughter
  morning | evening afternoon
  day | night
  breakfast | lunch dinner
  weekday weekdays | weekend weekends
  yesterday | today tomorrow
  next upcoming | last previous past
  always | never
  with | without
  advantage benefit pro | disadvantage drawback con
  cause | effect
  question | answer
  employer | employee
  landlord | tenant
  teacher | student
  doctor | patient
  import | export
  debit | credit
  profit | loss
  supply | demand
  positive | negative
  vertical | horizontal
  upper | lower
  minor | major
  single | double married
  physical | virtual
  manual | automatic
  online | offline
  required mandatory | optional`
  .trim()
  .split('\n')
  .map((line) => {
    const [left = '', right = ''] = line.split('|');
    return [listed(left), listed(right)];
  });

/** Each line has words that exclude each other where each question has only one of them. */
export const MODALITIES = lines(`
  can may could might
  must
  should`).map((line) => new Set(line));

export const NEGATIONS = listed(
  'not no never none nobody nothing nowhere neither nor cannot without unable hardly',
);

/** Before a noun of time `this` is no mere determiner. */
export const TIME_NOUNS = listed(`
  second minute hour day night morning afternoon evening week weekend month quarter semester term season year decade century
  spring summer autumn fall winter monday tuesday wednesday thursday friday saturday sunday january february march april may june
  july august september october november december time`);
